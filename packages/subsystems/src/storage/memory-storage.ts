import { type Clock, defineConnector, type Ids, type Implementation } from '@smyth/kernel';
import { pageOfNames, toLimit } from '../ordered-page.ts';
import { collect, toParts } from './content.ts';
import type { StorageContract, StorageMetadata } from './contract.ts';
import { storageErrors } from './errors.ts';
import { checkVersion, hasExpired, toCustom, toExpiry, toMetadata, toWish } from './write-options.ts';

interface Stored {
  readonly bytes: Buffer;
  readonly metadata: StorageMetadata;
}

const partBytes = 65_536;

async function* partsOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield Buffer.from(bytes.subarray(at, at + partBytes));
}

/** Bytes by key for as long as this lives; the same promises as on disk, but for the crash. */
export function createMemoryStorage(clock: Clock, ids: Ids): Implementation<StorageContract> {
  const values = new Map<string, Stored>();

  function find(key: string): Stored | undefined {
    const stored = values.get(key);
    if (stored === undefined || !hasExpired(stored.metadata, clock.now())) return stored;
    values.delete(key);
    return undefined;
  }

  function read(key: string): Stored {
    const stored = find(key);
    if (stored === undefined) throw storageErrors.NOT_FOUND({ name: key });
    return stored;
  }

  function change(key: string, more: Partial<StorageMetadata>): void {
    const { bytes, metadata } = read(key);
    values.set(key, { bytes, metadata: { ...metadata, ...more } });
  }

  return {
    read: async (key) => Buffer.from(read(key).bytes),
    readStream: async (key) => partsOf(read(key).bytes),
    async write(key, content, options, io) {
      const wish = toWish(key, options, clock.now());
      const bytes = await collect(toParts(key, content, io.signal));
      // No await from here on, so nobody writes between the check and the change.
      checkVersion(key, wish, find(key)?.metadata);
      values.set(key, { bytes, metadata: toMetadata(wish, { name: key, sizeBytes: bytes.length, version: ids.next('v'), now: clock.now() }) });
    },
    async delete(key) {
      values.delete(key);
    },
    exists: async (key) => find(key) !== undefined,
    getMetadata: async (key) => find(key)?.metadata,
    async setMetadata(key, custom) {
      change(key, { custom: toCustom(key, custom) });
    },
    async expire(key, ttl) {
      change(key, { expiresAt: toExpiry(key, ttl, clock.now()) });
    },
    async list(prefix, options) {
      const limit = toLimit(options?.limit, (given) => storageErrors.BAD_LIMIT({ given }));
      for (const key of [...values.keys()]) find(key);
      const { names, cursor } = pageOfNames(values.keys(), prefix ?? '', { ...options, limit });
      const items = names.map((name) => {
        const { sizeBytes, modifiedAt } = read(name).metadata;
        return { name, sizeBytes, modifiedAt };
      });
      return cursor === undefined ? { items } : { items, cursor };
    },
  };
}

/** Bytes in the memory of this process, gone when it ends. */
export const memoryStorage = defineConnector({
  subsystem: 'storage',
  id: 'RAM',
  settings: {},
  capabilities: { durable: false },
  start: ({ clock, ids }) => createMemoryStorage(clock, ids),
});
