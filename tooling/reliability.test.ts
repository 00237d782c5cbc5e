import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { bugs } from './mutations/list.ts';

const root = dirname(import.meta.dirname);
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const scripts = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts);

test('what the page on reliability names as proof is there', () => {
  const files = [...page.matchAll(/`((?:packages|tooling)\/[\w./-]+\.ts)`/g)].map(([, file = '']) => file);
  const commands = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
  expect([files.length > 5, files.filter((file) => !existsSync(join(root, file)))]).toEqual([true, []]);
  expect(commands.filter((script) => !scripts.includes(script))).toEqual([]);
});

test('it has every promise, and as many bugs as are covered', () => {
  expect([...page.matchAll(/^\| (P\d+) \|/gm)].map(([, promise]) => promise)).toEqual(Array.from({ length: 13 }, (_, i) => `P${i + 1}`));
  expect(page).toContain(`${bugs.filter(({ notYet }) => notYet === undefined).length} of ${bugs.length} are noticed`);
});
