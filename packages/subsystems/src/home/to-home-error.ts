import { isSmythError } from '@smyth/kernel';
import { homeErrors, type HomePlace } from './errors.ts';

type ToError = (place: HomePlace & { readonly reason: string }, options: ErrorOptions) => Error;

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const bySqliteCode: ReadonlyMap<number, ToError> = new Map<number, ToError>([
  [3, homeErrors.NOT_WRITABLE],
  [5, homeErrors.LOCKED],
  [6, homeErrors.LOCKED],
  [8, homeErrors.NOT_WRITABLE],
  [10, homeErrors.IO_FAILED],
  [11, homeErrors.BROKEN_DATABASE],
  [13, homeErrors.DISK_FULL],
  [14, homeErrors.NOT_WRITABLE],
  [26, homeErrors.BROKEN_DATABASE],
]);

const bySystemCode: ReadonlyMap<string, ToError> = new Map<string, ToError>([
  ...['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].map((code) => [code, homeErrors.NOT_WRITABLE] as const),
  ...['ENOSPC', 'EDQUOT'].map((code) => [code, homeErrors.DISK_FULL] as const),
  ...['EIO', 'EMFILE', 'ENFILE'].map((code) => [code, homeErrors.IO_FAILED] as const),
  // What Node throws for a database, or a statement of one, that was closed.
  ['ERR_INVALID_STATE', homeErrors.CLOSED],
]);

/** What SQLite or the file system threw at `where`, as an error with a code; anything else as it is. */
export function toHomeError(error: unknown, where: string): unknown {
  if (isSmythError(error) || !(error instanceof Error)) return error;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const isSqlite = code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number';
  // Extended result codes keep the primary one in their low byte.
  const toError = isSqlite ? (bySqliteCode.get(errcode & 0xff) ?? homeErrors.FAILED) : bySystemCode.get(String(code));
  return toError === undefined ? error : toError({ where, reason: error.message }, { cause: error });
}
