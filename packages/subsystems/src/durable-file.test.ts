import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeIds } from '@smyth/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDurableFiles, type DurableFiles, readExactly } from './durable-file.ts';
import { fileProblemOf } from './file-problem.ts';

let outside: string;
let root: string;
let files: DurableFiles;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'smyth-durable-'));
  root = join(outside, 'deep', 'root');
  files = createDurableFiles(root, createFakeIds());
});
afterEach(() => rm(outside, { recursive: true }));

const textOf = async (path: string): Promise<string | undefined> => (await files.read(path))?.toString();
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('durable files', () => {
  it('come back whole, below folders that are made for their owner alone', async () => {
    await files.write('a/b/c', 'text');
    await files.write('a/b/c', Uint8Array.of(1, 2, 3));
    expect(await files.read('a/b/c')).toEqual(Buffer.from([1, 2, 3]));
    const modes = await Promise.all([join(outside, 'deep'), root, join(root, 'a'), join(root, 'a/b'), join(root, 'a/b/c')].map(modeOf));
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o700, 0o600]);
    expect(await readdir(root)).toEqual(['a']);
  });

  it('make nothing until something is written', async () => {
    expect([await files.read('a'), await files.open('a/b'), await files.remove('a'), await files.folder('a')]).toEqual([undefined, undefined, false, undefined]);
    await files.sync('a/b');
    await files.prune('a/b');
    expect(await readdir(outside)).toEqual([]);
  });

  it('are not seen until they are placed', async () => {
    await files.write('name', 'old');
    const staged = await files.stage((file) => file.writeFile('new'));
    expect(await textOf('name')).toBe('old');
    await staged.place('name');
    expect(await textOf('name')).toBe('new');
    const given = await files.stage((file) => file.writeFile('given up'));
    await given.discard();
    expect([await textOf('name'), await readdir(root)]).toEqual(['new', ['name']]);
  });

  it('leave nothing behind when filling or placing fails', async () => {
    await files.write('name', 'old');
    await expect(files.stage(() => Promise.reject(new Error('half-way')))).rejects.toThrow('half-way');
    const staged = await files.stage((file) => file.writeFile('new'));
    await expect(staged.place('name/below')).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect([await textOf('name'), await readdir(root)]).toEqual(['old', ['name']]);
  });

  it('are removed with the folders that become empty, and no others', async () => {
    for (const path of ['a/b/c/d', 'a/e']) await files.write(path, 'x');
    expect([await files.remove('a/b/c/d'), await files.remove('a/b/c/d')]).toEqual([true, false]);
    await files.prune('a/b/c/d');
    expect(await readdir(root, { recursive: true })).toEqual(['a', 'a/e']);
    await files.remove('a/e');
    await files.prune('a/e');
    expect(await readdir(root)).toEqual([]);
  });

  it('sweep what a crashed process left behind, once it is an hour old, and nothing else', async () => {
    await mkdir(root, { recursive: true });
    const old = '~tmp_0000000000001_00000000000000aa.tmp';
    const recent = '~tmp_0000000000002_00000000000000bb.tmp';
    for (const name of [old, recent, '~tmp_notes.tmp', 'name.tmp']) await writeFile(join(root, name), 'x');
    const longAgo = new Date(Date.now() - 3_700_000);
    for (const name of [old, '~tmp_notes.tmp', 'name.tmp']) await utimes(join(root, name), longAgo, longAgo);
    await files.write('value', 'x');
    expect((await readdir(root)).sort()).toEqual(['name.tmp', 'value', recent, '~tmp_notes.tmp'].sort());
  });

  it('take another name where an unfinished file has theirs', async () => {
    await mkdir(root, { recursive: true });
    await writeFile(join(root, '~tmp_0000000000001_0000000000000000.tmp'), 'of somebody else');
    await files.write('value', 'x');
    expect([await textOf('value'), await readFile(join(root, '~tmp_0000000000001_0000000000000000.tmp'), 'utf8')]).toEqual(['x', 'of somebody else']);
  });
});

describe('paths', () => {
  it.each(['', '..', '../a', 'a/../b', '/a', 'a//b', './a', 'a/', 'a\\b', 'a\0b'])('refuse %j', async (path) => {
    await expect(files.write(path, 'x')).rejects.toMatchObject({ code: 'EINVAL' });
    await expect(files.read(path)).rejects.toMatchObject({ code: 'EINVAL' });
  });

  it('do not lead through a link, to a file or to a folder', async () => {
    await writeFile(join(outside, 'secret'), 'outside');
    await files.write('value', 'inside');
    await symlink(join(outside, 'secret'), join(root, 'link'));
    await symlink(outside, join(root, 'folder'));
    await symlink(join(outside, 'nowhere'), join(root, 'dangling'));
    const works = [files.read('link'), files.read('folder/secret'), files.write('folder/new', 'x'), files.remove('folder/secret'), files.folder('folder'), files.write('dangling/new', 'x')];
    expect((await Promise.allSettled(works)).map((outcome) => (outcome as PromiseRejectedResult).reason).map(fileProblemOf)).toEqual(Array.from({ length: 6 }, () => 'link'));
    expect((await readdir(outside)).sort()).toEqual(['deep', 'secret']);
  });

  it('replace a link that stands where a file is placed, not what it points to', async () => {
    await writeFile(join(outside, 'secret'), 'outside');
    await files.write('value', 'inside');
    await symlink(join(outside, 'secret'), join(root, 'link'));
    await files.write('link', 'new');
    expect([await textOf('link'), await readFile(join(outside, 'secret'), 'utf8')]).toEqual(['new', 'outside']);
  });

  it('may begin with a root that is a link itself', async () => {
    await mkdir(join(outside, 'real'));
    await symlink(join(outside, 'real'), join(outside, 'root'));
    const linked = createDurableFiles(join(outside, 'root'), createFakeIds());
    await linked.write('a/b', 'x');
    expect([(await linked.read('a/b'))?.toString(), await readFile(join(outside, 'real/a/b'), 'utf8')]).toEqual(['x', 'x']);
  });

  it('do not open what is no file', async () => {
    await files.write('folder/value', 'x');
    await expect(files.read('folder')).rejects.toMatchObject({ code: 'EINVAL' });
  });
});

describe('readExactly', () => {
  it('fills the whole piece, or says that the file ended', async () => {
    await files.write('value', '0123456789');
    const file = await files.open('value');
    const piece = Buffer.alloc(4);
    if (file) await readExactly(file, piece, 3);
    expect(piece.toString()).toBe('3456');
    await expect(file && readExactly(file, piece, 8)).rejects.toMatchObject({ code: 'EIO' });
    await file?.close();
  });
});
