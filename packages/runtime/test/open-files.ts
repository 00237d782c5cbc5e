import { readdirSync, readlinkSync } from 'node:fs';

const folder = '/proc/self/fd';

/** What this process holds open besides pipes: files, folders and sockets, as the system names them. Linux only; elsewhere nothing is seen. */
export function openFiles(): string[] {
  const targetOf = (descriptor: string): string[] => {
    try {
      return [readlinkSync(`${folder}/${descriptor}`)];
    } catch {
      // The descriptor the list itself was read through is closed by now.
      return [];
    }
  };
  return process.platform === 'linux' ? readdirSync(folder).flatMap(targetOf).filter((target) => /^(?:\/|socket:)/.test(target) && !target.startsWith('/proc/')) : [];
}

/** What is in `after` more often than in `before`. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
