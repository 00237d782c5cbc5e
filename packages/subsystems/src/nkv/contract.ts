import type { Page, PageOptions } from '@smyth/kernel';
import type { Json } from '../cache/contract.ts';

export interface NkvAddOptions {
  /** The total that may not be passed; absent: no limit. */
  readonly max?: number;
  /** Epoch ms from which the counter is absent in every method, so counts from zero again; set when the counter is made, kept after. */
  readonly expiresAt?: number;
}

export interface NkvItem {
  /** The key inside the namespace. */
  readonly name: string;
  readonly value: Json;
}

/**
 * Durable JSON values by namespace and key, with atomic counters. A namespace holds the namespaces below it: the key `b/c` of `a` is
 * the key `c` of `a/b`.
 */
export interface NkvContract {
  /** undefined: absent. */
  get(namespace: string, key: string): Promise<Json | undefined>;
  /** Replaces value and expiry; resolves once the value would survive a crash. @throws NKV_BAD_VALUE (not JSON) */
  set(namespace: string, key: string, value: Json): Promise<void>;
  /** Idempotent. */
  delete(namespace: string, key: string): Promise<void>;
  exists(namespace: string, key: string): Promise<boolean>;
  /** Everything in the namespace; idempotent. */
  deleteAll(namespace: string): Promise<void>;
  /** Ordered by key; at most 1,000 a page, which is also the default. @throws NKV_BAD_LIMIT (not a whole number from 1) */
  list(namespace: string, options?: PageOptions): Promise<Page<NkvItem>>;
  /**
   * Adds to a counter (any whole number, also one that was `set`; absent: zero) and returns the new total, in one step whatever else runs, here or in another process.
   * `delta` and the total are safe integers; a total over `max` changes nothing.
   * @throws NKV_LIMIT, NKV_NOT_A_COUNTER (another kind of value is there), NKV_BAD_VALUE (not a safe integer)
   */
  add(namespace: string, key: string, delta: number, options?: NkvAddOptions): Promise<number>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    nkv: NkvContract;
  }
}
