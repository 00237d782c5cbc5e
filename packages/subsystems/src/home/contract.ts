import type { DatabaseSync } from 'node:sqlite';

/** The place of one runtime: a folder and one database file in it, or memory. */
export interface Home {
  /** Absolute path, made on the first write; undefined: nothing is kept beyond this process. */
  readonly folder: string | undefined;
  /**
   * The one database (`smyth.db`, WAL, full sync), opened and migrated on first use; in memory without a folder.
   * @throws HOME_NEWER_DATABASE, HOME_LOCKED, HOME_NOT_WRITABLE, HOME_DISK_FULL
   */
  database(): Promise<DatabaseSync>;
}

declare module '@smyth/kernel' {
  interface PortMap {
    home: Home;
  }
}
