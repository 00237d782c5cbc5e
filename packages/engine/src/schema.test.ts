import { number, object, text } from '@smyth/kernel';
import { describe, expect, test } from 'vitest';
import { toInputSchema } from './schema.ts';

describe('a JSON Schema', () => {
  const schema = toInputSchema({ type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'integer', minimum: 1 } }, required: ['b'] } }, required: ['a'] });

  test('passes what fits, as it is', async () => {
    const value = { a: { b: 2 } };
    expect(await schema?.check(value)).toEqual({ value });
  });

  test.each([
    [{ a: { b: 0 } }, 'a/b'],
    [{ a: {} }, 'b'],
    [{}, 'a'],
    [{ a: { b: 1 }, c: 1 }, 'c'],
    ['text', 'input'],
    [null, 'input'],
  ])('says of %j where it does not fit', async (value, place) => {
    const { problems = [] } = (await schema?.check(value)) ?? {};
    expect(problems.join()).toContain(place);
  });

  test('is closed unless it says otherwise, and is not written into', async () => {
    const open = Object.freeze({ type: 'object', additionalProperties: true });
    expect(await toInputSchema(open)?.check({ anything: 1 })).toEqual({ value: { anything: 1 } });
    expect(toInputSchema({ type: 'object' })?.json).toEqual({ type: 'object', additionalProperties: false });
  });
});

test('a Standard Schema says itself in JSON Schema, and checks itself', async () => {
  const schema = toInputSchema(object({ count: number(), name: text().optional() }));
  expect(schema?.json).toEqual({ type: 'object', properties: { count: { type: 'number' }, name: { type: 'string' } }, required: ['count'], additionalProperties: false });
  expect(await schema?.check({ count: '3' })).toEqual({ value: { count: 3 } });
  expect(await schema?.check({ count: 'x' })).toEqual({ problems: ['count expected a number, got a string'] });
});

test.each([[undefined], [null], ['object'], [{}], [{ type: 'string' }], [text()], [{ city: 'string' }], [{ '~standard': { version: 1, vendor: 'x', validate: () => ({ value: 1 }) } }]])(
  '%j is no schema of an object',
  (given) => {
    expect(toInputSchema(given)).toBeUndefined();
  },
);
