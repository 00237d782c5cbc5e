import { expect, test } from 'vitest';
import { snippetFiles } from './run-snippets.ts';
import { pages, snippetsOf } from './snippets.ts';

const snippets = (await Promise.all(pages.map(snippetsOf))).flat().filter(({ needsServices }) => needsServices);
const { run } = snippetFiles(snippets);

test.each(snippets.map((snippet) => [snippet.name, snippet] as const))('%s prints what the page says, with a real server', async (_, snippet) => {
  const { code, out, err } = await run(snippet, { REDIS_URL: process.env['SMYTH_TEST_REDIS_URL'] ?? 'no server was started' });
  expect({ code, out }, err).toEqual({ code: 0, out: snippet.prints ?? '' });
});
