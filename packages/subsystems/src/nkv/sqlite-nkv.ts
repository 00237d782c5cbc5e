import type { DatabaseSync } from 'node:sqlite';
import { defineConnector } from '@smyth/kernel';
import type { Json } from '../cache/contract.ts';
import { inTransaction, statementsOn } from '../home/index.ts';
import type {} from './contract.ts';
import { addTo, type Addition, type Stored, toAddition } from './counter.ts';
import { below, type Range, type Row, toPage, toRange } from './listing.ts';
import { nameOf, toText } from './stored-value.ts';

/** Expired counters removed when another one is made. */
const mostSwept = 100;

interface Statements {
  get(name: string, now: number): Stored | undefined;
  put(name: string, stored: Stored): void;
  remove(name: string): void;
  removeBetween(range: Pick<Range, 'after' | 'before'>): void;
  between(range: Range, now: number): Row[];
  sweep(now: number): void;
  transaction<T>(work: () => T): T;
}

const alive = '(expires_at IS NULL OR expires_at > ?)';

function prepare(database: DatabaseSync): Statements {
  const get = database.prepare(`SELECT value AS text, expires_at AS expiresAt FROM nkv WHERE name = ? AND ${alive}`);
  const put = database.prepare(
    'INSERT INTO nkv (name, value, expires_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at',
  );
  const remove = database.prepare('DELETE FROM nkv WHERE name = ?');
  const removeBetween = database.prepare('DELETE FROM nkv WHERE name > ? AND name < ?');
  const between = database.prepare(`SELECT name, value AS text FROM nkv WHERE name > ? AND name < ? AND ${alive} ORDER BY name LIMIT ?`);
  const sweep = database.prepare(`DELETE FROM nkv WHERE name IN (SELECT name FROM nkv WHERE expires_at <= ? LIMIT ${mostSwept})`);
  return {
    get(name, now) {
      const row = get.get(name, now) as { text: string; expiresAt: number | null } | undefined;
      return row && { text: row.text, expiresAt: row.expiresAt ?? undefined };
    },
    put: (name, { text, expiresAt }) => void put.run(name, text, expiresAt ?? null),
    remove: (name) => void remove.run(name),
    removeBetween: ({ after, before }) => void removeBetween.run(after, before),
    between: ({ after, before, limit }, now) => between.all(after, before, now, limit) as unknown as Row[],
    sweep: (now) => void sweep.run(now),
    transaction: (work) => inTransaction(database, work),
  };
}

/** The whole addition under the write lock: nobody reads the counter between our reading and writing it. */
function add(statements: Statements, name: string, addition: Addition, now: number): number {
  return statements.transaction(() => {
    const current = statements.get(name, now);
    const { total, ...stored } = addTo(current, addition);
    if (current === undefined && stored.expiresAt !== undefined) statements.sweep(now);
    statements.put(name, stored);
    return total;
  });
}

/** Values in the database of the home, shared by all processes on it. */
export const sqliteNkv = defineConnector({
  subsystem: 'nkv',
  id: 'LocalStorage',
  aliases: ['SQLite'],
  needs: ['home'],
  settings: {},
  start({ clock, use }) {
    const withStatements = statementsOn(use('home'), prepare);
    return {
      async get(namespace, key) {
        const stored = await withStatements((statements) => statements.get(nameOf(namespace, key), clock.now()));
        return stored && (JSON.parse(stored.text) as Json);
      },
      async set(namespace, key, value) {
        const text = toText(key, value);
        await withStatements((statements) => statements.put(nameOf(namespace, key), { text, expiresAt: undefined }));
      },
      delete: (namespace, key) => withStatements((statements) => statements.remove(nameOf(namespace, key))),
      exists: (namespace, key) => withStatements((statements) => statements.get(nameOf(namespace, key), clock.now()) !== undefined),
      deleteAll: (namespace) => withStatements((statements) => statements.removeBetween(below(namespace))),
      async list(namespace, options) {
        const range = toRange(namespace, options);
        return toPage(await withStatements((statements) => statements.between(range, clock.now())), range);
      },
      async add(namespace, key, delta, options) {
        const addition = toAddition(key, delta, options);
        return withStatements((statements) => add(statements, nameOf(namespace, key), addition, clock.now()));
      },
    };
  },
});
