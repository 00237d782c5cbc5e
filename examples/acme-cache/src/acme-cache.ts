import { defineConnector, type Implementation, text } from '@smyth/kernel';
import { type CacheContract, cacheErrors, type CacheEntry, type Json, toEntry, toExpiry, toMetadataText } from '@smyth/subsystems';
import { type Lines, openLines } from './lines.ts';

function createCache({ entries, change }: Lines, now: () => number): Implementation<CacheContract> {
  const find = (key: string): CacheEntry | undefined => {
    const entry = entries.get(key);
    return entry?.expiresAt !== undefined && now() >= entry.expiresAt ? undefined : entry;
  };
  const existing = (key: string): CacheEntry => {
    const entry = find(key);
    if (entry === undefined) throw cacheErrors.NOT_FOUND({ name: key });
    return entry;
  };
  return {
    async get(key) {
      const entry = find(key);
      return entry && (JSON.parse(entry.value) as Json);
    },
    set: async (key, value, options) => change(key, toEntry(value, options, now())),
    delete: async (key) => change(key, undefined),
    exists: async (key) => find(key) !== undefined,
    async getMetadata(key) {
      const entry = find(key);
      return entry && (JSON.parse(entry.metadata) as Readonly<Record<string, Json>>);
    },
    async setMetadata(key, metadata) {
      const text = toMetadataText(metadata);
      await change(key, { ...existing(key), metadata: text });
    },
    async getTTL(key) {
      const expiresAt = find(key)?.expiresAt;
      return expiresAt === undefined ? undefined : (expiresAt - now()) / 1000;
    },
    async updateTTL(key, ttl) {
      const expiresAt = toExpiry(ttl, now());
      await change(key, { ...existing(key), expiresAt });
    },
  };
}

/** A cache that outlives its process: a text file with a line for each change, read when the runtime starts. */
export const acmeCache = defineConnector({
  subsystem: 'cache',
  id: 'Acme',
  settings: { file: text().describe('The file, relative to the working directory; it and its folder are made.') },
  capabilities: { durable: true },
  async start({ settings, clock, defer }) {
    const lines = await openLines(settings.file);
    defer(() => lines.close());
    return createCache(lines, () => clock.now());
  },
});
