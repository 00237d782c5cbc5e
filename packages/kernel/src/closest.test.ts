import { describe, expect, test } from 'vitest';
import { closest, suggestion } from './closest.ts';

const known = ['Redis', 'RAM', 'S3', 'LocalStorage', 'Postgres'];

describe('what a person may have meant', () => {
  test.each([
    ['redis', ['Redis']],
    ['Reddis', ['Redis']],
    ['Postgers', ['Postgres']],
    ['localstorage', ['LocalStorage']],
    ['Mongo', []],
    ['', []],
  ])('by %j is %j', (word, found) => {
    expect(closest(word, known)).toEqual(found);
  });

  test('is at most three names, the nearest first', () => {
    expect(closest('aab', ['aaa', 'aabb', 'aab', 'ab', 'xyz'])).toEqual(['aab', 'aaa', 'aabb']);
  });

  test('is found in no time even for a very long word', () => {
    expect(closest('x'.repeat(1_000_000), known)).toEqual([]);
  });

  test('is asked for, or else everything there is to choose from is told', () => {
    expect([suggestion('reddis', known), suggestion('Mongo', known), suggestion('Mongo', [])]).toEqual(['Did you mean "Redis"?', 'Known: Redis, RAM, S3, LocalStorage, Postgres.', 'None is known.']);
  });
});
