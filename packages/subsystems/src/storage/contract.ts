import type { Page, PageOptions } from '@smyth/kernel';

/** What can be written. Anything else is `STORAGE_BAD_VALUE`. */
export type StorageContent = string | Uint8Array | ArrayBuffer | AsyncIterable<Uint8Array | string> | ReadableStream<Uint8Array | string>;

export interface StorageMetadata {
  readonly sizeBytes: number;
  /** Epoch ms of the last write. */
  readonly modifiedAt: number;
  /** Changes with every write; for `ifVersion`. */
  readonly version: string;
  readonly contentType?: string;
  /** Epoch ms; absent: kept for ever. */
  readonly expiresAt?: number;
  /** The caller's own, as last set. */
  readonly custom: Readonly<Record<string, string>>;
}

export interface StorageWriteOptions {
  /** 1 to 255 printable ASCII characters. */
  readonly contentType?: string;
  /** Replaces the custom metadata; absent: none. At most 1 KiB as JSON, which every backend takes. */
  readonly custom?: Readonly<Record<string, string>>;
  /** Seconds after which it is gone. */
  readonly ttl?: number;
  /** Write only over this version, or with `absent` only where nothing is. Else STORAGE_CONFLICT, and nothing is changed. */
  readonly ifVersion?: 'absent' | (string & {});
}

export interface StorageItem {
  readonly name: string;
  readonly sizeBytes: number;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

/** Named bytes that last. An expired name is an absent name, in every method. */
export interface StorageContract {
  /** @throws STORAGE_NOT_FOUND when it was never written, was deleted or has expired */
  read(name: string): Promise<Buffer>;
  /** The same bytes in parts, for what does not fit in memory. @throws STORAGE_NOT_FOUND */
  readStream(name: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Replaces what was there, its metadata and expiry. Resolves once the bytes would survive a crash. Readers see the old ones or all
   * of the new ones, and go on seeing the old ones when a stream fails half-way. Concurrent writes of one name: one of them wins whole.
   * @throws STORAGE_BAD_VALUE (as the part comes, in a stream), STORAGE_SOURCE_FAILED (the stream's own failure), STORAGE_BAD_OPTION,
   * STORAGE_BAD_TTL, STORAGE_CONFLICT, STORAGE_FULL, STORAGE_NOT_WRITABLE, STORAGE_LOCKED, STORAGE_FAILED
   */
  write(name: string, content: StorageContent, options?: StorageWriteOptions): Promise<void>;
  /** Idempotent. */
  delete(name: string): Promise<void>;
  exists(name: string): Promise<boolean>;
  /** undefined: absent. */
  getMetadata(name: string): Promise<StorageMetadata | undefined>;
  /** Replaces the custom metadata, keeping bytes, version and expiry. @throws STORAGE_NOT_FOUND, STORAGE_BAD_OPTION */
  setMetadata(name: string, custom: Readonly<Record<string, string>>): Promise<void>;
  /** Seconds from now after which it is gone. @throws STORAGE_NOT_FOUND, STORAGE_BAD_TTL */
  expire(name: string, ttl: number): Promise<void>;
  /** Everything below a prefix of whole segments (absent: the caller's own space), ordered by key; at most 1,000 a page. @throws STORAGE_BAD_LIMIT */
  list(prefix?: string, options?: PageOptions): Promise<Page<StorageItem>>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    storage: StorageContract;
  }
}
