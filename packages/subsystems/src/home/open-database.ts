import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from '../sqlite.ts';
import { homeErrors } from './errors.ts';
import { migrations } from './migrations.ts';
import { toHomeError } from './to-home-error.ts';
import { inTransaction } from './transaction.ts';

/** How long a statement waits for the lock of another process. */
const busyTimeoutMs = 5000;
const mostAttempts = 100;

const fileIn = (folder: string): string => join(folder, 'smyth.db');

/** The database of a home, in words for errors. */
export const placeOf = (folder: string | undefined): string => (folder === undefined ? 'The database in memory' : fileIn(folder));

/** Closing a file gives up all locks this process has on it, so it is made only where there is none, and before SQLite opens it. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
}

const versionOf = (database: DatabaseSync): number => Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

function checkVersion(database: DatabaseSync, where: string): number {
  const found = versionOf(database);
  if (found > migrations.length) throw homeErrors.NEWER_DATABASE({ where, found, known: migrations.length });
  return found;
}

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;

/** SQLite does not wait for others when it changes to WAL, but it does wait for the write lock. */
function useWal(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === mostAttempts) throw error;
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
    }
  }
}

function migrate(database: DatabaseSync, where: string): void {
  if (checkVersion(database, where) === migrations.length) return;
  inTransaction(database, () => {
    // Read again under the lock: another process may have been first.
    for (const migration of migrations.slice(checkVersion(database, where))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Opens `smyth.db` in the folder, making both if need be, and brings it to the present version; without a folder, one in memory. */
export async function openDatabase(folder: string | undefined): Promise<DatabaseSync> {
  const where = placeOf(folder);
  try {
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      makeFile(fileIn(folder));
    }
    const database = new (loadSqlite().DatabaseSync)(folder === undefined ? ':memory:' : fileIn(folder), { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    try {
      checkVersion(database, where);
      useWal(database);
      database.exec('PRAGMA synchronous = FULL');
      migrate(database, where);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw toHomeError(error, where);
  }
}
