import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bugs } from './mutations/list.ts';
import { mutate } from './mutations/mutation.ts';
import { readRan } from './mutations/run-tests.ts';

const root = dirname(import.meta.dirname);
const places = bugs.flatMap(({ bug, mutations }) => mutations.map((mutation) => [`${bug}: ${mutation.where}`, mutation] as const));

describe('the list of bugs', () => {
  test.each(places)('%s: fits the sources as they are', (_, mutation) => {
    expect(() => mutate(readFileSync(join(root, mutation.file), 'utf8'), mutation)).not.toThrow();
    expect(mutation.tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('has each bug and each place once', () => {
    const names = [...bugs.map(({ bug }) => bug), ...places.map(([place]) => place)];
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('a mutation', () => {
  const change = { file: 'a.ts', find: 'x', replace: '$&$1' };

  test('replaces the one text it names, by exactly what it gives', () => {
    expect(mutate('axb', change)).toBe('a$&$1b');
  });

  test.each(['ab', 'axbx'])('is refused for %j', (text) => {
    expect(() => mutate(text, change)).toThrow(/^a\.ts holds the text to replace \d times instead of once/);
  });
});

test('a test file that could not be loaded is not a test that failed', () => {
  const testResults = [
    { name: 'a', status: 'failed', message: '', assertionResults: [{ fullName: 'one', status: 'failed' }, { fullName: 'two', status: 'passed' }, { fullName: 'three', status: 'skipped' }] },
    { name: 'b', status: 'failed', message: 'SyntaxError', assertionResults: [] },
  ];
  expect(readRan({ testResults })).toEqual({ passed: 1, failed: ['one'], unloaded: ['b'] });
});
