import assert from 'node:assert/strict';
import { altered, type Law } from '@smyth/kernel/testing';
import type { Log, LogEntry } from './contract.ts';

/** Data as a caller may hand it over in haste. */
function hostileData(): Readonly<Record<string, unknown>> {
  const cycle: Record<string, unknown> = { big: 1n, at: new Date(Number.NaN), run: () => 1, sign: Symbol('s') };
  cycle['self'] = cycle;
  Object.defineProperty(cycle, 'broken', {
    enumerable: true,
    get() {
      throw new Error('cannot be read');
    },
  });
  return cycle;
}

const untyped = (entry: unknown): LogEntry => entry as LogEntry;

/** What every log keeps to towards whoever writes to it. */
export const logLaws: readonly Law<Log>[] = [
  {
    id: 'log/never-throws-for-data',
    says: 'data that is not JSON, contains itself or cannot be read throws nothing',
    check: async ({ it }) => it.log({ level: 'error', message: 'm', data: hostileData() }),
    sabotage: (it) => altered(it, { log: (log, entry: LogEntry) => log({ ...entry, message: JSON.stringify(entry.data) }) }),
  },
  {
    id: 'log/never-throws-for-an-entry',
    says: 'an entry that is none throws nothing',
    async check({ it }) {
      const entries = [undefined, null, 7, 'text', {}, { level: 'loud', message: 'm' }, { level: 'info', message: Object.create(null) as unknown }, new Proxy({}, { get: () => assert.fail('read') })];
      for (const entry of entries) it.log(untyped(entry));
    },
    sabotage: (it) => altered(it, { log: (log, entry: LogEntry) => log({ ...entry, message: entry.message.trim() }) }),
  },
  {
    id: 'log/never-waits',
    says: 'nothing is given back that could be waited for',
    check: async ({ it }) => assert.equal(it.log({ level: 'info', message: 'm', source: 'laws', data: { n: 1 } }) as unknown, undefined),
    sabotage: (it) => altered(it, { log: async (log, entry: LogEntry) => log(entry) }),
  },
];
