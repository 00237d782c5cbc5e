import { type Candidate, type Connectors, hasCode, type Page, type PageOptions } from '@smyth/kernel';
import type {} from '../../src/index.ts';

/** One subsystem as somebody uses it with a name: the same few verbs for all. */
export interface Door {
  /** What the name is, where `write` takes it apart: names of the same thing are equal. */
  readonly named: (name: string) => string;
  readonly write: (name: string, value: string) => Promise<void>;
  readonly read: (name: string) => Promise<string | undefined>;
  readonly remove: (name: string) => Promise<void>;
  /** Names below a prefix, in full; undefined: there is no listing. */
  readonly list: ((prefix: string) => Promise<string[]>) | undefined;
}

type Listing = (prefix: string, options: PageOptions) => Promise<Page<{ readonly name: string }>>;

async function listAll(list: Listing, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(prefix, cursor === undefined ? {} : { cursor });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
}

/** A name as a namespace and a key, cut where it says little: hostile text so comes to stand in either, and in both. */
function cut(name: string): [namespace: string, key: string] {
  const slashes = [...name].flatMap((char, i) => (char === '/' ? [i] : []));
  const at = slashes[name.length % (slashes.length + 2)];
  if (at !== undefined) return [[...name].slice(0, at).join(''), [...name].slice(at + 1).join('')];
  return name.length % 2 === 0 ? ['ns', name] : [name, 'key'];
}

/** A namespace may end in one slash, which says nothing; a key that begins with one is no key, whatever the two make together. */
function joined(name: string): string {
  const [namespace, key] = cut(name);
  if (key.startsWith('/') && !namespace.startsWith('smythfs://')) return key;
  return `${namespace.replace(/\/$/, '')}/${key}`;
}

export const doorNames = ['storage', 'cache', 'nkv', 'vault'] as const;
export type DoorName = (typeof doorNames)[number];

export function doorsOf(connectors: Connectors, caller: Candidate): Readonly<Record<DoorName, Door>> {
  const [storage, cache, nkv, vault] = [connectors.get('storage').as(caller), connectors.get('cache').as(caller), connectors.get('nkv').as(caller), connectors.get('vault').as(caller)];
  const itself = (name: string): string => name;
  return {
    storage: {
      named: itself,
      write: (name, value) => storage.write(name, value),
      read: (name) =>
        storage.read(name).then(
          (bytes) => bytes.toString(),
          (error: unknown) => (hasCode(error, 'STORAGE_NOT_FOUND') ? undefined : Promise.reject(error as Error)),
        ),
      remove: (name) => storage.delete(name),
      list: (prefix) => listAll((...args) => storage.list(...args), prefix),
    },
    cache: {
      named: itself,
      write: (name, value) => cache.set(name, value),
      read: async (name) => (await cache.get(name)) as string | undefined,
      remove: (name) => cache.delete(name),
      list: undefined,
    },
    nkv: {
      named: joined,
      write: (name, value) => nkv.set(...cut(name), value),
      read: async (name) => (await nkv.get(...cut(name))) as string | undefined,
      remove: (name) => nkv.delete(...cut(name)),
      list: async (prefix) => {
        const below = await listAll((...args) => nkv.list(...args), prefix);
        return prefix.startsWith('smythfs://') ? below : below.map((name) => `${prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`}${name}`);
      },
    },
    vault: {
      named: itself,
      write: (name, value) => vault.set(name, value),
      read: async (name) => (await vault.get(name))?.reveal(),
      remove: (name) => vault.delete(name),
      list: (prefix) => listAll((...args) => vault.listKeys(...args), prefix),
    },
  };
}
