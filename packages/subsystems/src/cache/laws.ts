import assert from 'node:assert/strict';
import type { Handle } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { CacheContract, Json } from './contract.ts';

type Cache = Handle<CacheContract>;
type CacheLaw = Law<Cache>;

const code = (wanted: string): { code: string } => ({ code: wanted });

/** What TypeScript would not let through, as a caller without it may give it. */
const untyped = (value: unknown): never => value as never;

const everyKindOfJson: Json = { text: 'ü\n"\u2028', numbers: [0, -1.5, 1e21, Number.MAX_SAFE_INTEGER], flags: [true, false], nothing: null, empty: [{}, [], ''], deep: { a: { b: [{ c: 1 }] } } };

function isAbout(actual: number | undefined, seconds: number): void {
  assert.ok(actual !== undefined && actual > seconds - 1 && actual <= seconds, `about ${seconds} s were expected to be left, not ${actual}`);
}

const values: readonly CacheLaw[] = [
  {
    id: 'cache/absent-is-undefined',
    says: 'a key that was never set is absent in every method',
    async check({ it }) {
      const seen = [await it.get('never'), await it.exists('never'), await it.getMetadata('never'), await it.getTTL('never')];
      assert.deepEqual(seen, [undefined, false, undefined, undefined]);
    },
    sabotage: (it) => altered(it, { get: async () => null }),
  },
  {
    id: 'cache/json-comes-back-equal',
    says: 'whatever JSON can hold comes back equal',
    async check({ it }) {
      await it.set('json', everyKindOfJson);
      assert.deepEqual(await it.get('json'), everyKindOfJson);
      assert.equal(await it.exists('json'), true);
    },
    sabotage: (it) => altered(it, { get: async () => ({}) }),
  },
  ...['', 0, false, null].map((falsy): CacheLaw => {
    const shown = JSON.stringify(falsy);
    return {
      id: `cache/falsy-values-survive-${falsy === '' ? 'empty' : shown}`,
      says: `a stored ${shown} comes back as ${shown}`,
      async check({ it }) {
        await it.set('falsy', falsy);
        assert.deepEqual([await it.get('falsy'), await it.exists('falsy')], [falsy, true]);
      },
      sabotage: (it) => altered(it, { get: async (get, key: string) => (await get(key)) || undefined }),
    };
  }),
  {
    id: 'cache/nothing-is-shared',
    says: 'what is changed after it was set, or after it was got, changes nothing in the cache',
    async check({ it }) {
      const given = { list: [1] };
      const about = { tags: ['a'] };
      await it.set('mine', given, { metadata: about });
      given.list.push(2);
      about.tags.push('b');
      ((await it.get('mine')) as { list: number[] }).list.push(3);
      ((await it.getMetadata('mine')) as { tags: string[] }).tags.push('c');
      assert.deepEqual([await it.get('mine'), await it.getMetadata('mine')], [{ list: [1] }, { tags: ['a'] }]);
    },
    sabotage(it) {
      const kept = new Map<string, Json>();
      return altered(it, { set: async (_, key: string, value: Json) => void kept.set(key, value), get: async (_, key: string) => kept.get(key) });
    },
  },
  {
    id: 'cache/set-replaces-everything',
    says: 'set replaces value, metadata and expiry',
    async check({ it }) {
      await it.set('again', 'old', { ttl: 60, metadata: { by: 'a' } });
      await it.set('again', 'new');
      assert.deepEqual([await it.get('again'), await it.getMetadata('again'), await it.getTTL('again')], ['new', {}, undefined]);
    },
    sabotage: (it) => altered(it, { set: async (set, key: string, value: Json) => set(key, value, { ttl: 60 }) }),
  },
  {
    id: 'cache/keys-are-apart',
    says: 'keys that differ by little are different keys',
    async check({ it }) {
      const keys = ['a', 'a/b', 'a.b', 'a-b', 'a_b', 'ab'];
      for (const key of keys) await it.set(key, key);
      await it.delete('a');
      const seen = await Promise.all(keys.map((key) => it.get(key)));
      assert.deepEqual(seen, [undefined, ...keys.slice(1)]);
    },
    sabotage: (it) => altered(it, { get: async (get, key: string) => get(key.replace('/', '.')) }),
  },
  {
    id: 'cache/only-json',
    says: 'a value or metadata that is not JSON is refused with CACHE_BAD_VALUE, and what was there stays',
    async check({ it }) {
      const cycle: { self?: unknown } = {};
      cycle.self = cycle;
      await it.set('kept', 'before', { metadata: { by: 'a' } });
      for (const wrong of [undefined, Number.NaN, 1n, () => 1, Symbol('s'), { at: undefined }, cycle]) {
        await assert.rejects(it.set('kept', untyped(wrong)), code('CACHE_BAD_VALUE'));
      }
      for (const wrong of [null, [], 'text', { at: 1n }]) {
        await assert.rejects(it.set('kept', 'after', { metadata: untyped(wrong) }), code('CACHE_BAD_VALUE'));
        await assert.rejects(it.setMetadata('kept', untyped(wrong)), code('CACHE_BAD_VALUE'));
      }
      assert.deepEqual([await it.get('kept'), await it.getMetadata('kept')], ['before', { by: 'a' }]);
    },
    sabotage: (it) => altered(it, { set: async (set, key: string, value: Json) => (value === undefined ? undefined : set(key, value)) }),
  },
];

