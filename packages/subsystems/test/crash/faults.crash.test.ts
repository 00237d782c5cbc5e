import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeIds } from '@smyth/kernel/testing';
import { expect, test } from 'vitest';
import { createChance } from './chance.ts';
import { inFolder, programs, runProgram } from './children.ts';
import { type DurableStoreName, stores } from './stores/table.ts';
import { needsTracer, tracer } from './tracer.ts';

interface Fault {
  readonly store: DurableStoreName;
  readonly call: 'write' | 'pwrite64' | 'fsync' | 'rename';
  readonly error: 'ENOSPC' | 'EIO';
  readonly code: string;
  /** Only calls on this file of the home fail. */
  readonly file: string;
  /** Which of them. */
  readonly nth: number;
}

/** Of the first unfinished file of a process with predictable ids. */
const unfinished = `~${createFakeIds().next('tmp')}.tmp`;
const files = { storage: `storage/${unfinished}`, vault: unfinished, nkv: 'smyth.db-wal', acl: 'smyth.db-wal' } as const;

const onFiles = (store: 'storage' | 'vault', full: string, failed: string): Fault[] =>
  (['write', 'fsync', 'rename'] as const).flatMap((call) => [
    { store, call, error: 'ENOSPC', code: full, file: files[store], nth: 1 },
    { store, call, error: 'EIO', code: failed, file: files[store], nth: 1 },
  ]);

const inDatabase = (store: 'nkv' | 'acl'): Fault[] => [
  { store, call: 'pwrite64', error: 'ENOSPC', code: 'HOME_DISK_FULL', file: files[store], nth: 1 },
  { store, call: 'pwrite64', error: 'EIO', code: 'HOME_IO_FAILED', file: files[store], nth: 1 },
  // The first is of the head of a new log, the second of the change.
  { store, call: 'fsync', error: 'EIO', code: 'HOME_IO_FAILED', file: files[store], nth: 1 },
  { store, call: 'fsync', error: 'EIO', code: 'HOME_IO_FAILED', file: files[store], nth: 2 },
];

const faults: readonly Fault[] = [...onFiles('storage', 'STORAGE_FULL', 'STORAGE_FAILED'), ...onFiles('vault', 'VAULT_FULL', 'VAULT_FAILED'), ...inDatabase('nkv'), ...inDatabase('acl')];

async function writeOld(store: DurableStoreName, home: string): Promise<void> {
  const open = await stores[store]({ home });
  await open.change({ writer: 0, step: 0, id: 'old', chance: createChance(1) }).run();
  await open.close();
}

async function observe(store: DurableStoreName, home: string): Promise<unknown> {
  const open = await stores[store]({ home });
  return open.observe().finally(() => open.close());
}

test.for(faults)('$error of $call number $nth in $store is $code, leaves the old value, and the next change goes well', async ({ store, call, error, code, file, nth }, context) => {
  needsTracer(context);
  await inFolder(async (home) => {
    await writeOld(store, home);
    const log = join(home, 'trace');
    const under = [tracer, '-f', '-o', log, '-P', join(home, file), '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${nth}`];
    const { out, err } = await runProgram({ program: programs.faulted, args: [store, home], under });
    expect({ err, outcome: JSON.parse(out) as unknown }).toEqual({ err: '', outcome: { failing: code, then: 'old', next: 'done', last: 'newer' } });
    expect((await readFile(log, 'utf8')).match(/\(INJECTED\)/g)).toHaveLength(1);
    expect(await observe(store, home)).toEqual({ states: new Map([['own-0', 'newer']]), torn: [] });
  });
});

test.for([
  ['storage', 'storage/default/agent/writer', 'STORAGE_FAILED'],
  ['vault', '', 'VAULT_FAILED'],
] as const)('EIO of the sync of the folder in %s is an error too: the new value is there and whole, and not known to last', async ([store, folder, code], context) => {
  needsTracer(context);
  await inFolder(async (home) => {
    await writeOld(store, home);
    // One thread: strace counts the first call of each.
    const under = ['env', 'UV_THREADPOOL_SIZE=1', tracer, '-f', '-o', join(home, 'trace'), '-P', join(home, folder), '-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO:when=1'];
    const { out, err } = await runProgram({ program: programs.faulted, args: [store, home], under });
    expect({ err, outcome: JSON.parse(out) as unknown }).toEqual({ err: '', outcome: { failing: code, then: 'new', next: 'done', last: 'newer' } });
  });
});
