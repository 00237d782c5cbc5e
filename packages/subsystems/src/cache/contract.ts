/** Anything JSON can hold. What comes back is equal, never the same object. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface CacheSetOptions {
  /** Seconds; absent: until evicted. */
  readonly ttl?: number;
  readonly metadata?: Readonly<Record<string, Json>>;
}

/** Values that may be forgotten at any time. An expired key is an absent key, in every method. */
export interface CacheContract {
  /** undefined: absent. A stored `null`, `false`, `0` or `''` comes back as it is. */
  get(key: string): Promise<Json | undefined>;
  /** Replaces value, metadata and expiry. @throws CACHE_BAD_VALUE (not JSON), CACHE_BAD_TTL */
  set(key: string, value: Json, options?: CacheSetOptions): Promise<void>;
  /** Idempotent. */
  delete(key: string): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** undefined: absent; `{}`: none was set. */
  getMetadata(key: string): Promise<Readonly<Record<string, Json>> | undefined>;
  /** Replaces all metadata, keeping value and expiry. @throws CACHE_NOT_FOUND */
  setMetadata(key: string, metadata: Readonly<Record<string, Json>>): Promise<void>;
  /** Seconds left, with a fraction; undefined: absent or without expiry. */
  getTTL(key: string): Promise<number | undefined>;
  /** Seconds from now; undefined: no expiry. @throws CACHE_NOT_FOUND, CACHE_BAD_TTL */
  updateTTL(key: string, ttl?: number): Promise<void>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    cache: CacheContract;
  }
}
