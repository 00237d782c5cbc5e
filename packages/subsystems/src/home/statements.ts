import type { DatabaseSync } from 'node:sqlite';
import type { Home } from './contract.ts';
import { placeOf } from './open-database.ts';
import { toHomeError } from './to-home-error.ts';

/** Runs `work` with the statements; what SQLite throws in it comes out as an error of the home. */
export type WithStatements<Statements> = <T>(work: (statements: Statements) => T) => Promise<T>;

/** Statements on the database of a home, prepared when they are first used, which is also when it is opened. */
export function statementsOn<Statements>(home: Home, prepare: (database: DatabaseSync) => Statements): WithStatements<Statements> {
  let prepared: Statements | undefined;
  return async (work) => {
    const database = await home.database();
    try {
      prepared ??= prepare(database);
      return work(prepared);
    } catch (error) {
      throw toHomeError(error, placeOf(home.folder));
    }
  };
}
