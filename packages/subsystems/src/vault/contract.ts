import type { Page, PageOptions, Secret } from '@smyth/kernel';

/** Secrets by name. Values come back as handles that print as a mask. */
export interface VaultContract {
  /** undefined: absent. */
  get(name: string): Promise<Secret | undefined>;
  exists(name: string): Promise<boolean>;
  /** Names only, below a prefix of whole segments (absent: the caller's own space), ordered; at most 1,000 a page. @throws VAULT_BAD_LIMIT */
  listKeys(prefix?: string, options?: PageOptions): Promise<Page<{ readonly name: string }>>;
  /**
   * Replaces what was there; resolves once it would survive a crash. Of changes made at the same time none is lost.
   * @throws VAULT_BAD_VALUE (empty, not a text, not well-formed, longer than 64 KiB), VAULT_UNSUPPORTED (read-only vaults)
   */
  set(name: string, value: string | Secret): Promise<void>;
  /** Idempotent. @throws VAULT_UNSUPPORTED (read-only vaults) */
  delete(name: string): Promise<void>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    vault: VaultContract;
  }
}
