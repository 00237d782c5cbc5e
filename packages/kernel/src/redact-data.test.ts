import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { defineErrors } from './errors.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { Secret } from './secret.ts';

const value = 'hunter2hunter2';

function watching(...values: readonly string[]): Redactor & { readonly held: readonly Secret[] } {
  const redactor = createRedactor();
  return { ...redactor, held: [value, ...values].map((each) => redactor.watch(new Secret(each))) };
}

const toyErrors = defineErrors('TOY', {
  REFUSED: { category: 'denied', says: (d: { reason: string; tried: readonly string[] }) => `It was refused: ${d.reason}.`, fix: (d: { reason: string }) => `Mend ${d.reason}.` },
});

describe('data without secrets', () => {
  test('has them masked in texts, keys and numbers, at any depth', () => {
    const { redactData } = watching('1234567890');
    const data = { [value]: 1, list: [`a ${value}`, ['b', { n: 1234567890, big: 1234567890n }]], rest: [1, true, null, undefined, 'c'] };
    expect(redactData(data)).toEqual({ '[secret]': 1, list: ['a [secret]', ['b', { n: '[secret]', big: '[secret]' }]], rest: [1, true, null, undefined, 'c'] });
  });

  test('is the very same where there is none in it', () => {
    const data = { a: ['b', { c: 1 }], handle: new Secret(value), bytes: new Uint8Array(8) };
    expect([watching().redactData(data) === data, createRedactor().redactData(data) === data]).toEqual([true, true]);
  });

  test('says where it contains itself, and what cannot be read', () => {
    const cycle: Record<string, unknown> = { name: value };
    cycle['self'] = cycle;
    Object.defineProperty(cycle, 'bad', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(watching().redactData({ cycle })).toEqual({ cycle: { name: '[secret]', self: '[circular]', bad: '[unreadable]' } });
  });

  test('keeps a key that is called __proto__ a key', () => {
    const given = JSON.parse(`{"__proto__":{"key":"${value}"}}`) as object;
    expect(JSON.stringify(watching().redactData(given))).toBe('{"__proto__":{"key":"[secret]"}}');
  });
});

describe('an error without secrets', () => {
  test('is the same error, with message, stack, details and fix masked', () => {
    const { redactError } = watching();
    const error = toyErrors.REFUSED({ reason: `the key ${value}`, tried: [value] });
    expect(redactError(error)).toBe(error);
    expect(error).toMatchObject({ code: 'TOY_REFUSED', message: 'TOY_REFUSED: It was refused: the key [secret]. Mend the key [secret].', fix: 'Mend the key [secret].', details: { reason: 'the key [secret]', tried: ['[secret]'] } });
    expect([inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack].join()).not.toContain(value);
  });

  test('has those in its causes masked, in the errors it gathers, and in what they carry', () => {
    const inner = Object.assign(new TypeError(`inner ${value}`), { config: { headers: { authorization: `Bearer ${value}` } }, [Symbol('note')]: value });
    const gathered = new AggregateError([new Error(value), { reason: value }], 'all failed', { cause: inner });
    inner.cause = { text: value, error: gathered };
    const outer = new Error('outer', { cause: gathered });
    watching().redactError(outer);
    expect(inspect(outer, { depth: 9 })).not.toContain(value);
    expect([outer.cause === gathered, gathered.cause === inner, inner.message, inner.config]).toEqual([true, true, 'inner [secret]', { headers: { authorization: 'Bearer [secret]' } }]);
  });

  test('still has the objects it came with, but no longer prints what prints itself', () => {
    const error = Object.assign(new Error('x'), { address: new URL(`https://u:${value}@example.com`), sent: Buffer.from(value) });
    watching().redactError(error);
    expect([error.address.password, inspect(error).includes(value), Object.keys(error)]).toEqual([value, false, []]);
  });

  test('is another one where it cannot be changed', () => {
    const frozen = Object.freeze(new Error(value));
    expect(watching().redactError(frozen)).toEqual(new Error('An error that cannot be shown without showing a secret.'));
    expect(watching().redactError(Object.freeze(new Error('harmless')))).toEqual(new Error('harmless'));
  });

  test('is left alone, with all it carries, where nothing is watched', () => {
    const error = Object.assign(new Error(value), { address: new URL('https://example.com') });
    expect([createRedactor().redactError(error) === error, Object.keys(error)]).toEqual([true, ['address']]);
  });

  test.each([[`text ${value}`, 'text [secret]'], [undefined, undefined], [7, 7]])('may be no error at all: %j', (thrown, clean) => {
    expect(watching().redactError(thrown)).toBe(clean);
  });
});
