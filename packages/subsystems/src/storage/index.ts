import { defineSubsystem } from '@smyth/kernel';
import { localStorage } from './local-storage.ts';
import { storagePolicy, storageSamples } from './policy.ts';

export type { StorageContent, StorageContract, StorageItem, StorageMetadata, StorageWriteOptions } from './contract.ts';
export { collect as collectParts, toParts } from './content.ts';
export { storageErrors } from './errors.ts';
export { localStorage };
export { memoryStorage } from './memory-storage.ts';
export { checkVersion, hasExpired, toCustom, toExpiry as toStorageExpiry, toMetadata as toStorageMetadata, toWish } from './write-options.ts';

/** Named bytes that last. */
export const storageSubsystem = defineSubsystem({
  name: 'storage',
  key: 'Storage',
  phase: 'security',
  policy: storagePolicy,
  samples: storageSamples,
  streams: { readStream: 'self' },
  sharing: true,
  embedded: localStorage,
});
