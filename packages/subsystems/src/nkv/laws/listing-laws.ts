import assert from 'node:assert/strict';
import type { Handle, PageOptions } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { NkvContract, NkvItem } from '../contract.ts';

type Nkv = Handle<NkvContract>;

const write = async (it: Nkv, namespace: string, keys: readonly string[]): Promise<void> => {
  for (const key of keys) await it.set(namespace, key, `value of ${key}`);
};
const asItems = (keys: readonly string[]): NkvItem[] => keys.map((name) => ({ name, value: `value of ${name}` }));

async function pagesOf(it: Nkv, namespace: string, limit: number): Promise<(readonly NkvItem[])[]> {
  const pages: (readonly NkvItem[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await it.list(namespace, { limit, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && pages.length < 20);
  return pages;
}

export const nkvListingLaws: readonly Law<Nkv>[] = [
  {
    id: 'nkv/delete-all-empties',
    says: 'deleteAll removes everything in the namespace and nothing else, and may be repeated',
    async check({ it }) {
      await write(it, 'ns', ['a', 'b/c']);
      await write(it, 'ns2', ['a']);
      await write(it, 'ns-2', ['a']);
      await it.deleteAll('ns');
      await it.deleteAll('ns');
      const left = await Promise.all(['ns', 'ns2', 'ns-2'].map((namespace) => it.list(namespace)));
      assert.deepEqual(left, [{ items: [] }, { items: asItems(['a']) }, { items: asItems(['a']) }]);
    },
    sabotage: (it) => altered(it, { deleteAll: async (deleteAll, ns: string) => void (await deleteAll(ns), await deleteAll(`${ns}2`)) }),
  },
  {
    id: 'nkv/list-in-order',
    says: 'a namespace is listed whole, with its values, ordered by key',
    async check({ it }) {
      await write(it, 'ns', ['b', 'a/z', 'a', '10', 'a.b', '2']);
      await write(it, 'ns2', ['other']);
      assert.deepEqual(await it.list('ns'), { items: asItems(['10', '2', 'a', 'a.b', 'a/z', 'b']) });
    },
    sabotage: (it) => altered(it, { list: async (list, ns: string) => ({ items: (await list(ns)).items.toReversed() }) }),
  },
  {
    id: 'nkv/list-empty',
    says: 'a namespace without values is an empty page without cursor',
    async check({ it }) {
      assert.deepEqual(await it.list('empty'), { items: [] });
    },
    sabotage: (it) => altered(it, { list: async () => ({ items: [], cursor: 'more' }) }),
  },
  {
    id: 'nkv/list-by-pages',
    says: 'pages have at most as many items as asked for, and together everything once',
    async check({ it }) {
      await write(it, 'ns', ['a', 'b', 'c', 'd']);
      const pages = [await pagesOf(it, 'ns', 3), await pagesOf(it, 'ns', 2)];
      assert.deepEqual(pages, [
        [asItems(['a', 'b', 'c']), asItems(['d'])],
        [asItems(['a', 'b']), asItems(['c', 'd'])],
      ]);
    },
    sabotage: (it) => altered(it, { list: (list, ns: string, options: PageOptions) => list(ns, { ...options, limit: (options.limit ?? 0) + 1 }) }),
  },
  {
    id: 'nkv/list-goes-on',
    says: 'a cursor holds while what it stands on is deleted and other keys are written',
    async check({ it }) {
      await write(it, 'ns', ['a', 'c', 'e']);
      const { cursor } = await it.list('ns', { limit: 2 });
      assert.ok(cursor);
      await it.delete('ns', 'c');
      await write(it, 'ns', ['b', 'd']);
      assert.deepEqual(await it.list('ns', { cursor }), { items: asItems(['d', 'e']) });
    },
    sabotage: (it) => altered(it, { list: (list, ns: string, options: PageOptions) => list(ns, options.limit === undefined ? {} : options) }),
  },
  {
    id: 'nkv/list-at-most-1000',
    says: 'a page has at most 1,000 items, asked for or not',
    async check({ it }) {
      const keys = Array.from({ length: 1001 }, (_, i) => `key-${String(i).padStart(4, '0')}`);
      await Promise.all(keys.map((key) => it.set('ns', key, `value of ${key}`)));
      const pages = await Promise.all([it.list('ns'), it.list('ns', { limit: 5000 })]);
      assert.deepEqual(pages.map(({ items }) => items), [asItems(keys.slice(0, 1000)), asItems(keys.slice(0, 1000))]);
      assert.deepEqual(await pagesOf(it, 'ns', 1000), [asItems(keys.slice(0, 1000)), asItems(keys.slice(1000))]);
    },
    sabotage: (it) => altered(it, { list: async (list, ns: string, options?: PageOptions) => ({ ...(await list(ns, options)), ...(options?.limit === 5000 ? { items: [] } : {}) }) }),
  },
  {
    id: 'nkv/list-bad-limit',
    says: 'a limit that is not a whole number from 1 is refused',
    async check({ it }) {
      for (const limit of [0, -1, 1.5, Number.NaN, Infinity, '10' as never]) await assert.rejects(it.list('ns', { limit }), { code: 'NKV_BAD_LIMIT' });
    },
    sabotage: (it) => altered(it, { list: (list, ns: string, options: PageOptions) => list(ns, { limit: Math.ceil(Number(options.limit)) }) }),
  },
];
