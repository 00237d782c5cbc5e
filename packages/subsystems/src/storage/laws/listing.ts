import assert from 'node:assert/strict';
import type { PageOptions } from '@smyth/kernel';
import { altered } from '@smyth/kernel/testing';
import { namesIn, refuses, type StorageLaw, type Subject } from './subject.ts';

/** In the order of whole keys, which is not that of folders read one after another. */
const ordered = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a/z', 'a0', 'b', 'b/a/a/a', 'c/d', 'z'];

async function writeAll(it: Subject, names: readonly string[]): Promise<void> {
  for (const name of names.toReversed()) await it.write(name, name);
}

async function pages(it: Subject, prefix: string | undefined, limit: number): Promise<string[][]> {
  const all: string[][] = [];
  let options: PageOptions = { limit };
  for (;;) {
    const { items, cursor } = await it.list(prefix, options);
    all.push(items.map(({ name }) => name));
    if (cursor === undefined) return all;
    options = { limit, cursor };
  }
}

export const listingLaws: readonly StorageLaw[] = [
  {
    id: 'storage/list-items',
    says: 'a listing tells name, size and time of each value',
    async check({ it, now, advance }) {
      const at = now();
      await it.write('a', 'grüße', { custom: { a: '1' }, contentType: 'text/plain' });
      await advance(1000);
      await it.write('b/c', '');
      assert.deepEqual(await it.list(), { items: [{ name: 'a', sizeBytes: 7, modifiedAt: at }, { name: 'b/c', sizeBytes: 0, modifiedAt: at + 1000 }] });
    },
    sabotage: (it) =>
      altered(it, {
        async list(list, prefix?: string) {
          const page = await list(prefix);
          return { items: page.items.map((item) => ({ ...item, modifiedAt: 0 })) };
        },
      }),
  },
  {
    id: 'storage/list-order',
    says: 'a listing is complete, and ordered by key',
    async check({ it }) {
      await writeAll(it, ordered);
      assert.deepEqual(await namesIn(it), ordered);
    },
    sabotage: (it) =>
      altered(it, {
        async list(list, prefix?: string) {
          const { items } = await list(prefix);
          return { items: items.toSorted((one, other) => one.name.split('/').length - other.name.split('/').length) };
        },
      }),
  },
  {
    id: 'storage/list-prefix',
    says: 'a prefix is whole segments, with or without the closing slash, and is not in its own listing',
    async check({ it }) {
      await writeAll(it, ordered);
      const below = ['a/b', 'a/b-c', 'a/b/c', 'a/z'];
      assert.deepEqual([await namesIn(it, 'a'), await namesIn(it, 'a/'), await namesIn(it, 'a/b'), await namesIn(it, 'none')], [below, below, ['a/b/c'], []]);
    },
    sabotage: (it) =>
      altered(it, {
        async list(list, prefix = '', options?: PageOptions) {
          const { items } = await list('', options);
          return { items: items.filter(({ name }) => name.startsWith(prefix)) };
        },
      }),
  },
  {
    id: 'storage/list-empty',
    says: 'a listing of nothing is an empty last page',
    async check({ it }) {
      assert.deepEqual([await it.list(), await it.list('a/b')], [{ items: [] }, { items: [] }]);
    },
    sabotage: (it) => altered(it, { list: async () => ({ items: [], cursor: 'more' }) }),
  },
  {
    id: 'storage/list-pages',
    says: 'pages follow each other without gap or repetition, full but for the last one, which has no cursor',
    async check({ it }) {
      await writeAll(it, ordered);
      for (const limit of [1, 5, 6, 12, 13]) {
        const expected = Array.from({ length: Math.ceil(ordered.length / limit) }, (_, i) => ordered.slice(i * limit, (i + 1) * limit));
        assert.deepEqual(await pages(it, undefined, limit), expected, `pages of ${limit}`);
      }
      assert.deepEqual(await pages(it, 'a/b', 1), [['a/b/c']]);
      assert.deepEqual(await pages(it, 'a', 3), [['a/b', 'a/b-c', 'a/b/c'], ['a/z']]);
    },
    sabotage: (it) => altered(it, { list: (list, prefix?: string, { cursor: _, ...options }: PageOptions = {}) => list(prefix, options).then(({ items }) => ({ items })) }),
  },
  {
    id: 'storage/list-cap',
    says: 'a page has at most 1,000 items, also when more are asked for',
    async check({ it }) {
      const names = Array.from({ length: 1001 }, (_, i) => `n${String(i).padStart(4, '0')}`);
      for (let at = 0; at < names.length; at += 64) await Promise.all(names.slice(at, at + 64).map((name) => it.write(name, '')));
      const first = await it.list(undefined, {});
      const more = await it.list(undefined, { limit: 5000 });
      const rest = await it.list(undefined, { cursor: first.cursor ?? '' });
      const namesOf = ({ items }: typeof first): string[] => items.map(({ name }) => name);
      assert.deepEqual([namesOf(first), namesOf(more), namesOf(rest), rest.cursor], [names.slice(0, 1000), names.slice(0, 1000), ['n1000'], undefined]);
    },
    sabotage: (it) =>
      altered(it, {
        async list(list, prefix?: string, options: PageOptions = {}) {
          const first = await list(prefix, options);
          if (first.cursor === undefined) return first;
          return { items: [...first.items, ...(await list(prefix, { cursor: first.cursor })).items] };
        },
      }),
  },
  {
    id: 'storage/list-bad-limit',
    says: 'a limit that is not a whole number above zero is STORAGE_BAD_LIMIT',
    async check({ it }) {
      for (const limit of [0, -1, 1.5, Number.NaN, '5', null]) await refuses(it.list(undefined, { limit: limit as number }), 'STORAGE_BAD_LIMIT');
    },
    sabotage: (it) => altered(it, { list: (list, prefix?: string, options: PageOptions = {}) => list(prefix, { ...options, limit: Math.max(1, Math.ceil(Number(options.limit) || 1)) }) }),
  },
  {
    id: 'storage/list-beside-writes',
    says: 'names that are there the whole time are listed, whatever else is written and deleted meanwhile',
    async check({ it }) {
      const kept = Array.from({ length: 20 }, (_, i) => `kept/${String(i).padStart(2, '0')}`);
      await Promise.all(kept.map((name) => it.write(name, 'x')));
      const others = (async () => {
        for (let i = 0; i < 40; i++) {
          await it.write(`kept/other-${i}`, 'y');
          await it.delete(`kept/other-${i}`);
        }
      })();
      for (let i = 0; i < 5; i++) {
        const found = (await pages(it, 'kept', 7)).flat().filter((name) => !name.includes('other'));
        assert.deepEqual(found, kept);
      }
      await others;
    },
    sabotage: (it) => altered(it, { list: async (list, prefix?: string, options?: PageOptions) => ({ items: (await list(prefix, options)).items }) }),
  },
];
