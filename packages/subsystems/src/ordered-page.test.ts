import { describe, expect, it } from 'vitest';
import { pageOfNames, toLimit } from './ordered-page.ts';

describe('toLimit', () => {
  const refuse = (given: string): Error => new Error(`refused ${given}`);

  it('is 1,000 when none is given, and never more', () => {
    expect([undefined, 1, 1000, 1001, 1e9].map((limit) => toLimit(limit, refuse))).toEqual([1000, 1, 1000, 1000, 1000]);
  });

  it.each([
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    ['5', 'a string'],
    [null, 'a object'],
  ])('refuses %j', (limit, given) => {
    expect(() => toLimit(limit, refuse)).toThrow(`refused ${given}`);
  });
});

describe('pageOfNames', () => {
  const names = ['x/b', 'x/a', 'y', 'x/c', 'x'];

  it('gives the names below a prefix in order, with a cursor while there are more', () => {
    expect(pageOfNames(names, 'x/', { limit: 2 })).toEqual({ names: ['x/a', 'x/b'], cursor: 'x/b' });
    expect(pageOfNames(names, 'x/', { limit: 2, cursor: 'x/b' })).toEqual({ names: ['x/c'] });
    expect(pageOfNames(names, 'x/', { limit: 3 })).toEqual({ names: ['x/a', 'x/b', 'x/c'] });
  });

  it('gives nothing where nothing is', () => {
    expect(pageOfNames([], '', { limit: 1 })).toEqual({ names: [] });
  });
});