const deletion: readonly CacheLaw[] = [
  {
    id: 'cache/deleted-is-absent',
    says: 'a deleted key is absent in every method',
    async check({ it }) {
      await it.set('gone', 1, { ttl: 60, metadata: { by: 'a' } });
      await it.delete('gone');
      const seen = [await it.get('gone'), await it.exists('gone'), await it.getMetadata('gone'), await it.getTTL('gone')];
      assert.deepEqual(seen, [undefined, false, undefined, undefined]);
    },
    sabotage: (it) => altered(it, { delete: async () => undefined }),
  },
  {
    id: 'cache/delete-is-idempotent',
    says: 'deleting what is absent does nothing, once or twice',
    async check({ it }) {
      await it.delete('never');
      await it.set('once', 1);
      await it.delete('once');
      await it.delete('once');
      assert.equal(await it.exists('once'), false);
    },
    sabotage: (it) =>
      altered(it, {
        delete: async (remove, key: string) => {
          if (!(await it.exists(key))) throw new Error('absent');
          await remove(key);
        },
      }),
  },
];

const metadata: readonly CacheLaw[] = [
  {
    id: 'cache/metadata-comes-back',
    says: 'metadata given to set comes back equal; with none given it is {}',
    async check({ it }) {
      await it.set('with', 1, { metadata: { by: 'a', parts: [1, { n: null }] } });
      await it.set('without', 1);
      assert.deepEqual([await it.getMetadata('with'), await it.getMetadata('without')], [{ by: 'a', parts: [1, { n: null }] }, {}]);
    },
    sabotage: (it) => altered(it, { getMetadata: async (get, key: string) => ((await get(key))?.['by'] === undefined ? undefined : get(key)) }),
  },
  {
    id: 'cache/set-metadata-replaces-metadata-only',
    says: 'setMetadata replaces all metadata and keeps value and expiry',
    async check({ it }) {
      await it.set('about', 'value', { ttl: 60, metadata: { by: 'a', size: 1 } });
      await it.setMetadata('about', { by: 'b' });
      assert.deepEqual([await it.get('about'), await it.getMetadata('about')], ['value', { by: 'b' }]);
      isAbout(await it.getTTL('about'), 60);
    },
    sabotage: (it) => altered(it, { setMetadata: async (_, key: string, given: Record<string, Json>) => it.set(key, 'value', { metadata: given }) }),
  },
  {
    id: 'cache/set-metadata-needs-an-entry',
    says: 'setMetadata of an absent key is refused with CACHE_NOT_FOUND and makes nothing',
    async check({ it }) {
      await assert.rejects(it.setMetadata('never', { by: 'a' }), code('CACHE_NOT_FOUND'));
      assert.equal(await it.exists('never'), false);
    },
    sabotage: (it) => altered(it, { setMetadata: async () => undefined }),
  },
];

