import { defineConnector } from '@smyth/kernel';
import type { Json } from '../cache/contract.ts';
import type {} from './contract.ts';
import { addTo, type Stored, toAddition } from './counter.ts';
import { below, toPage, toRange } from './listing.ts';
import { nameOf, toText } from './stored-value.ts';

/** Expired counters are looked for this often at most, when another one is made. */
const sweepEveryMs = 60_000;

/** Values in the memory of this process, gone with it. */
export const ramNkv = defineConnector({
  subsystem: 'nkv',
  id: 'RAM',
  settings: {},
  start({ clock }) {
    const values = new Map<string, Stored>();
    let sweptAt = clock.now();
    const isAlive = ({ expiresAt }: Stored): boolean => expiresAt === undefined || expiresAt > clock.now();
    const find = (name: string): Stored | undefined => {
      const stored = values.get(name);
      return stored !== undefined && isAlive(stored) ? stored : undefined;
    };
    const sweep = (): void => {
      if (clock.now() - sweptAt < sweepEveryMs) return;
      sweptAt = clock.now();
      for (const [name, stored] of values) if (!isAlive(stored)) values.delete(name);
    };
    const between = ({ after, before }: { after: string; before: string }): string[] => [...values.keys()].filter((name) => name > after && name < before);
    return {
      async get(namespace, key) {
        const stored = find(nameOf(namespace, key));
        return stored && (JSON.parse(stored.text) as Json);
      },
      async set(namespace, key, value) {
        values.set(nameOf(namespace, key), { text: toText(key, value), expiresAt: undefined });
      },
      async delete(namespace, key) {
        values.delete(nameOf(namespace, key));
      },
      exists: async (namespace, key) => find(nameOf(namespace, key)) !== undefined,
      async deleteAll(namespace) {
        for (const name of between(below(namespace))) values.delete(name);
      },
      async list(namespace, options) {
        const range = toRange(namespace, options);
        const rows = between(range).sort().flatMap((name) => {
          const stored = find(name);
          return stored === undefined ? [] : [{ name, text: stored.text }];
        });
        return toPage(rows.slice(0, range.limit), range);
      },
      async add(namespace, key, delta, options) {
        const name = nameOf(namespace, key);
        const current = find(name);
        const { total, ...stored } = addTo(current, toAddition(key, delta, options));
        if (current === undefined && stored.expiresAt !== undefined) sweep();
        values.set(name, stored);
        return total;
      },
    };
  },
});
