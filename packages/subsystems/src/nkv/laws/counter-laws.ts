import assert from 'node:assert/strict';
import type { Handle } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { NkvAddOptions, NkvContract } from '../contract.ts';

type Nkv = Handle<NkvContract>;
type Adding = [key: string, delta: number, options?: NkvAddOptions];

const most = Number.MAX_SAFE_INTEGER;
const badNumbers: readonly unknown[] = [1.5, Number.NaN, Infinity, most + 1, '1', 1n, null];

/** Reads, then writes: what others do in between is lost. */
const addInTwoSteps = (it: Nkv): Nkv =>
  altered(it, {
    async add(_, ns: string, ...[key, delta, options]: Adding) {
      const total = Number((await it.get(ns, key)) ?? 0) + delta;
      if (total > (options?.max ?? Infinity)) throw Object.assign(new Error('limit'), { code: 'NKV_LIMIT' });
      await it.set(ns, key, total);
      return total;
    },
  });

const countingLaws: readonly Law<Nkv>[] = [
  {
    id: 'nkv/add-from-zero',
    says: 'an absent counter is zero, and every addition returns the new total',
    async check({ it }) {
      const totals = [await it.add('ns', 'n', 5), await it.add('ns', 'n', -7), await it.add('ns', 'n', 0)];
      assert.deepEqual([...totals, await it.get('ns', 'n'), await it.exists('ns', 'n')], [5, -2, -2, -2, true]);
    },
    sabotage: (it) => altered(it, { add: async (add, ns: string, key: string, delta: number) => (await add(ns, key, delta)) - delta }),
  },
  {
    id: 'nkv/counters-are-values',
    says: 'a whole number that was set is counted on, and a counter is listed and deleted like any value',
    async check({ it }) {
      await it.set('ns', 'n', 40);
      assert.equal(await it.add('ns', 'n', 2), 42);
      assert.deepEqual(await it.list('ns'), { items: [{ name: 'n', value: 42 }] });
      await it.delete('ns', 'n');
      assert.equal(await it.add('ns', 'n', 1), 1);
    },
    sabotage: (it) => altered(it, { list: async () => ({ items: [] }) }),
  },
  {
    id: 'nkv/add-is-one-step',
    says: 'additions made at the same time all count, and each returns another total',
    async check({ it }) {
      const totals = await Promise.all(Array.from({ length: 50 }, () => it.add('ns', 'n', 2)));
      assert.deepEqual([...totals].sort((a, b) => a - b), Array.from({ length: 50 }, (_, i) => 2 * (i + 1)));
    },
    sabotage: addInTwoSteps,
  },
  {
    id: 'nkv/add-stops-at-max',
    says: 'a total may reach max and not pass it; a refused addition changes nothing',
    async check({ it }) {
      await it.add('ns', 'n', 8, { max: 10 });
      await assert.rejects(it.add('ns', 'n', 3, { max: 10 }), { code: 'NKV_LIMIT' });
      await assert.rejects(it.add('ns', 'new', 11, { max: 10 }), { code: 'NKV_LIMIT' });
      assert.deepEqual([await it.get('ns', 'n'), await it.exists('ns', 'new'), await it.add('ns', 'n', 2, { max: 10 })], [8, false, 10]);
    },
    sabotage: (it) => altered(it, { add: (add, ns: string, ...[key, delta, { max = most } = {}]: Adding) => add(ns, key, delta, { max: max + 1 }) }),
  },
  {
    id: 'nkv/max-holds-at-once',
    says: 'of a hundred additions made at the same time as many pass as max allows',
    async check({ it }) {
      const settled = await Promise.allSettled(Array.from({ length: 100 }, () => it.add('ns', 'n', 1, { max: 10 })));
      const refused = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code?: unknown }).code] : []));
      assert.deepEqual([await it.get('ns', 'n'), refused], [10, Array<string>(90).fill('NKV_LIMIT')]);
    },
    sabotage: addInTwoSteps,
  },
  {
    id: 'nkv/add-needs-a-counter',
    says: 'nothing is added to a value that is not a whole number, and the value stays',
    async check({ it }) {
      const values = [null, true, 1.5, '1', [1], { n: 1 }, most + 1];
      for (const value of values) {
        await it.set('ns', 'n', value);
        await assert.rejects(it.add('ns', 'n', 1), { code: 'NKV_NOT_A_COUNTER' });
        assert.deepEqual(await it.get('ns', 'n'), value);
      }
    },
    sabotage: (it) => altered(it, { add: async (add, ns: string, key: string, delta: number) => ((await it.get(ns, key)) === '1' ? delta + 1 : add(ns, key, delta)) }),
  },
  {
    id: 'nkv/add-refuses-bad-numbers',
    says: 'what is added, its limit, its time and the total are safe integers, or nothing changes',
    async check({ it }) {
      const bad = { code: 'NKV_BAD_VALUE' };
      for (const given of badNumbers as number[]) {
        await assert.rejects(it.add('ns', 'n', given), bad);
        await assert.rejects(it.add('ns', 'n', 1, { max: given }), bad);
        await assert.rejects(it.add('ns', 'n', 1, { expiresAt: given }), bad);
      }
      await assert.rejects(it.add('ns', 'n', 1, 'max' as never), bad);
      assert.equal(await it.exists('ns', 'n'), false);
      await it.add('ns', 'n', most);
      await assert.rejects(it.add('ns', 'n', 1), bad);
      assert.equal(await it.get('ns', 'n'), most);
    },
    sabotage: (it) => altered(it, { add: (add, ns: string, ...[key, delta, options]: Adding) => add(ns, key, Math.floor(delta), options) }),
  },
];

