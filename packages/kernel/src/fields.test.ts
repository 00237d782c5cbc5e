import { describe, expect, expectTypeOf, test } from 'vitest';
import { anything, type Field, flag, type Givens, list, number, object, oneOf, secret, text, type Values } from './fields.ts';
import { Secret } from './secret.ts';
import { isStandardSchema } from './standard-schema.ts';

/** The value, or the issues as `path: message`. */
function read(field: Field<never, never> | Field, given: unknown): unknown {
  const result = (field as Field).parse(given);
  return result.issues ? result.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) : { is: result.value };
}

describe('a text', () => {
  test.each([
    ['', { is: '' }],
    ['a', { is: 'a' }],
    [7, [': expected a text, got 7']],
    [null, [': expected a text, got null']],
    [undefined, [': is missing; expected a text']],
    [['a'], [': expected a text, got a list']],
    [{}, [': expected a text, got an object']],
    [() => 'a', [': expected a text, got a function']],
  ])('of %o is %o', (given, result) => {
    expect(read(text(), given)).toEqual(result);
  });
});

describe('a number', () => {
  test.each([
    [7, { is: 7 }],
    ['10', { is: 10 }],
    [' -1.5e3 ', { is: -1500 }],
    ['.5', { is: 0.5 }],
    ['', [': expected a number, got a string']],
    [' ', [': expected a number, got a string']],
    ['0x10', [': expected a number, got a string']],
    ['1,000', [': expected a number, got a string']],
    ['1e999', [': expected a number, got a string']],
    [Number.NaN, [': expected a number, got NaN']],
    [Infinity, [': expected a number, got Infinity']],
    [true, [': expected a number, got true']],
    [1n, [': expected a number, got a bigint']],
  ])('of %o is %o', (given, result) => {
    expect(read(number(), given)).toEqual(result);
  });

  test('keeps to its bounds, which belong to it, and to whole numbers', () => {
    const port = number({ min: 1, max: 65535, integer: true });
    expect([1, 65535, '80', 0, 65536, 1.5].map((given) => read(port, given))).toEqual([
      { is: 1 },
      { is: 65535 },
      { is: 80 },
      [': expected a whole number between 1 and 65535, got 0'],
      [': expected a whole number between 1 and 65535, got 65536'],
      [': expected a whole number between 1 and 65535, got 1.5'],
    ]);
    expect(read(number({ min: 0 }), -1)).toEqual([': expected a number between 0 and ∞, got -1']);
  });
});

describe('a flag', () => {
  test.each([
    [true, { is: true }],
    [false, { is: false }],
    ['true', { is: true }],
    ['false', { is: false }],
    ['yes', [': expected true or false, got a string']],
    [1, [': expected true or false, got 1']],
    [null, [': expected true or false, got null']],
  ])('of %o is %o', (given, result) => {
    expect(read(flag(), given)).toEqual(result);
  });
});

describe('a choice', () => {
  const level = oneOf('debug', 'info', 'warn');
  test.each([
    ['info', { is: 'info' }],
    ['Info', [': expected one of debug, info, warn, got a string. Did you mean "info"?']],
    ['verbose', [': expected one of debug, info, warn, got a string']],
    [1, [': expected one of debug, info, warn, got 1']],
  ])('of %o is %o', (given, result) => {
    expect(read(level, given)).toEqual(result);
  });
});

describe('a secret', () => {
  test('is made of a text, and taken as it is when it is one already', () => {
    const held = new Secret('hunter2hunter2');
    const parsed = secret().parse('hunter2hunter2');
    expect(read(secret(), held)).toEqual({ is: held });
    expect(parsed.issues ?? parsed.value.reveal()).toBe('hunter2hunter2');
  });

  test('never shows what was given in its place', () => {
    expect([read(secret(), ''), read(secret(), 12345678), read(secret(), ['hunter2hunter2'])]).toEqual([
      [': expected a secret text, got an empty text'],
      [': expected a secret text, got a number'],
      [': expected a secret text, got a list'],
    ]);
    expect(JSON.stringify(read(number(), 'hunter2hunter2'))).not.toContain('hunter2');
  });
});

describe('a list', () => {
  test('reads each item, and says which are wrong', () => {
    expect(read(list(number()), [1, '2'])).toEqual({ is: [1, 2] });
    expect(read(list(number()), [])).toEqual({ is: [] });
    expect(read(list(number()), [1, 'x', null])).toEqual(['1: expected a number, got a string', '2: expected a number, got null']);
    expect(read(list(number()), { 0: 1, length: 1 })).toEqual([': expected a list, got an object']);
  });
});

