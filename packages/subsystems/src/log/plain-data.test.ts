import { Secret } from '@smyth/kernel';
import { describe, expect, test } from 'vitest';
import { toPlainData } from './plain-data.ts';

const asIs = (text: string): string => text;
const masking = (text: string): string => text.replaceAll('hunter2hunter2', '[secret]').replaceAll('12345678', '[secret]');

describe('data made printable', () => {
  test('leaves JSON as it is', () => {
    const data = { text: 'a', list: [1, true, null, ['b']], inner: { empty: {} } };
    expect(toPlainData(data, asIs)).toEqual(data);
  });

  test('turns what JSON has no form for into words', () => {
    const data = { big: 12n, not: Number.NaN, far: Infinity, run: () => 1, sign: Symbol('s'), left: undefined, list: [undefined, 1n] };
    expect(toPlainData(data, asIs)).toEqual({ big: '12', not: 'NaN', far: 'Infinity', run: '[function]', sign: '[symbol]', list: [undefined, '1'] });
  });

  test('reads maps, sets and dates', () => {
    expect(toPlainData({ map: new Map([['a', 1]]), set: new Set([1, 2]), at: new Date(0) }, asIs)).toEqual({ map: [['a', 1]], set: [1, 2], at: '1970-01-01T00:00:00.000Z' });
  });

  test('tells an error with its code and cause, without its stack', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E_OUTER' });
    expect(toPlainData({ error }, asIs)).toEqual({ error: { name: 'TypeError', message: 'outer', code: 'E_OUTER', cause: { name: 'Error', message: 'inner' } } });
  });

  test('says where something contains itself, and prints twice what merely stands there twice', () => {
    const cycle: Record<string, unknown> = { name: 'c' };
    cycle['self'] = [cycle];
    const twice = { n: 1 };
    expect(toPlainData({ cycle, one: twice, two: twice }, asIs)).toEqual({ cycle: { name: 'c', self: ['[circular]'] }, one: { n: 1 }, two: { n: 1 } });
  });

  test('says what cannot be read, and prints the rest', () => {
    const failing = {
      fine: 1,
      get bad(): unknown {
        throw new Error('no');
      },
      json: {
        toJSON() {
          throw new Error('no');
        },
      },
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
    };
    expect(toPlainData(failing, asIs)).toEqual({ fine: 1, bad: '[unreadable]', json: '[unreadable]', proxy: '[unreadable]' });
  });

  test('says that data as a whole cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(toPlainData(proxy, asIs)).toBe('[unreadable]');
  });

  test('cuts what is too deep, too much or too long', () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 50; i++) deep = [deep];
    expect(JSON.stringify(toPlainData(deep, asIs))).toBe(`${'['.repeat(12)}"[…]"${']'.repeat(12)}`);
    const many = toPlainData(Array.from({ length: 5000 }, (_, i) => i), asIs) as unknown[];
    expect([many[1998], many[1999], many.length]).toEqual([1998, '[…]', 5000]);
    expect(toPlainData('x'.repeat(20_000), asIs)).toBe(`${'x'.repeat(16_384)}…`);
  });

  test('masks secrets in texts, keys, numbers and handles', () => {
    const data = { hunter2hunter2: 1, text: 'my hunter2hunter2!', n: 12345678, big: 12345678n, handle: new Secret('hunter2hunter2') };
    expect(toPlainData(data, masking)).toEqual({ '[secret]': 1, text: 'my [secret]!', n: '[secret]', big: '[secret]', handle: '[secret]' });
  });

  test('masks before it cuts, so that no half of a secret is printed', () => {
    expect(toPlainData(`${'x'.repeat(16_380)}hunter2hunter2`, masking)).toBe(`${'x'.repeat(16_380)}[sec…`);
  });
});
