import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from './secret.ts';

describe('a secret', () => {
  test('gives its value to whoever asks for it by name', () => {
    expect(new Secret('hunter2hunter2').reveal()).toBe('hunter2hunter2');
  });

  test('prints as a mask wherever it ends up', () => {
    const secret = new Secret('hunter2hunter2', 'vault:openai');
    const printed = [String(secret), secret.toString(), `${secret}`, `${'a'}${secret as never}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: [secret] }), Object.values(secret).join()];
    expect(printed).toEqual(['[secret]', '[secret]', '[secret]', 'a[secret]', '{"secret":"[secret]"}', '[secret]', '{ deep: [ [secret] ] }', 'vault:openai']);
  });

  test('is frozen, and does not keep its value where it can be found', () => {
    const secret = new Secret('hunter2hunter2');
    expect([Object.isFrozen(secret), Reflect.ownKeys(secret), { ...secret }]).toEqual([true, ['source'], { source: 'config' }]);
  });

  test('cannot be read through an object that pretends to be one', () => {
    expect(() => Secret.prototype.reveal.call({ source: 'config' })).toThrow(TypeError);
  });
});