describe('an object', () => {
  const server = object({ host: text(), port: number({ integer: true }).default(80), tls: object({ on: flag() }).optional() });

  test('reads its fields, fills in defaults, and leaves absent what is optional', () => {
    expect(read(server, { host: 'a' })).toEqual({ is: { host: 'a', port: 80 } });
    expect(read(server, { host: 'a', port: undefined, tls: undefined })).toEqual({ is: { host: 'a', port: 80 } });
    expect(read(server, { host: 'a', port: '8080', tls: { on: 'true' } })).toEqual({ is: { host: 'a', port: 8080, tls: { on: true } } });
  });

  test('lists everything that is wrong, each with its path', () => {
    expect(read(server, { hots: 'a', port: 1.5, tls: { on: 'maybe', key: 1 } })).toEqual([
      'hots: is not known. Did you mean "host"?',
      'host: is missing; expected a text',
      'port: expected a whole number, got 1.5',
      'tls.key: is not known. Known: on.',
      'tls.on: expected true or false, got a string',
    ]);
  });

  test.each([[null], [[]], ['text'], [7]])('is not made of %o', (given) => {
    expect(read(server, given)).toEqual([expect.stringContaining(': expected an object, got ')]);
  });

  test('takes nothing from a prototype, and lets nothing into one', () => {
    expect(read(server, Object.create({ host: 'inherited' }))).toEqual(['host: is missing; expected a text']);
    expect(read(server, JSON.parse('{"host":"a","__proto__":{"port":1}}'))).toEqual(['__proto__: is not known. Known: host, port, tls.']);
    expect(read(object({ toString: text().optional() }), {})).toEqual({ is: {} });
  });

  test('does not take null for absent', () => {
    expect(read(server, { host: 'a', port: null })).toEqual(['port: expected a whole number, got null']);
  });
});

test('anything is taken as it is, except nothing', () => {
  expect([read(anything(), { a: [1] }), read(anything(), null), read(anything(), undefined), read(anything().optional(), undefined)]).toEqual([
    { is: { a: [1] } },
    { is: null },
    [': is missing; expected a value'],
    { is: undefined },
  ]);
});

describe('a field', () => {
  test('tells its JSON Schema', () => {
    const settings = object({
      url: text().label('Address').describe('Where it is.'),
      size: number({ min: 1, max: 9, integer: true }).default(5),
      ratio: number().optional(),
      mode: oneOf('a', 'b'),
      on: flag(),
      key: secret(),
      tags: list(text()),
      extra: anything().optional(),
    });
    expect(settings.json).toEqual({
      type: 'object',
      properties: {
        url: { type: 'string', title: 'Address', description: 'Where it is.' },
        size: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
        ratio: { type: 'number' },
        mode: { type: 'string', enum: ['a', 'b'] },
        on: { type: 'boolean' },
        key: { type: 'string', format: 'password' },
        tags: { type: 'array', items: { type: 'string' } },
        extra: {},
      },
      required: ['url', 'mode', 'on', 'key', 'tags'],
      additionalProperties: false,
    });
  });

  test('carries marks for forms, and is not changed by them', () => {
    const plain = text();
    const marked = plain.label('Prompt').describe('What to say.').template().optional();
    expect([plain.marks, marked.marks, secret().marks]).toEqual([{}, { label: 'Prompt', description: 'What to say.', template: true, optional: true }, { secret: true }]);
    expect([Object.isFrozen(plain), plain.shape, Object.keys(object({ a: text() }).shape ?? {})]).toEqual([true, undefined, ['a']]);
  });

  test('is a Standard Schema, with JSON Schema', () => {
    const field = object({ n: number() });
    expect(isStandardSchema(field)).toBe(true);
    expect([isStandardSchema(null), isStandardSchema({}), isStandardSchema('~standard')]).toEqual([false, false, false]);
    const { version, vendor, validate, jsonSchema } = field['~standard'];
    expect([version, vendor, jsonSchema?.input({ target: 'draft-2020-12' })]).toEqual([1, 'smyth', field.json]);
    expect([validate({ n: '1' }), validate({ n: 'x' })]).toEqual([{ value: { n: 1 } }, { issues: [{ message: 'expected a number, got a string', path: ['n'] }] }]);
  });
});

test('types follow from fields: what comes out, and what may be given', () => {
  const shape = { url: text(), size: number().default(5), on: flag().optional(), mode: oneOf('a', 'b'), key: secret(), tags: list(number()), inner: object({ x: number() }) };
  expectTypeOf<Values<typeof shape>>().toEqualTypeOf<{ url: string; size: number; on?: boolean | undefined; mode: 'a' | 'b'; key: Secret; tags: number[]; inner: { x: number } }>();
  expectTypeOf<Givens<typeof shape>['url']>().toEqualTypeOf<string>();
  expectTypeOf<Givens<typeof shape>['size']>().toEqualTypeOf<number | string | undefined>();
  expectTypeOf<Givens<typeof shape>['key']>().toEqualTypeOf<Secret | string>();
  expectTypeOf<Givens<typeof shape>['tags']>().toEqualTypeOf<(number | string)[]>();
  const given = { url: 'u', mode: 'a', key: 'k', tags: ['1'], inner: { x: '2' } } satisfies Givens<typeof shape>;
  // @ts-expect-error -- the choice has no c
  const wrongChoice: Givens<typeof shape> = { ...given, mode: 'c' };
  // @ts-expect-error -- the url is required
  const withoutUrl: Givens<typeof shape> = { mode: 'a', key: 'k', tags: [], inner: { x: 1 } };
  expect([read(object(shape), given), wrongChoice.mode, withoutUrl.url]).toEqual([{ is: { url: 'u', size: 5, mode: 'a', key: new Secret('k'), tags: [1], inner: { x: 2 } } }, 'c', undefined]);
});
