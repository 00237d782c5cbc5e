import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasSystemCode, systemError } from './file-problem.ts';

const folderMode = 0o700;

/** @throws `EINVAL` for what could leave its place */
export function partsOf(path: string): string[] {
  const parts = path.split('/');
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)) throw systemError('EINVAL', 'open', 'a path has an empty or dot part, a backslash or a NUL');
  }
  return parts;
}

const linkAt = (path: string): Error => systemError('ELOOP', 'realpath', `a symbolic link stands at or above ${path}`);

/** `work`, or undefined where there is nothing. */
export async function found<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** What was made in, moved into or removed from the folder survives a crash once this resolves. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot, and writes directory entries through.
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems have no such thing.
    if (!hasSystemCode(error, 'EINVAL')) throw error;
  } finally {
    await handle.close();
  }
}

async function makeRoot(root: string): Promise<string> {
  const first = await mkdir(root, { recursive: true, mode: folderMode });
  if (first !== undefined) for (let made = root; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  return realpath(root);
}

async function makeFolder(above: string, name: string): Promise<string> {
  const folder = join(above, name);
  try {
    await mkdir(folder, { mode: folderMode });
  } catch (error) {
    if (!hasSystemCode(error, 'EEXIST')) throw error;
    const stats = await lstat(folder);
    if (!stats.isDirectory()) throw stats.isSymbolicLink() ? linkAt(folder) : systemError('ENOTDIR', 'mkdir', `a file stands where the folder ${folder} belongs`);
  }
  await syncFolder(above);
  return folder;
}

/** Folders below a root, by the parts of their path. Links below the root give `ELOOP`; the root itself may be one. */
export interface RootedFolders {
  /** The real path; undefined: there is none. */
  existing(parts: readonly string[]): Promise<string | undefined>;
  /** The real path of a folder that is made where it is missing, for its owner alone, and survives a crash. */
  made(parts: readonly string[]): Promise<string>;
  /** The real path of what `path` names, there or not; undefined: not even its folder is there. */
  locate(path: string): Promise<string | undefined>;
}

/** @param root absolute */
export function createRootedFolders(root: string): RootedFolders {
  let real: Promise<string> | undefined;

  const realRoot = (resolve: () => Promise<string>): Promise<string> =>
    (real ??= resolve().catch((error: unknown) => {
      real = undefined;
      throw error;
    }));

  async function existing(parts: readonly string[]): Promise<string | undefined> {
    const base = await found(() => realRoot(() => realpath(root)));
    if (base === undefined) return undefined;
    const folder = join(base, ...parts);
    // One call looks at every part: where one is a link the real path is another.
    const actual = await found(() => realpath(folder));
    if (actual !== undefined && actual !== folder) throw linkAt(folder);
    return actual;
  }

  return {
    existing,
    async made(parts) {
      const present = await existing(parts);
      if (present !== undefined) return present;
      let folder = await makeRoot(root);
      for (const part of parts) folder = await makeFolder(folder, part);
      return folder;
    },
    async locate(path) {
      const parts = partsOf(path);
      const folder = await existing(parts.slice(0, -1));
      return folder && join(folder, parts.at(-1) as string);
    },
  };
}
