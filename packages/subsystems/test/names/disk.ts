import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything at or below a folder, nothing followed: the path, and what there is to know of what stands there. */
export function everythingIn(folder: string, path = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(folder, path))) {
    const at = path === '' ? name : `${path}/${name}`;
    const stats = lstatSync(join(folder, at));
    if (stats.isSymbolicLink()) found.set(at, `link to ${readlinkSync(join(folder, at))}`);
    else if (stats.isDirectory()) {
      found.set(at, 'folder');
      for (const [below, what] of everythingIn(folder, at)) found.set(below, what);
    } else found.set(at, `file ${stats.ino} ${stats.mtimeMs} ${createHash('sha256').update(readFileSync(join(folder, at))).digest('hex')}`);
  }
  return found;
}

/** Only what `wanted` says, as an object to compare. */
export const only = (all: ReadonlyMap<string, string>, wanted: (path: string) => boolean): Record<string, string> => Object.fromEntries([...all].filter(([path]) => wanted(path)));
