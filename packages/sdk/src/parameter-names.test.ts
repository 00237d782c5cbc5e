import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FirstParameter, readFirstParameter } from './parameter-names.ts';

type Fn = (...args: never[]) => unknown;
const name = (text: string): FirstParameter => ({ kind: 'name', name: text });
const properties = (names: string[], optional: string[] = []): FirstParameter => ({ kind: 'properties', names, optional });

/* eslint-disable @typescript-eslint/no-unused-vars -- the names are what is read */
const readable: readonly [what: string, fn: Fn, found: FirstParameter][] = [
  ['an arrow with one name', (location: string) => location, name('location')],
  ['an async arrow', async (location: string) => Promise.resolve(location), name('location')],
  ['an arrow without brackets', new Function('return location => location')() as Fn, name('location')],
  ['a second parameter is the context', (input: unknown, context: unknown) => input, name('input')],
  ['a default value', (city = 'Paris, (France)') => city, name('city')],
  ['a function', function weather(location: string) { return location; }, name('location')],
  ['a method', { async process(location: string) { return Promise.resolve(location); } }.process, name('location')],
  ['no parameter', () => 1, { kind: 'none' }],
  ['an object pattern', ({ a, b }: { a: string; b: string }) => a + b, properties(['a', 'b'])],
  ['defaults in a pattern', ({ a, unit = 'c,}' }: { a: string; unit?: string }) => a + unit, properties(['a', 'unit'], ['unit'])],
  ['renamed properties', ({ a: first, b: second = 2 }: { a: string; b?: number }) => `${first}${second}`, properties(['a', 'b'], ['b'])],
  ['nested patterns', ({ a: { b }, c }: { a: { b: string }; c: string }) => b + c, properties(['a', 'c'])],
  ['an empty pattern', ({}: object) => 1, properties([])],
  ['comments between', (/* the place, or (none) */ location: string /* ) */) => location, name('location')],
];
/* eslint-enable @typescript-eslint/no-unused-vars -- end of what is only read */

test.each(readable)('%s is read', (_, fn, found) => {
  expect(readFirstParameter(fn)).toEqual(found);
});

describe('what cannot be read says why', () => {
  const unreadable: readonly [what: string, fn: Fn, reason: string][] = [
    ['a bound function', ((a: string) => a).bind(undefined), 'native or bound'],
    ['a native function', Math.max as Fn, 'native or bound'],
    ['the rest of an object', ({ a, ...rest }: { a: string }) => [a, rest], 'rest'],
    ['rest parameters', (...all: unknown[]) => all, 'neither a name'],
    ['a list pattern', ([first]: string[]) => first, 'neither a name'],
    ['a computed property', ({ ['a']: b }: { a: string }) => b, 'computed'],
    ['a class', class Skill {} as unknown as Fn, 'class'],
  ];
  test.each(unreadable)('%s', (_, fn, reason) => {
    expect(readFirstParameter(fn)).toEqual({ kind: 'unreadable', reason: expect.stringContaining(reason) as string });
  });
});

test('whatever a default value holds, the names are found', () => {
  fc.assert(
    fc.property(fc.string(), fc.json(), (text, json) => {
      const source = `return ({ first = ${JSON.stringify(text)}, second, third = ${json} }, context) => first`;
      const fn = new Function(source)() as Fn;
      expect(readFirstParameter(fn)).toEqual(properties(['first', 'second', 'third'], ['first', 'third']));
    }),
  );
});

test('reading never runs the function', () => {
  let ran = false;
  readFirstParameter((value: string) => ((ran = true), value));
  expect(ran).toBe(false);
});
