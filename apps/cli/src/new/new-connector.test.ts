import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseTarget } from './connector-names.ts';
import { newConnector } from './new-connector.ts';
import { parseNewArguments } from './new.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-new-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const filesIn = async (folder: string): Promise<string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
};

test('a target says everything that a connector is called', () => {
  expect(parseTarget('cache/acme-cloud')).toEqual({
    subsystem: 'cache', name: 'acme-cloud', id: 'AcmeCloud', symbol: 'acmeCloudCache', file: 'acme-cloud-cache', key: 'Cache', Noun: 'A cache',
  });
  expect(parseTarget('nkv/x1')).toMatchObject({ id: 'X1', symbol: 'x1Nkv', key: 'NKV' });
});

describe('a package that stands alone', () => {
  test('has everything it needs, filled in, and nothing besides', async () => {
    const folder = await emptyFolder();
    const { files } = await newConnector({ target: 'cache/acme', folder, layout: 'standalone' });
    expect(await filesIn(folder)).toEqual([...files].sort());
    expect(files).toEqual(['package.json', 'tsconfig.json', '.gitignore', 'README.md', 'src/index.ts', 'src/acme-cache.ts', 'test/laws.test.ts']);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    expect(texts.filter((text) => text.includes('{{'))).toEqual([]);
  });

  test('asks for the versions that the repository is built and tested with', async () => {
    const root = join(import.meta.dirname, '../../../..');
    const readJson = async (file: string): Promise<Record<string, never>> => JSON.parse(await readFile(file, 'utf8')) as Record<string, never>;
    const [ours, kernel] = await Promise.all([readJson(join(root, 'package.json')), readJson(join(root, 'packages/kernel/package.json'))]);
    const folder = await emptyFolder();
    await newConnector({ target: 'vault/acme', folder, layout: 'standalone' });
    const made = await readJson(join(folder, 'package.json'));
    const wanted = (names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, `^${String((ours['devDependencies'] as Record<string, string> | undefined)?.[name])}`]));
    expect(made['devDependencies']).toEqual(wanted(['@types/node', 'typescript', 'vitest']));
    expect(made['dependencies']).toEqual({ '@smyth/kernel': `^${String(kernel['version'])}`, '@smyth/subsystems': `^${String(kernel['version'])}` });
  });
});

describe('nothing is written when something is wrong', () => {
  test.each([
    ['cach/acme', 'NEW_NO_TEMPLATE', 'There are templates for: cache, nkv, storage, vault.'],
    ['constructor/acme', 'NEW_NO_TEMPLATE', 'There are templates for: cache, nkv, storage, vault.'],
    ['llm/acme', 'NEW_NO_TEMPLATE', 'There are templates for: cache, nkv, storage, vault.'],
    ['cache', 'NEW_BAD_TARGET', '"cache" does not say what to make.'],
    ['cache/a/b', 'NEW_BAD_TARGET', '"cache/a/b" does not say what to make.'],
    [undefined, 'NEW_BAD_TARGET', 'Nothing does not say what to make.'],
    ['cache/', 'NEW_BAD_NAME', '"" cannot be the name of a connector.'],
    ['cache/Acme', 'NEW_BAD_NAME', '"Acme" cannot be the name of a connector.'],
    ['cache/..', 'NEW_BAD_NAME', '".." cannot be the name of a connector.'],
    ['cache/-acme', 'NEW_BAD_NAME', '"-acme" cannot be the name of a connector.'],
    [`cache/${'a'.repeat(41)}`, 'NEW_BAD_NAME', 'cannot be the name of a connector.'],
  ])('%s', async (target, code, says) => {
    const folder = await emptyFolder();
    const making = newConnector({ target, folder, layout: 'standalone' });
    await expect(making).rejects.toMatchObject({ code, message: expect.stringContaining(says) as string });
    expect(await filesIn(folder)).toEqual([]);
  });

  test('a folder with something in it is refused, and so is a file', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await expect(newConnector({ target: 'cache/acme', folder, layout: 'standalone' })).rejects.toMatchObject({ code: 'NEW_FOLDER_TAKEN', details: { folder } });
    await expect(newConnector({ target: 'cache/acme', folder: join(folder, 'mine.txt'), layout: 'standalone' })).rejects.toMatchObject({ code: 'NEW_FOLDER_TAKEN' });
    expect(await filesIn(folder)).toEqual(['mine.txt']);
  });

  test('a folder that cannot be written is refused with the reason', async () => {
    const folder = join(await emptyFolder(), 'x'.repeat(300));
    await expect(newConnector({ target: 'cache/acme', folder, layout: 'standalone' })).rejects.toMatchObject({ code: 'NEW_NOT_WRITTEN', details: { folder, reason: 'ENAMETOOLONG' } });
  });

  test.each([
    [[], 'NEW_NO_KIND'],
    [['component', 'hash'], 'NEW_NO_KIND'],
    [['connector', 'cache/acme', 'here', 'there'], 'NEW_BAD_ARGUMENT'],
    [['connector', 'cache/acme', '--jsno'], 'NEW_BAD_ARGUMENT'],
  ])('arguments %j', (args, code) => {
    expect(() => parseNewArguments(args)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('smyth new', () => {
  const smyth = (cwd: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const main = join(import.meta.dirname, '../main.ts');
      execFile(process.execPath, ['--conditions=smyth-source', main, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '' } }, (error, out, err) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
      });
    });

  test('writes into a folder of the name, into the one it is given, and over nothing', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'mine'));
    const [first, given] = await Promise.all([smyth(folder, 'new', 'connector', 'cache/acme', '--json'), smyth(folder, 'new', 'connector', 'nkv/acme', 'mine')]);
    expect({ code: first.code, ...(JSON.parse(first.out) as object) }).toMatchObject({ code: 0, folder: join(folder, 'acme-cache') });
    expect({ code: given.code, last: given.out.trimEnd().split('\n').slice(-4) }).toEqual({ code: 0, last: ['next', `  cd ${join(folder, 'mine')}`, '  npm install', '  npm test'] });
    const [again, wrong] = await Promise.all([smyth(folder, 'new', 'connector', 'cache/acme'), smyth(folder, 'new', 'connector', 'cach/acme')]);
    expect(again).toEqual({ code: 1, out: '', err: expect.stringContaining('NEW_FOLDER_TAKEN') as string });
    expect(wrong).toEqual({ code: 2, out: '', err: expect.stringContaining('NEW_NO_TEMPLATE') as string });
  });
});
