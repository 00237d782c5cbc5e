import { defineSubsystem } from '@smyth/kernel';
import { cachePolicy, cacheSamples } from './policy.ts';
import { ramCache } from './ram-cache.ts';

export type { CacheContract, CacheSetOptions, Json } from './contract.ts';
export { type CacheEntry, toEntry, toExpiry, toMetadataText } from './entry.ts';
export { cacheErrors } from './errors.ts';
export { ramCache };

export const cacheSubsystem = defineSubsystem({
  name: 'cache',
  key: 'Cache',
  phase: 'security',
  policy: cachePolicy,
  samples: cacheSamples,
  sharing: true,
  embedded: ramCache,
});
