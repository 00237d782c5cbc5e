import { DatabaseSync } from 'node:sqlite';
import { isSmythError } from '@smyth/kernel';
import { describe, expect, it } from 'vitest';
import { homeErrors } from './errors.ts';
import { toHomeError } from './to-home-error.ts';

const sqlite = (errcode: number): Error => Object.assign(new Error('said by SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });
const system = (code: string): Error => Object.assign(new Error('said by the system'), { code });
const codeOf = (error: unknown): unknown => (isSmythError(error) ? error.code : error);

describe('toHomeError', () => {
  it.each([
    ['FULL', sqlite(13), 'HOME_DISK_FULL'],
    ['BUSY', sqlite(5), 'HOME_LOCKED'],
    ['BUSY_RECOVERY', sqlite(261), 'HOME_LOCKED'],
    ['LOCKED', sqlite(6), 'HOME_LOCKED'],
    ['READONLY', sqlite(8), 'HOME_NOT_WRITABLE'],
    ['READONLY_DIRECTORY', sqlite(1544), 'HOME_NOT_WRITABLE'],
    ['CANTOPEN', sqlite(14), 'HOME_NOT_WRITABLE'],
    ['PERM', sqlite(3), 'HOME_NOT_WRITABLE'],
    ['CORRUPT', sqlite(11), 'HOME_BROKEN_DATABASE'],
    ['NOTADB', sqlite(26), 'HOME_BROKEN_DATABASE'],
    ['IOERR_WRITE', sqlite(778), 'HOME_IO_FAILED'],
    ['CONSTRAINT', sqlite(19), 'HOME_FAILED'],
    ['EACCES', system('EACCES'), 'HOME_NOT_WRITABLE'],
    ['EROFS', system('EROFS'), 'HOME_NOT_WRITABLE'],
    ['ENOTDIR', system('ENOTDIR'), 'HOME_NOT_WRITABLE'],
    ['ENOSPC', system('ENOSPC'), 'HOME_DISK_FULL'],
    ['EIO', system('EIO'), 'HOME_IO_FAILED'],
    ['a closed database', system('ERR_INVALID_STATE'), 'HOME_CLOSED'],
  ])('maps %s', (_, error, code) => {
    expect(codeOf(toHomeError(error, '/home/smyth.db'))).toBe(code);
  });

  it('says where, and keeps the cause', () => {
    const cause = sqlite(13);
    expect(toHomeError(cause, '/home/smyth.db')).toMatchObject({
      cause,
      message: 'HOME_DISK_FULL: The disk of /home/smyth.db is full; what was being written is not kept, everything before it is. Free space on that disk, then do it again.',
    });
  });

  it('leaves everything else as it is', () => {
    const coded = homeErrors.CLOSED({ where: 'here' });
    const mistake = new TypeError('x is not a function');
    expect([coded, mistake, 'text', undefined].map((error) => toHomeError(error, 'here'))).toEqual([coded, mistake, 'text', undefined]);
  });

  it('knows what SQLite really throws', () => {
    const codes: unknown[] = [];
    const collect = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        codes.push(codeOf(toHomeError(error, 'here')));
      }
    };
    const database = new DatabaseSync(':memory:');
    collect(() => new DatabaseSync('/no/such/folder/x.db'));
    collect(() => database.exec('not SQL'));
    database.close();
    collect(() => database.exec('SELECT 1'));
    expect(codes).toEqual(['HOME_NOT_WRITABLE', 'HOME_FAILED', 'HOME_CLOSED']);
  });
});