const expiryLaws: readonly Law<Nkv>[] = [
  {
    id: 'nkv/counter-starts-again',
    says: 'once its time has come a counter counts from zero, with the time given then',
    async check({ it, now, advance }) {
      const totals = [await it.add('ns', 'n', 5, { expiresAt: now() + 60_000 })];
      await advance(60_001);
      totals.push(await it.add('ns', 'n', 1, { expiresAt: now() + 60_000 }));
      await advance(59_000);
      totals.push(await it.add('ns', 'n', 1));
      await advance(1001);
      totals.push(await it.add('ns', 'n', 1));
      assert.deepEqual(totals, [5, 1, 2, 1]);
    },
    sabotage: (it) => altered(it, { add: (add, ns: string, key: string, delta: number) => add(ns, key, delta) }),
  },
  {
    id: 'nkv/counter-keeps-its-time',
    says: 'a later addition neither prolongs a counter nor gives a time to one without',
    async check({ it, now, advance }) {
      await it.add('ns', 'timed', 5, { expiresAt: now() + 60_000 });
      await it.add('ns', 'timed', 1, { expiresAt: now() + 600_000 });
      await it.add('ns', 'lasting', 5);
      await it.add('ns', 'lasting', 1, { expiresAt: now() + 60_000 });
      await advance(60_001);
      assert.deepEqual([await it.add('ns', 'timed', 1), await it.add('ns', 'lasting', 1)], [1, 7]);
    },
    sabotage: (it) =>
      altered(it, {
        async add(add, ns: string, ...[key, delta, options]: Adding) {
          const total = Number((await it.get(ns, key)) ?? 0) + delta;
          await it.delete(ns, key);
          return add(ns, key, total, options);
        },
      }),
  },
  {
    id: 'nkv/expired-is-absent',
    says: 'an expired counter is an absent key in every method, and one whose time is to come is not',
    async check({ it, now, advance }) {
      await it.add('ns', 'gone', 1, { expiresAt: now() + 60_000 });
      await it.add('ns', 'kept', 2, { expiresAt: now() + 120_000 });
      await advance(60_001);
      const seen = await Promise.all(['gone', 'kept'].map(async (key) => [await it.get('ns', key), await it.exists('ns', key)]));
      assert.deepEqual([seen, await it.list('ns')], [[[undefined, false], [2, true]], { items: [{ name: 'kept', value: 2 }] }]);
    },
    sabotage: (it) => altered(it, { exists: async () => true }),
  },
  {
    id: 'nkv/set-takes-expiry-away',
    says: 'a value that is set over a counter does not expire with it',
    async check({ it, now, advance }) {
      await it.add('ns', 'n', 1, { expiresAt: now() + 60_000 });
      await it.set('ns', 'n', 7);
      await advance(60_001);
      assert.equal(await it.get('ns', 'n'), 7);
    },
    sabotage: (it) => altered(it, { set: async (_, ns: string, key: string, value: number) => void (await it.add(ns, key, value - Number(await it.get(ns, key)))) }),
  },
];

export const nkvCounterLaws: readonly Law<Nkv>[] = [...countingLaws, ...expiryLaws];
