import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { snippetFiles } from './run-snippets.ts';
import { pages, snippetsOf } from './snippets.ts';

const root = join(import.meta.dirname, '../..');
const snippets = (await Promise.all(pages.map(snippetsOf))).flat();
const { fileOf, run } = snippetFiles(snippets);

test('there are snippets to run', () => {
  expect(snippets.length).toBeGreaterThan(4);
});

describe.concurrent('each snippet of the docs prints what the page says', () => {
  test.each(snippets.filter(({ needsServices }) => !needsServices).map((snippet) => [snippet.name, snippet] as const))('%s', async (_, snippet) => {
    const { code, out, err } = await run(snippet);
    expect({ code, out }, err).toEqual({ code: 0, out: snippet.prints ?? '' });
  }, 60_000);
});

test('each snippet compiles', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['vitest.config.ts'] }, ts.sys, root);
  const program = ts.createProgram(snippets.map(fileOf), options);
  const found = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  expect(found).toEqual([]);
}, 60_000);
