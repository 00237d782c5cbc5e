import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages, type Snippet, snippetsOf } from './snippets.ts';

const root = join(import.meta.dirname, '..');
const snippets: readonly Snippet[] = (await Promise.all(pages.map(snippetsOf))).flat();

// Inside the workspace, so that packages resolve as they do for the examples.
let folder: string;
const fileOf = ({ name }: Snippet): string => join(folder, `${name.replace(/\W+/g, '-')}.ts`);

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'examples', '.snippets-'));
  await Promise.all(snippets.map((snippet) => writeFile(fileOf(snippet), snippet.source)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(file: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '' };
    execFile(process.execPath, ['--conditions=smyth-source', file], { cwd: folder, env, timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

test('there are snippets to run', () => {
  expect(snippets.length).toBeGreaterThan(3);
});

describe.concurrent('each snippet of the docs prints what the page says', () => {
  test.each(snippets.filter(({ needsServices }) => !needsServices).map((snippet) => [snippet.name, snippet] as const))('%s', async (_, snippet) => {
    const { code, out, err } = await run(fileOf(snippet));
    expect({ code, out }, err).toEqual({ code: 0, out: snippet.prints ?? '' });
  });
});

test('each snippet compiles', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] , files: ['vitest.config.ts'] }, ts.sys, root);
  const program = ts.createProgram(snippets.map(fileOf), options);
  const found = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  expect(found).toEqual([]);
}, 60_000);
