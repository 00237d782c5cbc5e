import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { type Handle, type PageOptions, Secret } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { VaultContract } from './contract.ts';

type Subject = Handle<VaultContract>;

const valueOf = async (it: Subject, name: string): Promise<string | undefined> => (await it.get(name))?.reveal();
const namesIn = async (it: Subject, prefix?: string): Promise<string[]> => (await it.listKeys(prefix)).items.map(({ name }) => name);

async function refuses(work: Promise<unknown>, code: string): Promise<void> {
  const outcome = await work.then(
    () => 'resolved',
    (error: unknown) => (error as { code?: unknown }).code,
  );
  assert.equal(outcome, code);
}

/** Every way in which a value ends up in text without anybody asking for it. */
const printings = (value: unknown): string[] => [
  String(value),
  `${value as string}`,
  JSON.stringify({ value }),
  inspect({ value }, { showHidden: true, depth: 9 }),
  format('%s %o %j %O', value, value, value, value),
  Object.entries(value as object).join(),
  new Error('failed', { cause: value }).stack ?? '',
];

const wrong = (): unknown[] => ['', undefined, null, 5, true, {}, ['a'], Buffer.from('a'), new Secret(''), 'x'.repeat(65_537), 'half \ud83d'];
const ordered = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0', 'b'];

/** The subject, giving handles whose value shows. */
const leaking = (it: Subject): Subject =>
  altered(it, {
    async get(get, name: string) {
      const secret = await get(name);
      return secret && Object.assign(Object.create(secret) as object, { reveal: () => secret.reveal(), value: secret.reveal() });
    },
  });

const valueLaws: readonly Law<Subject>[] = [
  {
    id: 'vault/comes-back',
    says: 'a secret comes back as it was, whatever characters it has and up to 64 KiB',
    async check({ it }) {
      const values = ['plain', ' spaces and\nlines ', 'grüße 🌍', '$vault(other)', '\0', 'x'.repeat(65_536)];
      for (const [i, value] of values.entries()) await it.set(`s${i}`, value);
      assert.deepEqual(await Promise.all(values.map((_, i) => valueOf(it, `s${i}`))), values);
    },
    sabotage: (it) => altered(it, { set: (set, name: string, value: string) => set(name, value.trim() || '-') }),
  },
  {
    id: 'vault/prints-as-a-mask',
    says: 'a secret that is printed, in any way, shows a mask',
    async check({ it }) {
      await it.set('openai', 'sk-canary-0123456789');
      const secret = await it.get('openai');
      assert.deepEqual(printings(secret).filter((text) => text.includes('canary')), []);
      assert.equal(secret?.reveal(), 'sk-canary-0123456789');
    },
    sabotage: leaking,
  },
  {
    id: 'vault/takes-a-secret',
    says: 'a Secret can be set, and its value is what is kept',
    async check({ it }) {
      await it.set('a', new Secret('first'));
      await it.set('b', (await it.get('a')) as Secret);
      assert.deepEqual([await valueOf(it, 'a'), await valueOf(it, 'b')], ['first', 'first']);
    },
    sabotage: (it) => altered(it, { set: (set, name: string, value: unknown) => set(name, String(value)) }),
  },
  {
    id: 'vault/absent',
    says: 'what is absent is undefined for get and false for exists',
    async check({ it }) {
      await it.set('a/b', 'x');
      assert.deepEqual([await it.get('a'), await it.get('never'), await it.exists('a'), await it.exists('a/b')], [undefined, undefined, false, true]);
    },
    sabotage: (it) => altered(it, { exists: async () => true }),
  },
  {
    id: 'vault/set-replaces',
    says: 'set replaces what was there',
    async check({ it }) {
      await it.set('a', 'first');
      await it.set('a', 'second');
      assert.equal(await valueOf(it, 'a'), 'second');
    },
    sabotage: (it) => altered(it, { set: async (set, name: string, value: string) => ((await it.exists(name)) ? undefined : set(name, value)) }),
  },
  {
    id: 'vault/bad-value',
    says: 'what is empty, no text, not well-formed or too long is VAULT_BAD_VALUE, and what was there stays',
    async check({ it }) {
      await it.set('kept', 'old');
      for (const value of wrong()) await refuses(it.set('kept', value as string), 'VAULT_BAD_VALUE');
      assert.equal(await valueOf(it, 'kept'), 'old');
    },
    sabotage: (it) => altered(it, { set: (set, name: string, value: unknown) => set(name, typeof value === 'number' ? String(value) : (value as string)) }),
  },
  {
    id: 'vault/delete',
    says: 'delete removes one secret and no other, and may be called again',
    async check({ it }) {
      for (const name of ['a', 'a/b', 'b']) await it.set(name, name);
      await it.delete('a');
      await it.delete('a');
      await it.delete('never');
      assert.deepEqual([await it.get('a'), await it.exists('a'), await valueOf(it, 'a/b'), await namesIn(it)], [undefined, false, 'a/b', ['a/b', 'b']]);
    },
    sabotage: (it) =>
      altered(it, {
        async delete(remove, name: string) {
          await remove(name);
          for (const { name: below } of (await it.listKeys(name)).items) await remove(below);
        },
      }),
  },
  {
    id: 'vault/concurrent-changes',
    says: 'of changes made at the same time none is lost',
    async check({ it }) {
      const names = Array.from({ length: 20 }, (_, i) => `n${String(i).padStart(2, '0')}`);
      await it.set('old', 'x');
      await Promise.all([...names.map((name) => it.set(name, `value of ${name}`)), it.delete('old')]);
      assert.deepEqual(await Promise.all(names.map((name) => valueOf(it, name))), names.map((name) => `value of ${name}`));
      assert.deepEqual(await namesIn(it), names);
    },
    sabotage: (it) => {
      let last = Promise.resolve();
      return altered(it, {
        set(set, name: string, value: string) {
          if (name === 'n07') return last;
          return (last = set(name, value));
        },
      });
    },
  },
];

