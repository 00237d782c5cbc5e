import { join, resolve } from 'node:path';
import { type Clock, defineConnector, type Ids, type Implementation, text } from '@smyth/kernel';
import type {} from '../home/contract.ts';
import { createDurableFiles, type DurableFiles } from '../durable-file.ts';
import { createFileLock, type FileLock } from '../file-lock.ts';
import { toLimit } from '../ordered-page.ts';
import { toParts } from './content.ts';
import type { StorageContract, StorageItem, StorageMetadata } from './contract.ts';
import { storageErrors } from './errors.ts';
import { keysBelow } from './key-walk.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { bytesFile, changesFile, isFile, metadataOf, openStored, type StoredFile, toEnd } from './stored-file.ts';
import { toStorageError } from './to-storage-error.ts';
import { checkVersion, hasExpired, toCustom, toExpiry, toMetadata, toWish, type Wish } from './write-options.ts';

interface Place {
  readonly files: DurableFiles;
  /** Held while a name is looked at and changed; bytes are written before it is taken. */
  readonly lock: FileLock;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Values whose metadata are read side by side in a listing. */
const listedAtOnce = 32;

const notFound = (key: string): Error => storageErrors.NOT_FOUND({ name: key });

/** What is there and has not expired. */
async function findMetadata({ files, clock }: Place, key: string): Promise<StorageMetadata | undefined> {
  const metadata = await metadataOf(files, key);
  return metadata !== undefined && hasExpired(metadata, clock.now()) ? undefined : metadata;
}

async function removeFiles({ files }: Place, key: string): Promise<void> {
  const hasChanges = await isFile(files, changesFile(key));
  await files.remove(bytesFile(key));
  if (hasChanges) {
    // Only once the bytes are gone for good: without its changes an expired value would be a live one after a crash.
    await files.sync(bytesFile(key));
    await files.remove(changesFile(key));
  }
}

/** Gives back the space of an expired value, unless it was written again meanwhile; a reader is not to fail because this did. */
async function forget(place: Place, key: string): Promise<void> {
  const { files, lock, clock } = place;
  const remove = async (): Promise<void> => {
    const metadata = await metadataOf(files, key);
    if (metadata === undefined || !hasExpired(metadata, clock.now())) return;
    await removeFiles(place, key);
    await files.prune(bytesFile(key));
  };
  await lock.hold(remove).catch(() => undefined);
}

async function openLive(place: Place, key: string): Promise<StoredFile | undefined> {
  const stored = await openStored(place.files, key);
  if (stored === undefined || !hasExpired(stored.metadata, place.clock.now())) return stored;
  await stored.close();
  await forget(place, key);
  return undefined;
}

async function writeStored(place: Place, key: string, wish: Wish, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const { files, lock, clock, ids } = place;
  const staged = await files.stage(async (file) => {
    let sizeBytes = 0;
    for await (const part of parts) {
      await file.writeFile(part);
      sizeBytes += part.length;
    }
    await file.writeFile(toEnd(toMetadata(wish, { name: key, sizeBytes, version: ids.next('v'), now: clock.now() })));
  });
  const commit = async (): Promise<void> => {
    if (wish.ifVersion !== undefined) checkVersion(key, wish, await findMetadata(place, key));
    await staged.place(bytesFile(key));
  };
  await lock.hold(commit).catch(async (error: unknown) => {
    await staged.discard();
    throw error;
  });
  await files.sync(bytesFile(key));
}

/** Bytes stay where they are, however many they are. */
async function changeStored(place: Place, key: string, change: Partial<StorageMetadata>): Promise<void> {
  const { files, lock } = place;
  if ((await findMetadata(place, key)) === undefined) throw notFound(key);
  await lock.hold(async () => {
    const metadata = await findMetadata(place, key);
    if (metadata === undefined) throw notFound(key);
    const { version, custom, expiresAt } = { ...metadata, ...change };
    await files.write(changesFile(key), JSON.stringify({ version, custom, expiresAt }));
  });
}

async function deleteStored(place: Place, key: string): Promise<void> {
  const { files, lock } = place;
  if (await isFile(files, bytesFile(key))) {
    await lock.hold(async () => {
      await removeFiles(place, key);
      await files.sync(bytesFile(key));
      await files.prune(bytesFile(key));
    });
  }
  // Whoever removed it before may not have got as far as this.
  else await files.sync(bytesFile(key));
}

async function toItem(place: Place, key: string): Promise<StorageItem | undefined> {
  const metadata = await metadataOf(place.files, key);
  if (metadata === undefined) return undefined;
  if (!hasExpired(metadata, place.clock.now())) return { name: key, sizeBytes: metadata.sizeBytes, modifiedAt: metadata.modifiedAt };
  await forget(place, key);
  return undefined;
}

/** The first `count` live values after a cursor. */
async function listItems(place: Place, prefix: string, { after, count }: { after: string | undefined; count: number }): Promise<StorageItem[]> {
  const items: StorageItem[] = [];
  let keys: string[] = [];
  const take = async (): Promise<void> => {
    const found = await Promise.all(keys.map((key) => toItem(place, key)));
    items.push(...found.filter((item) => item !== undefined));
    keys = [];
  };
  for await (const key of keysBelow(place.files, prefix, after)) {
    keys.push(key);
    if (keys.length === listedAtOnce || items.length + keys.length >= count) await take();
    if (items.length >= count) return items;
  }
  await take();
  return items;
}

function createLocalStorage(place: Place): Implementation<StorageContract> {
  const doing = async <T>(kind: 'read' | 'write', key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toStorageError(error, key, kind);
    }
  };
  const live = async (key: string): Promise<StoredFile> => {
    const stored = await openLive(place, key);
    if (stored === undefined) throw notFound(key);
    return stored;
  };
  return {
    read: (key) =>
      doing('read', key, async () => {
        const stored = await live(key);
        return stored.read().finally(() => stored.close());
      }),
    readStream: (key) => doing('read', key, async () => (await live(key)).parts()),
    async write(key, content, options, io) {
      const wish = toWish(key, options, place.clock.now());
      const parts = toParts(key, content, io.signal);
      await doing('write', key, () => writeStored(place, key, wish, parts));
    },
    delete: (key) => doing('write', key, () => deleteStored(place, key)),
    exists: (key) =>
      doing('read', key, async () => {
        const stored = await openLive(place, key);
        await stored?.close();
        return stored !== undefined;
      }),
    getMetadata: (key) =>
      doing('read', key, async () => {
        const stored = await openLive(place, key);
        await stored?.close();
        return stored?.metadata;
      }),
    async setMetadata(key, custom) {
      const change = { custom: toCustom(key, custom) };
      await doing('write', key, () => changeStored(place, key, change));
    },
    async expire(key, ttl) {
      const change = { expiresAt: toExpiry(key, ttl, place.clock.now()) };
      await doing('write', key, () => changeStored(place, key, change));
    },
    async list(prefix = '', options) {
      const limit = toLimit(options?.limit, (given) => storageErrors.BAD_LIMIT({ given }));
      const items = await doing('read', prefix, () => listItems(place, prefix, { after: options?.cursor, count: limit + 1 }));
      const page = items.slice(0, limit);
      const last = page.at(-1);
      return items.length > limit && last !== undefined ? { items: page, cursor: last.name } : { items: page };
    },
  };
}

function toFolder(given: string | undefined, home: string | undefined): string | undefined {
  if (given === undefined) return home === undefined ? undefined : join(home, 'storage');
  if (given.trim() === '') throw storageErrors.BAD_FOLDER({ reason: 'is an empty text' });
  if (given.includes('\0')) throw storageErrors.BAD_FOLDER({ reason: 'has a NUL character in its name' });
  return resolve(given);
}

/**
 * Bytes in a folder of this machine, made on the first write; without a folder and a home, in memory. Several processes may use one folder.
 */
export const localStorage = defineConnector({
  subsystem: 'storage',
  id: 'Local',
  aliases: ['LocalStorage'],
  needs: ['home'],
  settings: { folder: text().describe('Where the bytes are kept, relative to the working directory; absent: "storage" in the home.').optional() },
  start({ settings, clock, ids, defer, use }) {
    const folder = toFolder(settings.folder, use('home').folder);
    if (folder === undefined) return createMemoryStorage(clock, ids);
    const files = createDurableFiles(folder, ids);
    const lock = createFileLock({ file: async () => join(await files.root(), '~lock'), clock, late: () => storageErrors.LOCKED({}) });
    defer(() => lock.close());
    return createLocalStorage({ files, lock, clock, ids });
  },
});
