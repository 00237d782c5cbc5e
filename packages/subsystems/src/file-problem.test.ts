import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { fileProblemOf, systemError } from './file-problem.ts';

const system = (code: string): Error => systemError(code, 'write', 'said by the system');
const sqlite = (errcode: number): Error => Object.assign(new Error('said by SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

it.each([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
  ['EROFS', 'forbidden'],
  ['ELOOP', 'link'],
  ['EIO', 'damaged'],
  ['EMFILE', 'busy'],
  ['ENOTDIR', 'other'],
])('puts %s into the word %s', (code, problem) => {
  expect(fileProblemOf(system(code))).toBe(problem);
});

it.each([
  [8, 'forbidden'],
  [13, 'full'],
  [5, 'busy'],
  [261, 'busy'],
  [14, 'forbidden'],
  [778, 'damaged'],
  [26, 'other'],
])('puts result %i of SQLite into the word %s', (errcode, problem) => {
  expect(fileProblemOf(sqlite(errcode))).toBe(problem);
});

it('says nothing of what neither the system nor SQLite threw', () => {
  const errors = [new TypeError('x is not a function'), Object.assign(new Error('ours'), { code: 'STORAGE_FULL' }), 'text', null, undefined];
  expect(errors.map(fileProblemOf)).toEqual(errors.map(() => undefined));
});

it('knows what is really thrown', async () => {
  expect(await open('/dev/null/x').catch(fileProblemOf)).toBe('other');
  const file = await open('/dev/full', 'w');
  expect(await file.writeFile('x').catch(fileProblemOf)).toBe('full');
  await file.close();
  const busy = new DatabaseSync(':memory:');
  expect((() => {
    try {
      busy.exec('not SQL');
    } catch (error) {
      return fileProblemOf(error);
    }
    return undefined;
  })()).toBe('other');
  busy.close();
});
