import type { Ids } from '../ids.ts';

/** Ids that count from one, and bytes that are all the same: equal in every run. */
export function createFakeIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => `${prefix}_${String(++count).padStart(13, '0')}_0000000000000000`,
    bytes: (length) => new Uint8Array(length).fill(7),
  };
}
