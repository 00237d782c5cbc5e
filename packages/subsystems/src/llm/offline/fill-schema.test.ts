import type { JsonSchema } from '@smyth/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillSchema } from './fill-schema.ts';

const properties = (given: Record<string, JsonSchema>, required = Object.keys(given)): JsonSchema => ({ type: 'object', properties: given, required });
const text = { type: 'string' };

describe('arguments are taken from the text', () => {
  const cases: readonly [said: string, schema: JsonSchema, filled: unknown][] = [
    ['What is the weather in New York today?', properties({ location: text }), { location: 'New York' }],
    ['How is Oslo?', properties({ city: text }), { city: 'Oslo' }],
    ['Write to ann@example.org please', properties({ email: text }), { email: 'ann@example.org' }],
    ['Open https://example.org/a?b=1 now', properties({ url: text }), { url: 'https://example.org/a?b=1' }],
    ['Remind me on 2026-12-24', properties({ date: text }), { date: '2026-12-24' }],
    ['Calculate 2 * (3 + 4)', properties({ expression: text }), { expression: '2 * (3 + 4)' }],
    ['Search for "open source kernels"', properties({ query: text }), { query: 'open source kernels' }],
    ['add 2 and 3.5', properties({ a: { type: 'number' }, b: { type: 'number' } }), { a: 2, b: 3.5 }],
    ['give me 7 of them', properties({ count: { type: 'integer' } }), { count: 7 }],
    ['turn it off', properties({ on: { type: 'boolean' } }), { on: false }],
    ['in fahrenheit, please', properties({ unit: { enum: ['celsius', 'fahrenheit'] } }), { unit: 'fahrenheit' }],
    ['sum of 1, 2 and 30', properties({ numbers: { type: 'array', items: { type: 'number' } } }), { numbers: [1, 2, 30] }],
    ['Compare "red" with "blue"', properties({ colours: { type: 'array', items: text } }), { colours: ['red', 'blue'] }],
    ['Meet Ann in Paris', properties({ place: properties({ city: text }) }), { place: { city: 'Paris' } }],
  ];
  test.each(cases)('%s', (said, schema, filled) => {
    expect(fillSchema(schema, said)).toEqual(filled);
  });
});

test('an optional number that the text does not offer, or a property with a default, is left out', () => {
  const schema = properties({ limit: { type: 'number' }, unit: { type: 'string', default: 'c' }, what: text }, ['what']);
  expect(fillSchema(schema, 'Show "apples"')).toEqual({ what: 'apples' });
});

test('a schema that refers to itself comes to an end', () => {
  const node: JsonSchema = { type: 'object', required: ['next'] };
  node['properties'] = { next: node };
  expect(JSON.stringify(fillSchema(node, 'x')).length).toBeLessThan(200);
});

/** Schemas with the checks that what fills them has to pass. */
const leaf = fc.constantFrom<[JsonSchema, (value: unknown) => boolean]>(
  [{ type: 'string' }, (value) => typeof value === 'string'],
  [{ type: 'number' }, (value) => typeof value === 'number'],
  [{ type: 'integer' }, Number.isInteger],
  [{ type: 'boolean' }, (value) => typeof value === 'boolean'],
  [{ type: 'null' }, (value) => value === null],
  [{ enum: ['a', 'b'] }, (value) => value === 'a' || value === 'b'],
  [{ const: 7 }, (value) => value === 7],
  [{ type: ['null', 'string'] }, (value) => typeof value === 'string'],
  [{ anyOf: [{ type: 'boolean' }] }, (value) => typeof value === 'boolean'],
  [{ type: 'array', items: { type: 'string' } }, (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')],
);

test('whatever is said, each required property is there and of its type, and the same again', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'), leaf, { maxKeys: 5 }), (said, fields) => {
      const schema = properties(Object.fromEntries(Object.entries(fields).map(([name, [field]]) => [name, field])));
      const filled = fillSchema(schema, said) as Record<string, unknown>;
      expect(Object.entries(fields).every(([name, [, fits]]) => fits(filled[name]))).toBe(true);
      expect(fillSchema(schema, said)).toEqual(filled);
    }),
  );
});