async function pages(it: Subject, prefix: string | undefined, limit: number): Promise<string[][]> {
  const all: string[][] = [];
  let options: PageOptions = { limit };
  for (;;) {
    const { items, cursor } = await it.listKeys(prefix, options);
    all.push(items.map(({ name }) => name));
    if (cursor === undefined) return all;
    options = { limit, cursor };
  }
}

const listingLaws: readonly Law<Subject>[] = [
  {
    id: 'vault/lists-names-only',
    says: 'listKeys gives names in order, and nothing else',
    async check({ it }) {
      for (const name of ordered.toReversed()) await it.set(name, `value of ${name}`);
      assert.deepEqual(await it.listKeys(), { items: ordered.map((name) => ({ name })) });
    },
    sabotage: (it) => altered(it, { listKeys: async (list, prefix?: string) => ({ items: (await list(prefix)).items.map((item) => ({ ...item, value: 'x' })) }) }),
  },
  {
    id: 'vault/list-prefix',
    says: 'a prefix is whole segments, and is not in its own listing',
    async check({ it }) {
      await Promise.all(ordered.map((name) => it.set(name, 'x')));
      const below = ['a/b', 'a/b-c', 'a/b/c'];
      assert.deepEqual([await namesIn(it, 'a'), await namesIn(it, 'a/'), await namesIn(it, 'a/b'), await it.listKeys('none')], [below, below, ['a/b/c'], { items: [] }]);
    },
    sabotage: (it) =>
      altered(it, {
        async listKeys(list, prefix = '', options?: PageOptions) {
          return { items: (await list('', options)).items.filter(({ name }) => name.startsWith(prefix)) };
        },
      }),
  },
  {
    id: 'vault/list-pages',
    says: 'pages follow each other without gap or repetition, and the last one has no cursor',
    async check({ it }) {
      await Promise.all(ordered.map((name) => it.set(name, 'x')));
      assert.deepEqual(await pages(it, undefined, 3), [ordered.slice(0, 3), ordered.slice(3, 6), ordered.slice(6)]);
      assert.deepEqual(await pages(it, undefined, 4), [ordered.slice(0, 4), ordered.slice(4)]);
      assert.deepEqual(await pages(it, 'a', 2), [['a/b', 'a/b-c'], ['a/b/c']]);
    },
    sabotage: (it) => altered(it, { listKeys: async (list, prefix?: string, options?: PageOptions) => ({ items: (await list(prefix, options)).items }) }),
  },
  {
    id: 'vault/list-cap',
    says: 'a page has at most 1,000 names, also when more are asked for',
    async check({ it }) {
      const names = Array.from({ length: 1001 }, (_, i) => `n${String(i).padStart(4, '0')}`);
      await Promise.all(names.map((name) => it.set(name, 'x')));
      assert.deepEqual([await namesIn(it), (await pages(it, undefined, 5000)).flat()], [names.slice(0, 1000), names]);
    },
    sabotage: (it) => altered(it, { listKeys: async (_, prefix?: string) => ({ items: (await pages(it, prefix, 1000)).flat().map((name) => ({ name })) }) }),
  },
  {
    id: 'vault/list-bad-limit',
    says: 'a limit that is not a whole number above zero is VAULT_BAD_LIMIT',
    async check({ it }) {
      for (const limit of [0, -1, 1.5, Number.NaN, '5', null]) await refuses(it.listKeys(undefined, { limit: limit as number }), 'VAULT_BAD_LIMIT');
    },
    sabotage: (it) => altered(it, { listKeys: (list, prefix?: string) => list(prefix) }),
  },
];

/** What every vault keeps, connector or handle; one that is read-only says so for those that write. */
export const vaultLaws: readonly Law<Subject>[] = [...valueLaws, ...listingLaws];
