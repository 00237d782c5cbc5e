/**
 * What kept a file operation from being done. `full`: no space, quota or room in one file. `forbidden`: rights, or a read-only file system.
 * `link`: a symbolic link stands where one is not followed. `damaged`: the device failed. `busy`: too many open files or a lock.
 */
export type FileProblem = 'full' | 'forbidden' | 'link' | 'damaged' | 'busy' | 'other';

const bySystemCode: ReadonlyMap<string, FileProblem> = new Map<string, FileProblem>([
  ...['ENOSPC', 'EDQUOT', 'EFBIG'].map((code) => [code, 'full'] as const),
  ...['EACCES', 'EPERM', 'EROFS'].map((code) => [code, 'forbidden'] as const),
  // What O_NOFOLLOW gives for a link: ELOOP on Linux and macOS, EMLINK on FreeBSD.
  ...['ELOOP', 'EMLINK'].map((code) => [code, 'link'] as const),
  ...['EIO', 'ENXIO', 'EUCLEAN'].map((code) => [code, 'damaged'] as const),
  ...['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'ETXTBSY'].map((code) => [code, 'busy'] as const),
]);

/** Primary result codes of SQLite, for lock files: https://sqlite.org/rescode.html */
const bySqliteCode: ReadonlyMap<number, FileProblem> = new Map<number, FileProblem>([
  [3, 'forbidden'],
  [5, 'busy'],
  [6, 'busy'],
  [8, 'forbidden'],
  [10, 'damaged'],
  [13, 'full'],
  [14, 'forbidden'],
]);

/** What the system or a lock file threw, in words that connectors map to codes of their own; undefined: it was neither of them. */
export function fileProblemOf(error: unknown): FileProblem | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, syscall, errcode } = error as { code?: unknown; syscall?: unknown; errcode?: unknown };
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') return bySqliteCode.get(errcode & 0xff) ?? 'other';
  return typeof code === 'string' && typeof syscall === 'string' ? (bySystemCode.get(code) ?? 'other') : undefined;
}

/** Whether the system answered with exactly this code, such as `ENOENT`. */
export const hasSystemCode = (error: unknown, ...codes: readonly string[]): boolean =>
  typeof error === 'object' && error !== null && codes.includes(String((error as { code?: unknown }).code));

/** An error as the system would give it, for what is refused before the system is asked. */
export const systemError = (code: string, syscall: string, reason: string): Error => Object.assign(new Error(`${code}: ${reason}`), { code, syscall });
