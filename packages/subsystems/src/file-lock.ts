import { closeSync, lstatSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Clock, pause } from '@smyth/kernel';
import { fileProblemOf, hasSystemCode, systemError } from './file-problem.ts';
import { loadSqlite } from './sqlite.ts';

/** Mutual exclusion between everybody who names the same file, in this process and in others. */
export interface FileLock {
  /** Runs `work` while nobody else holds the lock. @throws what `late` makes when it was not to be had in time */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the file back; whoever is waiting is let through first. */
  close(): Promise<void>;
}

export interface FileLockOptions {
  /** Absolute, asked for when the lock is first taken; its folder must be there by then. */
  readonly file: () => Promise<string>;
  readonly clock: Clock;
  readonly late: () => Error;
  /** Absent: ten seconds. */
  readonly waitMs?: number;
}

const longestPauseMs = 5;

/** Closing a file gives up all locks this process has on it, so it is made only where there is none, and before SQLite opens it. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!hasSystemCode(error, 'EEXIST')) throw error;
    if (!lstatSync(file).isFile()) throw systemError('ELOOP', 'open', `${file} is not a file`);
  }
}

/**
 * A lock that the system takes from whoever dies, so that none is ever stale: the write lock of an empty SQLite database. A file made
 * by exclusive creation would have to be broken by guesses about process ids, which two machines or containers cannot make.
 */
export function createFileLock({ file, clock, late, waitMs = 10_000 }: FileLockOptions): FileLock {
  let opening: Promise<DatabaseSync> | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function openFile(): Promise<DatabaseSync> {
    const path = await file();
    makeFile(path);
    return new (loadSqlite().DatabaseSync)(path, { timeout: 0 });
  }

  const database = (): Promise<DatabaseSync> =>
    (opening ??= openFile().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));

  function isTaken(lock: DatabaseSync): boolean {
    try {
      lock.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (fileProblemOf(error) === 'busy') return false;
      throw error;
    }
  }

  async function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const lock = await database();
    const until = clock.elapsed() + waitMs;
    for (let delayMs = 1; !isTaken(lock); delayMs = Math.min(delayMs * 2, longestPauseMs)) {
      if (clock.elapsed() >= until) throw late();
      await pause(clock, delayMs);
    }
    try {
      return await work();
    } finally {
      lock.exec('ROLLBACK');
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = queue.then(work);
    queue = mine.catch(() => undefined);
    return mine;
  }

  return {
    hold: (work) => inTurn(() => exclusively(work)),
    close: () =>
      inTurn(async () => {
        (await opening?.catch(() => undefined))?.close();
        opening = undefined;
      }),
  };
}
