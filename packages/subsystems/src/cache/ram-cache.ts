import { Buffer } from 'node:buffer';
import { type Clock, defineConnector, type Implementation, number } from '@smyth/kernel';
import type { CacheContract, Json } from './contract.ts';
import { type CacheEntry, toEntry, toExpiry, toMetadataText } from './entry.ts';
import { cacheErrors } from './errors.ts';

interface Kept extends CacheEntry {
  readonly sizeBytes: number;
}

interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Keys in the order of their last use, the longest unused first. */
interface Shelf {
  /** The live entry, which by this becomes the most recently used one. */
  use(key: string): Kept | undefined;
  put(key: string, entry: CacheEntry): void;
  drop(key: string): void;
}

const sizeOf = (key: string, { value, metadata }: CacheEntry): number => Buffer.byteLength(key) + Buffer.byteLength(value) + Buffer.byteLength(metadata);

function createShelf({ maxEntries, maxBytes }: Bounds, clock: Clock): Shelf {
  const kept = new Map<string, Kept>();
  let totalBytes = 0;

  function drop(key: string): void {
    totalBytes -= kept.get(key)?.sizeBytes ?? 0;
    kept.delete(key);
  }

  return {
    drop,
    use(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      if (found.expiresAt !== undefined && clock.now() >= found.expiresAt) {
        drop(key);
        return undefined;
      }
      kept.delete(key);
      kept.set(key, found);
      return found;
    },
    put(key, entry) {
      drop(key);
      const sizeBytes = sizeOf(key, entry);
      // Keeping it would push out everything else, and then itself.
      if (sizeBytes > maxBytes) return;
      kept.set(key, { ...entry, sizeBytes });
      totalBytes += sizeBytes;
      for (const oldest of kept.keys()) {
        if (kept.size <= maxEntries && totalBytes <= maxBytes) break;
        drop(oldest);
      }
    },
  };
}

function createCache(shelf: Shelf, clock: Clock): Implementation<CacheContract> {
  function existing(key: string): Kept {
    const found = shelf.use(key);
    if (found === undefined) throw cacheErrors.NOT_FOUND({ name: key });
    return found;
  }
  return {
    async get(key) {
      const found = shelf.use(key);
      return found && (JSON.parse(found.value) as Json);
    },
    async set(key, value, options) {
      shelf.put(key, toEntry(value, options, clock.now()));
    },
    async delete(key) {
      shelf.drop(key);
    },
    exists: async (key) => shelf.use(key) !== undefined,
    async getMetadata(key) {
      const found = shelf.use(key);
      return found && (JSON.parse(found.metadata) as Readonly<Record<string, Json>>);
    },
    async setMetadata(key, metadata) {
      const text = toMetadataText(metadata);
      shelf.put(key, { ...existing(key), metadata: text });
    },
    async getTTL(key) {
      const expiresAt = shelf.use(key)?.expiresAt;
      return expiresAt === undefined ? undefined : (expiresAt - clock.now()) / 1000;
    },
    async updateTTL(key, ttl) {
      const expiresAt = toExpiry(ttl, clock.now());
      shelf.put(key, { ...existing(key), expiresAt });
    },
  };
}

/**
 * Cache in this process's memory, bounded by number and by bytes (UTF-8 of key, value and metadata); over a bound the longest unused
 * goes first. What alone is larger than `maxBytes` is not kept: `set` resolves, and what was there before is gone. Expiry is looked at
 * when a key is asked for; until then, or until room is needed, an expired entry occupies its place.
 */
export const ramCache = defineConnector({
  subsystem: 'cache',
  id: 'RAM',
  aliases: ['LocalCache'],
  settings: {
    maxEntries: number({ min: 1, max: 10_000_000, integer: true }).default(100_000).describe('At most this many entries; 1 to 10,000,000.'),
    maxBytes: number({ min: 1024, max: 2 ** 40, integer: true }).default(64 * 2 ** 20).describe('At most this many bytes of keys, values and metadata; from 1,024.'),
  },
  start: ({ settings, clock }) => createCache(createShelf(settings, clock), clock),
});