const expiry: readonly CacheLaw[] = [
  {
    id: 'cache/ttl-is-seconds-left',
    says: 'getTTL counts down the seconds, with a fraction; without expiry it is undefined',
    async check({ it, advance }) {
      await it.set('timed', 1, { ttl: 60 });
      await it.set('kept', 1);
      isAbout(await it.getTTL('timed'), 60);
      await advance(500);
      isAbout(await it.getTTL('timed'), 59.5);
      assert.equal(await it.getTTL('kept'), undefined);
    },
    sabotage: (it) => altered(it, { getTTL: async (get, key: string) => ((await get(key)) === undefined ? undefined : 60) }),
  },
  {
    id: 'cache/expired-is-absent',
    says: 'an expired key is an absent key, in every method',
    async check({ it, advance }) {
      await it.set('timed', 1, { ttl: 1, metadata: { by: 'a' } });
      assert.equal(await it.get('timed'), 1);
      await advance(1001);
      const seen = [await it.get('timed'), await it.exists('timed'), await it.getMetadata('timed'), await it.getTTL('timed')];
      assert.deepEqual(seen, [undefined, false, undefined, undefined]);
      await assert.rejects(it.setMetadata('timed', {}), code('CACHE_NOT_FOUND'));
      await assert.rejects(it.updateTTL('timed', 60), code('CACHE_NOT_FOUND'));
      await it.delete('timed');
    },
    sabotage: (it) => altered(it, { set: async (set, key: string, value: Json) => set(key, value, { metadata: { by: 'a' } }) }),
  },
  {
    id: 'cache/fractions-of-a-second-count',
    says: 'a time to live may be a fraction of a second, and holds until it is over',
    async check({ it, advance }) {
      await it.set('brief', 1, { ttl: 0.5 });
      await it.set('longer', 2, { ttl: 30 });
      await advance(501);
      assert.deepEqual([await it.get('brief'), await it.get('longer')], [undefined, 2]);
    },
    sabotage: (it) => altered(it, { set: async (set, key: string, value: Json, options?: { ttl?: number }) => set(key, value, { ttl: Math.ceil(options?.ttl ?? 1) }) }),
  },
  {
    id: 'cache/bad-ttl-is-refused',
    says: 'a time to live that is not a number of seconds above zero is refused with CACHE_BAD_TTL, and what was there stays',
    async check({ it }) {
      await it.set('kept', 'before', { ttl: 60 });
      for (const wrong of [0, -1, Number.NaN, Infinity, 1e12, '60', null]) {
        await assert.rejects(it.set('kept', 'after', { ttl: untyped(wrong) }), code('CACHE_BAD_TTL'));
        await assert.rejects(it.updateTTL('kept', untyped(wrong)), code('CACHE_BAD_TTL'));
      }
      await assert.rejects(it.set('kept', 'after', untyped(60)), code('CACHE_BAD_TTL'));
      assert.equal(await it.get('kept'), 'before');
      isAbout(await it.getTTL('kept'), 60);
    },
    sabotage: (it) => altered(it, { updateTTL: async (update, key: string, ttl?: number) => update(key, typeof ttl === 'number' && ttl > 0 ? ttl : undefined) }),
  },
  {
    id: 'cache/update-ttl-counts-from-now',
    says: 'updateTTL gives seconds from now and keeps value and metadata',
    async check({ it, advance }) {
      await it.set('timed', 'value', { ttl: 1, metadata: { by: 'a' } });
      await advance(500);
      await it.updateTTL('timed', 30);
      isAbout(await it.getTTL('timed'), 30);
      await advance(1000);
      assert.deepEqual([await it.get('timed'), await it.getMetadata('timed')], ['value', { by: 'a' }]);
    },
    sabotage: (it) => altered(it, { updateTTL: async (update, key: string, ttl?: number) => update(key, (ttl ?? 0) / 100) }),
  },
  {
    id: 'cache/update-ttl-removes-expiry',
    says: 'updateTTL without seconds removes the expiry',
    async check({ it, advance }) {
      await it.set('timed', 'value', { ttl: 1 });
      await it.updateTTL('timed');
      await advance(1500);
      assert.deepEqual([await it.get('timed'), await it.getTTL('timed')], ['value', undefined]);
    },
    sabotage: (it) => altered(it, { updateTTL: async (update, key: string, ttl?: number) => update(key, ttl ?? 60) }),
  },
  {
    id: 'cache/update-ttl-needs-an-entry',
    says: 'updateTTL of an absent key is refused with CACHE_NOT_FOUND',
    async check({ it }) {
      await assert.rejects(it.updateTTL('never', 60), code('CACHE_NOT_FOUND'));
      await assert.rejects(it.updateTTL('never'), code('CACHE_NOT_FOUND'));
    },
    sabotage: (it) => altered(it, { updateTTL: async () => undefined }),
  },
];

/** What every cache does; whether and when it evicts is its own affair, so no law keeps many entries. */
export const cacheLaws: readonly CacheLaw[] = [...values, ...deletion, ...metadata, ...expiry];
