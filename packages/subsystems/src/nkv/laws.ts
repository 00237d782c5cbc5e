import assert from 'node:assert/strict';
import type { Handle } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { Json } from '../cache/contract.ts';
import type { NkvContract } from './contract.ts';
import { nkvCounterLaws } from './laws/counter-laws.ts';
import { nkvListingLaws } from './laws/listing-laws.ts';

type Nkv = Handle<NkvContract>;

const notJson: readonly unknown[] = [undefined, () => 1, Number.NaN, Infinity, 1n, { at: new Date(0) }, [undefined], JSON.parse('{"__proto__":1}')];

const valueLaws: readonly Law<Nkv>[] = [
  {
    id: 'nkv/absent-is-undefined',
    says: 'a key never written is undefined',
    async check({ it }) {
      assert.equal(await it.get('ns', 'absent'), undefined);
    },
    sabotage: (it) => altered(it, { get: async () => null }),
  },
  {
    id: 'nkv/values-survive',
    says: 'every JSON value comes back equal, empty and false ones too',
    async check({ it }) {
      const values: readonly Json[] = [null, false, true, 0, -1.5, '', 'text é\u0000\ud800', [], [1, [2]], {}, { a: { 'b c': [null] } }];
      for (const [i, value] of values.entries()) await it.set('ns', `value-${i}`, value);
      const back = await Promise.all(values.map((_, i) => it.get('ns', `value-${i}`)));
      assert.deepEqual(back, values);
    },
    sabotage: (it) => altered(it, { get: async (get, ns: string, key: string) => (await get(ns, key)) || undefined }),
  },
  {
    id: 'nkv/values-are-copies',
    says: 'changing what was written or read changes nothing that is kept',
    async check({ it }) {
      const given = { list: [1] };
      await it.set('ns', 'key', given);
      given.list.push(2);
      const read = (await it.get('ns', 'key')) as { list: number[] };
      read.list.push(3);
      assert.deepEqual(await it.get('ns', 'key'), { list: [1] });
    },
    sabotage(it) {
      const kept = new Map<string, Json>();
      return altered(it, { set: async (_, ns: string, key: string, value: Json) => void kept.set(`${ns}/${key}`, value), get: async (_, ns: string, key: string) => kept.get(`${ns}/${key}`) });
    },
  },
  {
    id: 'nkv/set-replaces',
    says: 'a second value takes the place of the first',
    async check({ it }) {
      await it.set('ns', 'key', { a: 1, b: 2 });
      await it.set('ns', 'key', { a: 3 });
      assert.deepEqual(await it.get('ns', 'key'), { a: 3 });
    },
    sabotage: (it) => altered(it, { set: async (set, ns: string, key: string, value: Json) => ((await it.exists(ns, key)) ? undefined : set(ns, key, value)) }),
  },
  {
    id: 'nkv/refuses-what-is-not-json',
    says: 'what is not JSON is refused, and the earlier value stays',
    async check({ it }) {
      await it.set('ns', 'key', 'earlier');
      for (const value of notJson) await assert.rejects(it.set('ns', 'key', value as Json), { code: 'NKV_BAD_VALUE' });
      assert.equal(await it.get('ns', 'key'), 'earlier');
    },
    sabotage: (it) => altered(it, { set: (set, ns: string, key: string, value: Json) => set(ns, key, typeof value === 'number' && !Number.isFinite(value) ? null : value) }),
  },
  {
    id: 'nkv/delete-removes',
    says: 'a deleted key is absent, and another one stays',
    async check({ it }) {
      await it.set('ns', 'key', 1);
      await it.set('ns', 'other', 2);
      await it.delete('ns', 'key');
      assert.deepEqual([await it.get('ns', 'key'), await it.exists('ns', 'key'), await it.get('ns', 'other')], [undefined, false, 2]);
    },
    sabotage: (it) => altered(it, { delete: (_, ns: string) => it.deleteAll(ns) }),
  },
  {
    id: 'nkv/delete-idempotent',
    says: 'deleting what is absent does nothing',
    async check({ it }) {
      await it.delete('ns', 'absent');
      await it.set('ns', 'key', 1);
      await it.delete('ns', 'key');
      await it.delete('ns', 'key');
    },
    sabotage: (it) =>
      altered(it, {
        async delete(remove, ns: string, key: string) {
          if (!(await it.exists(ns, key))) throw new Error('absent');
          return remove(ns, key);
        },
      }),
  },
  {
    id: 'nkv/exists-tells',
    says: 'a key exists once written, whatever its value',
    async check({ it }) {
      await it.set('ns', 'null', null);
      await it.set('ns', 'empty', '');
      assert.deepEqual(await Promise.all(['null', 'empty', 'absent'].map((key) => it.exists('ns', key))), [true, true, false]);
    },
    sabotage: (it) => altered(it, { exists: async (_, ns: string, key: string) => Boolean(await it.get(ns, key)) }),
  },
  {
    id: 'nkv/namespaces-are-apart',
    says: 'the same key in two namespaces is two values',
    async check({ it }) {
      await it.set('a', 'key', 1);
      await it.set('b', 'key', 2);
      await it.delete('b', 'key');
      assert.deepEqual([await it.get('a', 'key'), await it.get('b', 'key')], [1, undefined]);
    },
    sabotage: (it) => altered(it, { set: (set, _: string, key: string, value: Json) => set('a', key, value), get: (get, _: string, key: string) => get('a', key) }),
  },
  {
    id: 'nkv/namespaces-nest',
    says: 'the key b/c of a is the key c of a/b',
    async check({ it }) {
      await it.set('a', 'b/c', 1);
      assert.equal(await it.get('a/b', 'c'), 1);
    },
    sabotage: (it) => altered(it, { get: (get, ns: string, key: string) => (ns.includes('/') ? Promise.resolve(undefined) : get(ns, key)) }),
  },
];

/** What every store of values by namespace and key keeps to. */
export const nkvLaws: readonly Law<Nkv>[] = [...valueLaws, ...nkvListingLaws, ...nkvCounterLaws];
