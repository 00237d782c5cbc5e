import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor, Secret } from './secret.ts';

describe('a secret', () => {
  test('gives its value to whoever asks for it by name', () => {
    expect(new Secret('hunter2hunter2').reveal()).toBe('hunter2hunter2');
  });

  test('prints as a mask wherever it ends up', () => {
    const secret = new Secret('hunter2hunter2', 'vault:openai');
    const printed = [String(secret), `${secret}`, `${'a'}${secret as never}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: [secret] }), Object.values(secret).join()];
    expect(printed).toEqual(['[secret]', '[secret]', 'a[secret]', '{"secret":"[secret]"}', '[secret]', '{ deep: [ [secret] ] }', 'vault:openai']);
  });

  test('is frozen, and does not keep its value where it can be found', () => {
    const secret = new Secret('hunter2hunter2');
    expect([Object.isFrozen(secret), Reflect.ownKeys(secret), { ...secret }]).toEqual([true, ['source'], { source: 'config' }]);
  });

  test('cannot be read through an object that pretends to be one', () => {
    expect(() => Secret.prototype.reveal.call({ source: 'config' })).toThrow(TypeError);
  });
});

describe('a redactor', () => {
  test('masks every place where a watched value stands', () => {
    const redactor = createRedactor();
    const held = redactor.watch(new Secret('hunter2hunter2'));
    expect(redactor.redact('hunter2hunter2, and again: "hunter2hunter2".')).toBe('[secret], and again: "[secret]".');
    expect(held.reveal()).toBe('hunter2hunter2');
  });

  test('leaves text without secrets as it is, and values it does not watch', () => {
    const redactor = createRedactor();
    void new Secret('hunter2hunter2');
    expect(redactor.redact('hunter2hunter2')).toBe('hunter2hunter2');
  });

  test('takes a value as a text, not as a pattern', () => {
    const redactor = createRedactor();
    const held = [redactor.watch(new Secret('.*.*.*.*')), redactor.watch(new Secret('$&$&$&$&'))];
    expect([redactor.redact('anything at all'), redactor.redact('a .*.*.*.* b $&$&$&$& c'), held.length]).toEqual(['anything at all', 'a [secret] b [secret] c', 2]);
  });

  test('counts bytes: what has fewer than eight is too common a word to mask', () => {
    const redactor = createRedactor();
    const held = ['1234567', '12345678', 'äöüß'].map((value) => redactor.watch(new Secret(value)));
    expect(['1234567', '12345678', 'äöüß'].map(redactor.redact)).toEqual(['1234567', '[secret]', '[secret]']);
    expect(held).toHaveLength(3);
  });

  test('leaves nothing of a longer secret that begins with a shorter one, in whichever order they came', () => {
    const redactor = createRedactor();
    const held = ['sk-12345', 'sk-12345-67890'].map((value) => redactor.watch(new Secret(value)));
    expect(redactor.redact('sk-12345-67890 sk-12345')).toBe('[secret] [secret]');
    expect(held).toHaveLength(2);
  });

  test('gives the handle already held on the same value, so that both live as long as either is used', () => {
    const redactor = createRedactor();
    const first = redactor.watch(new Secret('hunter2hunter2', 'vault:a'));
    expect(redactor.watch(new Secret('hunter2hunter2', 'env:B'))).toBe(first);
    expect(redactor.watch(new Secret('another-one'))).not.toBe(first);
  });

  test('shares nothing with another redactor', () => {
    const held = createRedactor().watch(new Secret('hunter2hunter2'));
    expect(createRedactor().redact(held.reveal())).toBe('hunter2hunter2');
  });
});
