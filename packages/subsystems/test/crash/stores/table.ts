import { openAcl } from './acl.ts';
import { openCareless } from './careless.ts';
import { openNkv } from './nkv.ts';
import { openStorage } from './storage.ts';
import type { OpensStore } from './store.ts';
import { openVault } from './vault.ts';

/** Stores that keep what they acknowledged. */
export const durableStores = { storage: openStorage, nkv: openNkv, acl: openAcl, vault: openVault } as const satisfies Record<string, OpensStore>;
export const stores = { ...durableStores, careless: openCareless } as const satisfies Record<string, OpensStore>;

export type StoreName = keyof typeof stores;
export type DurableStoreName = keyof typeof durableStores;
