import type { FileHandle } from 'node:fs/promises';
import { type DurableFiles, readExactly } from '../durable-file.ts';
import type { StorageMetadata } from './contract.ts';
import { storageErrors } from './errors.ts';
import { toStorageError } from './to-storage-error.ts';

// `~` is in no key, so the files of "a" and the folder of "a/b" never meet.
export const bytesFile = (key: string): string => `${key}~`;
/** Metadata changed after the bytes were written. */
export const changesFile = (key: string): string => `${key}~m`;

/** Ends every file: the length of the metadata before it, and what kind of file this is. */
const mark = Buffer.from('SMYTHST1');
const endBytes = 4 + mark.length;
/** More than the longest metadata, so that one read gets it. */
const tailBytes = 8192;
const partBytes = 65_536;

/** What `setMetadata` and `expire` change; it counts for one version only, so an overtaken one is void. */
export type Changes = Pick<StorageMetadata, 'version' | 'expiresAt' | 'custom'>;

/**
 * Bytes and metadata are one file, bytes first, so that one rename replaces both and they cannot disagree; the metadata comes last
 * because a stream's length is known last.
 */
export function toEnd(metadata: StorageMetadata): Buffer {
  const text = Buffer.from(JSON.stringify(metadata));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([text, length, mark]);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isChanges(value: unknown): value is Changes {
  if (!isRecord(value) || !isRecord(value['custom']) || typeof value['version'] !== 'string') return false;
  return (value['expiresAt'] === undefined || isCount(value['expiresAt'])) && Object.values(value['custom']).every((text) => typeof text === 'string');
}

function isMetadata(value: unknown): value is StorageMetadata {
  if (!isChanges(value)) return false;
  const { sizeBytes, modifiedAt, contentType } = value as Partial<StorageMetadata>;
  return isCount(sizeBytes) && isCount(modifiedAt) && (contentType === undefined || typeof contentType === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Judged by what comes of it, like any other wrong content.
    return undefined;
  }
}

/** @param tail the last bytes of a file of `fileBytes`. @throws STORAGE_BROKEN */
export function parseEnd(key: string, tail: Buffer, fileBytes: number): StorageMetadata {
  const refuse = (reason: string): Error => storageErrors.BROKEN({ name: key, reason });
  const at = tail.length - endBytes;
  if (at < 0 || !tail.subarray(at + 4).equals(mark)) throw refuse('it does not end as files of this release do');
  const from = at - tail.readUInt32BE(at);
  const metadata = from < 0 ? undefined : parseJson(tail.toString('utf8', from, at));
  if (!isMetadata(metadata)) throw refuse('its metadata is damaged');
  if (metadata.sizeBytes !== fileBytes - (tail.length - from)) throw refuse('its length is not the one it was written with');
  return metadata;
}

/** undefined for damaged changes: the metadata the bytes were written with stand. */
function parseChanges(bytes: Buffer | undefined): Changes | undefined {
  const changes = bytes && parseJson(bytes.toString());
  return isChanges(changes) ? changes : undefined;
}

function withChanges(metadata: StorageMetadata, changes: Changes | undefined): StorageMetadata {
  if (changes?.version !== metadata.version) return metadata;
  const { expiresAt: _, ...rest } = metadata;
  return { ...rest, custom: changes.custom, ...(changes.expiresAt === undefined ? {} : { expiresAt: changes.expiresAt }) };
}

/** A value that was found. Whoever gets it closes it; replacing or deleting the name does not change it. */
export interface StoredFile {
  readonly metadata: StorageMetadata;
  read(): Promise<Buffer>;
  /** In parts; the file is closed when the last was read, or when the reader returns early. */
  parts(): AsyncIterableIterator<Uint8Array>;
  close(): Promise<void>;
}

async function readAll(file: FileHandle, sizeBytes: number, tail: { bytes: Buffer; from: number }): Promise<Buffer> {
  if (tail.from === 0) return Buffer.from(tail.bytes.subarray(0, sizeBytes));
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  await readExactly(file, bytes, 0);
  return bytes;
}

/** Not a generator: one that was never started would not close the file when it is returned. */
function partsOf(key: string, file: FileHandle, sizeBytes: number, close: () => Promise<void>): AsyncIterableIterator<Uint8Array> {
  let at = 0;
  const end = { done: true as const, value: undefined };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (at < sizeBytes) {
        const part = Buffer.allocUnsafeSlow(Math.min(partBytes, sizeBytes - at));
        at += part.length;
        await readExactly(file, part, at - part.length).catch((error: unknown) => {
          throw toStorageError(error, key, 'read');
        });
        return { done: false, value: part };
      }
      await close();
      return end;
    },
    async return() {
      at = sizeBytes;
      await close();
      return end;
    },
  };
}

async function toStored(key: string, file: FileHandle, changes: Changes | undefined): Promise<StoredFile> {
  const { size } = await file.stat();
  const bytes = Buffer.allocUnsafeSlow(Math.min(size, tailBytes));
  const from = size - bytes.length;
  await readExactly(file, bytes, from);
  const metadata = withChanges(parseEnd(key, bytes, size), changes);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= file.close());
  return {
    metadata,
    read: () => readAll(file, metadata.sizeBytes, { bytes, from }),
    parts: () => partsOf(key, file, metadata.sizeBytes, close),
    close,
  };
}

/** What is stored under a key, expired or not; undefined: nothing. @throws STORAGE_BROKEN, and what the system throws */
export async function openStored(files: DurableFiles, key: string): Promise<StoredFile | undefined> {
  // Changes first: those of the version that is then found are never missed, they can only be newer than this call.
  const changes = parseChanges(await files.read(changesFile(key)));
  const file = await files.open(bytesFile(key));
  if (file === undefined) return undefined;
  try {
    return await toStored(key, file, changes);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Whether there is such a file, whatever is in it. */
export async function isFile(files: DurableFiles, path: string): Promise<boolean> {
  const file = await files.open(path);
  await file?.close();
  return file !== undefined;
}

/** Metadata alone, as {@link openStored}. */
export async function metadataOf(files: DurableFiles, key: string): Promise<StorageMetadata | undefined> {
  const stored = await openStored(files, key);
  await stored?.close();
  return stored?.metadata;
}
