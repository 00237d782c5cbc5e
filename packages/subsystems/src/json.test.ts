import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJsonText } from './json.ts';

class Refused extends Error {
  readonly path: string;
  readonly reason: string;
  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

const textOf = (value: unknown): string => toJsonText(value, (path, reason) => new Refused(path, reason));

function refusalOf(value: unknown): { path: string; reason: string } | undefined {
  try {
    textOf(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { path: error.path, reason: error.reason };
  }
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('toJsonText', () => {
  it('loses nothing of any JSON value', () => {
    const json = fc.jsonValue({ maxDepth: 6 }).filter((value) => !JSON.stringify(value).includes('"__proto__":'));
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(textOf(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([[null], [false], [0], [''], [[]], [{}], ['\ud800\u0000"'], [Object.assign(Object.create(null), { a: [1] })], [structuredClone({ a: 1 })]])('takes %j', (value) => {
    expect(textOf(value)).toBe(JSON.stringify(value));
  });

  it('takes the same object twice where neither contains the other', () => {
    const shared = { a: 1 };
    expect(textOf([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  const cyclic: { items: unknown[] } = { items: [] };
  cyclic.items.push(cyclic);
  class Point {
    readonly x = 1;
  }

  it.each([
    ['undefined', undefined, 'value', 'undefined is not JSON'],
    ['an undefined property', { a: { b: undefined } }, 'value.a.b', 'undefined is not JSON'],
    ['a function', { run: () => 1 }, 'value.run', 'a function is not JSON'],
    ['a symbol', [Symbol('s')], 'value[0]', 'a symbol is not JSON'],
    ['a bigint', { 'total cost': 1n }, 'value["total cost"]', 'a bigint is not JSON'],
    ['NaN', [1, [Number.NaN]], 'value[1][0]', 'NaN is not JSON'],
    ['an infinity', { a: -Infinity }, 'value.a', '-Infinity is not JSON'],
    ['a hole', Array(2), 'value[0]', 'undefined is not JSON'],
    ['a Date', { at: new Date(0) }, 'value.at', 'a Date is not JSON'],
    ['a Map', new Map(), 'value', 'a Map is not JSON'],
    ['bytes', new Uint8Array(1), 'value', 'a Uint8Array is not JSON'],
    ['a class instance', [new Point()], 'value[0]', 'a Point is not JSON'],
    ['a nameless class instance', new (class {})(), 'value', 'a class instance is not JSON'],
    ['a cycle', cyclic, 'value.items[0]', 'it contains itself'],
    ['a symbol key', { [Symbol('s')]: 1 }, 'value', 'a symbol cannot be a key'],
    ['the key __proto__', JSON.parse('{"a":{"__proto__":1}}'), 'value.a.__proto__', 'the key "__proto__" is refused'],
  ])('refuses %s and says where', (_, value, path, reason) => {
    expect(refusalOf(value)).toEqual({ path, reason });
  });

  it('takes 64 levels and refuses 65', () => {
    expect(refusalOf(nested(64))).toBeUndefined();
    expect(refusalOf(nested(65))).toEqual({ path: `value${'[0]'.repeat(64)}`, reason: 'it is nested deeper than 64' });
  });

  it('shortens a long path', () => {
    expect(refusalOf({ ['k'.repeat(500)]: undefined })?.path).toBe(`value.${'k'.repeat(199)}…`);
  });
});
