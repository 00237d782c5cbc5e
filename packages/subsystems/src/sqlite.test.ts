import { expect, test } from 'vitest';
import { loadSqlite } from './sqlite.ts';

test('SQLite is loaded, and how warnings are emitted is as it was', () => {
  const { emitWarning } = process;
  const { DatabaseSync } = loadSqlite();
  expect(new DatabaseSync(':memory:').prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
  expect(process.emitWarning).toBe(emitWarning);
});
