import { expect, test } from 'vitest';
import { stepsOf } from './system-calls.ts';

const begun = '10 write(1<pipe:[1]>, "begun\\n", 6) = 6';
const acknowledged = '10 write(1<pipe:[1]>, "acknowledged\\n", 13) = 13';
const temporary = '/home/~tmp_1795188714947_f8d53fdd3a972c8f.tmp';
const create = `11 openat(AT_FDCWD</>, "${temporary}", O_RDWR|O_CREAT|O_EXCL, 0600) = 24<${temporary}>`;
const write = `12 write(24<${temporary}>, "{}) = 3 <unfinished ...>"..., 377) = 377`;
const sync = `11 fsync(24<${temporary}>) = 0`;
const rename = `11 rename("${temporary}", "/home/vault.json") = 0`;
const syncFolder = '13 fsync(24</home>)             = 0';
const steps = (...lines: readonly string[]): string[] => stepsOf(['10 openat(AT_FDCWD, "/before", O_CREAT) = 3</before>', begun, ...lines, acknowledged, `10 fsync(3</home/late>) = 0`].join('\n'), '/home');

test('the steps of a replacement are told in their order', () => {
  expect(steps(create, write, write, sync, rename, syncFolder)).toEqual([
    'create an unfinished file',
    'write an unfinished file',
    'sync an unfinished file',
    'rename an unfinished file to vault.json in home',
    'sync home',
    'acknowledged',
  ]);
});

test('another order is another list', () => {
  expect(steps(write, rename, sync)).toEqual(['write an unfinished file', 'rename an unfinished file to vault.json in home', 'sync an unfinished file', 'acknowledged']);
  expect(steps('10 pwrite64(7</home/smyth.db-wal>, "x", 1, 0) = 1', '10 fdatasync(7</home/smyth.db-wal>) = 0')).toEqual(['write smyth.db-wal', 'sync smyth.db-wal', 'acknowledged']);
});

test('a call that was interrupted by another thread counts from its beginning to its end', () => {
  const [asked, answered] = [`11 fsync(24<${temporary}> <unfinished ...>`, '11 <... fsync resumed>) = 0'];
  expect(steps(write, asked, '14 write(20<anon_inode:[eventfd]>, "\\1", 8) = 8', answered, rename)).toEqual([
    'write an unfinished file',
    'sync an unfinished file',
    'rename an unfinished file to vault.json in home',
    'acknowledged',
  ]);
  const overlapping = steps(write, asked, rename.replace(/^11/, '12'), answered);
  expect(overlapping.filter((step) => step.endsWith('(at the same time)'))).toEqual(['sync an unfinished file (at the same time)']);
});

test('reads, locks, other folders and what failed are not told', () => {
  const others = [
    '11 openat(AT_FDCWD</>, "/home/vault.key", O_RDONLY) = 24</home/vault.key>',
    '10 pwrite64(22</home/~vault.json.lock-journal>, "\\0", 512, 0) = 512',
    '10 write(9</elsewhere>, "x", 1) = 1',
    '10 fsync(9</homely>) = 0',
    `10 fsync(24<${temporary}>) = -1 EIO (Input/output error)`,
  ];
  expect(steps(...others)).toEqual(['acknowledged']);
});

test('a trace without the change is refused', () => {
  expect(() => stepsOf(sync, '/home')).toThrow('the trace does not hold a change from its beginning to its acknowledgement');
});
