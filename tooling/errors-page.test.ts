import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectErrors, collectThrows } from './errors-page/collect-errors.ts';
import { placeholder } from './errors-page/placeholder.ts';
import { renderErrors } from './errors-page/render-errors.ts';

const root = dirname(import.meta.dirname);
const page = await readFile(join(root, 'docs/errors.md'), 'utf8');
const entries = await collectErrors(root);
const inCode = entries.map(({ code }) => code);
const onPage = [...page.matchAll(/^### (\S+)$/gm)].map(([, code = '']) => code);

describe('the errors page', () => {
  test('names every code of every package, and no other', () => {
    expect({ missing: inCode.filter((code) => !onPage.includes(code)), gone: onPage.filter((code) => !inCode.includes(code)) }).toEqual({ missing: [], gone: [] });
    expect(inCode.length).toBeGreaterThan(100);
  });

  test('says of each what its table says; `npm run errors` writes it', () => {
    expect(page).toBe(renderErrors(entries));
  });
});

test('every error says what is wrong and, but for the list of configuration problems, what to do', () => {
  expect(entries.filter(({ says }) => says.trim() === '').map(({ code }) => code)).toEqual([]);
  expect(entries.filter(({ fix }) => fix.trim() === '').map(({ code }) => code)).toEqual(['KERNEL_BAD_CONFIG']);
});

test('every code that a docstring says is thrown is in a table', () => {
  const thrown = collectThrows(root);
  expect(thrown.filter(({ code }) => !inCode.includes(code))).toEqual([]);
  expect(thrown.length).toBeGreaterThan(50);
});

describe('a placeholder', () => {
  const d = placeholder('') as { name: string; problems: { where: string }[] };
  test.each([
    ['a detail', `"${d.name}"`, '"<name>"'],
    ['a list that is mapped', d.problems.map(({ where }) => `- ${where}`).join(), '- <problems.where>'],
    ['a list that is joined', (d.problems as unknown as string[]).join(', '), '<problems>'],
    ['a number of things', `${d.problems.length} things`, '<problems.length> things'],
  ])('prints %s by its name', (_, text, expected) => {
    expect(text).toBe(expected);
  });
});
