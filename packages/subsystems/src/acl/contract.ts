import type { GrantStore, Level } from '@smyth/kernel';

/** Something that was given to the caller. */
export interface Shared {
  readonly subsystem: string;
  /** A URI that the subsystem's handle takes as a name, or with a closing "/" as a prefix. */
  readonly name: string;
  readonly level: Level;
}

/**
 * The store of grants. Users share through `getACL`, `setACL`, `grant` and `revoke` of the handle of what they share; of this contract
 * they see `sharedWith` only, the rest is the kernel's. Every change is durable, and in `version`, once its promise resolves.
 */
export interface AclContract extends GrantStore {
  /** Everything given to the caller itself, not to its team or to everyone, ordered by owner and name. */
  sharedWith(): Promise<readonly Shared[]>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    acl: AclContract;
  }
}
