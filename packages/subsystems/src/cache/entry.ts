import { toJsonText } from '../json.ts';
import type { CacheSetOptions } from './contract.ts';
import { cacheErrors } from './errors.ts';

/** What is kept under a key: texts, so that nothing is shared with whoever set it. */
export interface CacheEntry {
  /** JSON. */
  readonly value: string;
  /** JSON of an object. */
  readonly metadata: string;
  /** Epoch ms; undefined: none. */
  readonly expiresAt: number | undefined;
}

/** A hundred years: beyond it stores disagree about what a time is. */
const longestTtl = 3_153_600_000;

const refuse = (path: string, reason: string): Error => cacheErrors.BAD_VALUE({ path, reason });

const describe = (given: unknown): string => (typeof given === 'number' ? String(given) : given === null ? 'null' : `A value of type ${typeof given}`);

/** Epoch ms at which `ttl` seconds from `now` are over; undefined: never. @throws CACHE_BAD_TTL */
export function toExpiry(ttl: unknown, now: number): number | undefined {
  if (ttl === undefined) return undefined;
  if (typeof ttl !== 'number' || !(ttl > 0 && ttl <= longestTtl)) throw cacheErrors.BAD_TTL({ given: describe(ttl) });
  return now + ttl * 1000;
}

/** The text of metadata. @throws CACHE_BAD_VALUE when it is not an object of JSON */
export function toMetadataText(metadata: unknown): string {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw refuse('metadata', `an object was expected, not ${Array.isArray(metadata) ? 'a list' : describe(metadata).toLowerCase()}`);
  }
  return toJsonText(metadata, (path, reason) => refuse(path.replace(/^value/, 'metadata'), reason));
}

/**
 * What `set` was asked to keep, checked; the one rule for every cache.
 * @throws CACHE_BAD_VALUE, CACHE_BAD_TTL (also for options that are no object, such as a bare number of seconds)
 */
export function toEntry(value: unknown, options: CacheSetOptions | undefined, now: number): CacheEntry {
  if (options !== undefined && (typeof options !== 'object' || options === null)) throw cacheErrors.BAD_TTL({ given: `The option ${String(options)}` });
  return {
    value: toJsonText(value, refuse),
    metadata: options?.metadata === undefined ? '{}' : toMetadataText(options.metadata),
    expiresAt: toExpiry(options?.ttl, now),
  };
}
