import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { defineConnector, type Grant, type GrantTarget } from '@smyth/kernel';
import { inTransaction, statementsOn } from '../home/index.ts';
import { checkedGrant, checkedLevel, toShared } from './checked-grant.ts';
import type {} from './contract.ts';

interface Statements {
  match(subsystem: string, keys: readonly string[], holders: readonly string[]): Grant[];
  on(target: GrantTarget): Grant[];
  /** On exactly this name; of a key ending in "/", on everything below it. */
  below(target: GrantTarget): Grant[];
  of(holder: string): Grant[];
  put(grant: Grant): void;
  remove(grant: Grant): void;
  version(): number;
  transaction<T>(work: () => T): T;
}

const columns = 'SELECT subsystem, key, holder, level FROM grants';
const inOrder = 'ORDER BY key, subsystem, holder, level';

function prepare(database: DatabaseSync): Statements {
  const among = (column: string): string => `${column} IN (SELECT value FROM json_each(?))`;
  const match = database.prepare(`${columns} WHERE subsystem = ? AND ${among('key')} AND ${among('holder')} ${inOrder}`);
  const on = database.prepare(`${columns} WHERE subsystem = ? AND key = ? ${inOrder}`);
  const below = database.prepare(`${columns} WHERE subsystem = ? AND key > ? AND key < ? ${inOrder}`);
  const of = database.prepare(`${columns} WHERE holder = ? ${inOrder}`);
  const put = database.prepare('INSERT INTO grants (subsystem, key, holder, level) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const remove = database.prepare('DELETE FROM grants WHERE subsystem = ? AND key = ? AND holder = ? AND level = ?');
  const version = database.prepare('SELECT version FROM grants_version');
  const grantsOf = (statement: StatementSync, ...values: SQLInputValue[]): Grant[] => statement.all(...values).map((row) => ({ ...row }) as unknown as Grant);
  return {
    match: (subsystem, keys, holders) => grantsOf(match, subsystem, JSON.stringify(keys), JSON.stringify(holders)),
    on: ({ subsystem, key }) => grantsOf(on, subsystem, key),
    // "0" follows "/": between the two lies what is below the prefix.
    below: ({ subsystem, key }) => (key.endsWith('/') ? grantsOf(below, subsystem, key, `${key.slice(0, -1)}0`) : grantsOf(on, subsystem, key)),
    of: (holder) => grantsOf(of, holder),
    put: ({ subsystem, key, holder, level }) => void put.run(subsystem, key, holder, level),
    remove: ({ subsystem, key, holder, level }) => void remove.run(subsystem, key, holder, level),
    version: () => Number(version.get()?.['version']),
    transaction: (work) => inTransaction(database, work),
  };
}

const includes = (grants: readonly Grant[], { holder, level }: Grant): boolean => grants.some((other) => other.holder === holder && other.level === level);

/** Only what differs is touched: the version counts rows that come and go. */
function replace(statements: Statements, target: GrantTarget, wanted: readonly Grant[]): void {
  statements.transaction(() => {
    for (const grant of statements.on(target)) if (!includes(wanted, grant)) statements.remove(grant);
    wanted.forEach(statements.put);
  });
}

/** Grants in the database of the home: every process on it sees them, and the version they have come to. */
export const sqliteAcl = defineConnector({
  subsystem: 'acl',
  id: 'SQLite',
  aliases: ['LocalStorage'],
  needs: ['home'],
  settings: {},
  start({ use }) {
    const withStatements = statementsOn(use('home'), prepare);
    return {
      match: (subsystem, keys, holders) => withStatements((statements) => statements.match(subsystem, keys, holders)),
      list: (target) => withStatements((statements) => statements.on(target)),
      async replace(target, grants) {
        const wanted = grants.map((grant) => checkedGrant(target, grant));
        await withStatements((statements) => replace(statements, target, wanted));
      },
      async forget(target) {
        // Every delete of anything asks for it, and mostly there is nothing: no lock is waited for then.
        await withStatements((statements) => {
          if (statements.below(target).length > 0) statements.transaction(() => statements.below(target).forEach(statements.remove));
        });
      },
      async put(given) {
        const grant = checkedGrant(given, given);
        await withStatements((statements) => statements.put(grant));
      },
      async remove(target, holder, given) {
        const level = given === undefined ? undefined : checkedLevel(given);
        await withStatements((statements) =>
          statements.transaction(() => {
            for (const grant of statements.on(target)) if (grant.holder === holder && (level === undefined || grant.level === level)) statements.remove(grant);
          }),
        );
      },
      version: () => withStatements((statements) => statements.version()),
      sharedWith: ({ candidate }) => withStatements((statements) => statements.of(candidate.key).map(toShared)),
    };
  },
});
