import type * as NodeCrypto from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Clock, type Ids, isSmythError, type Secret, type SmythError } from '@smyth/kernel';
import { createDurableFiles, type DurableFiles } from '../durable-file.ts';
import { createFileLock, type FileLock } from '../file-lock.ts';
import { fileProblemOf } from '../file-problem.ts';
import type { Entries } from './entries.ts';
import { vaultErrors } from './errors.ts';
import { checkOf, type Header, parseSealed, presentVersion, seal, unseal } from './sealed-file.ts';
import { createVaultKeys, type VaultKeys } from './vault-key.ts';

export interface FileEntriesOptions {
  /** Absolute. */
  readonly file: string;
  readonly passphrase: Secret | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What was in the file when it was read. */
interface Snapshot {
  /** Kept open, so that its inode number cannot be that of a later file; undefined: there was no file. */
  readonly handle: FileHandle | undefined;
  readonly stamp: string | undefined;
  readonly header: Header | undefined;
  readonly key: Uint8Array | undefined;
  readonly entries: ReadonlyMap<string, string>;
}

/** Values by key; undefined: to be removed. */
type Changes = Map<string, string | undefined>;

const loadCrypto = (): Promise<typeof NodeCrypto> => import('node:crypto');

const stampOf = ({ dev, ino, size, mtimeNs }: BigIntStats): string => `${dev}:${ino}:${size}:${mtimeNs}`;

/** Whether what stands at the name is still what was read. Microseconds without a thread: every model call asks for its key. */
function isCurrent({ stamp }: Snapshot, file: string): boolean {
  try {
    const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    return stamp === (stats && stampOf(stats));
  } catch {
    // Opening it will say what is wrong.
    return false;
  }
}

/** What the file system threw, as an error with a code; anything else as it is. */
function toVaultError(error: unknown, file: string, doing: 'read' | 'write'): unknown {
  const problem = isSmythError(error) ? undefined : fileProblemOf(error);
  if (problem === undefined) return error;
  const options = { cause: error };
  const reason = String((error as { code: unknown }).code);
  const make: Partial<Record<typeof problem, () => SmythError>> = {
    full: () => vaultErrors.FULL({ file }, options),
    forbidden: () => (doing === 'write' ? vaultErrors.NOT_WRITABLE : vaultErrors.NOT_READABLE)({ file, reason }, options),
  };
  return make[problem]?.() ?? vaultErrors.FAILED({ file, reason }, options);
}

interface SnapshotReader {
  /** The newest content. */
  current(): Promise<Snapshot>;
  close(): Promise<void>;
}

function createSnapshotReader(files: DurableFiles, keys: VaultKeys, file: string): SnapshotReader {
  const nothing: Snapshot = { handle: undefined, stamp: undefined, header: undefined, key: undefined, entries: new Map() };
  let latest: Snapshot | undefined;
  let reading = Promise.resolve(nothing);

  async function readFile(handle: FileHandle, stamp: string): Promise<Snapshot> {
    const sealed = parseSealed(await handle.readFile('utf8'), file);
    const key = await keys.find(sealed.key);
    const entries = unseal(await loadCrypto(), key, { sealed, file });
    return { handle, stamp, header: sealed, key, entries };
  }

  async function refresh(): Promise<Snapshot> {
    if (latest !== undefined && isCurrent(latest, file)) return latest;
    const handle = await files.open(basename(file));
    let kept = false;
    try {
      const stamp = handle && stampOf(await handle.stat({ bigint: true }));
      if (latest !== undefined && latest.stamp === stamp) return latest;
      const next = handle && stamp ? await readFile(handle, stamp) : nothing;
      await latest?.handle?.close();
      latest = next;
      kept = true;
      return next;
    } finally {
      if (!kept) await handle?.close();
    }
  }

  return {
    // One after another: two at once would each replace, and close, what the other has just read.
    current: () => (reading = reading.then(refresh, refresh)),
    async close() {
      await reading.catch(() => undefined);
      await latest?.handle?.close();
      latest = undefined;
    },
  };
}

/** Runs `apply` under the lock with all changes that were waiting for it together: many callers, one write. */
function createBatches(lock: FileLock, apply: (changes: Changes) => Promise<void>): { add(key: string, value: string | undefined): Promise<void>; isWaiting(key: string): boolean } {
  let batch: { readonly changes: Changes; readonly done: Promise<void> } | undefined;

  function open(): NonNullable<typeof batch> {
    const changes: Changes = new Map();
    const close = (): void => {
      if (batch?.changes === changes) batch = undefined;
    };
    const run = (): Promise<void> => {
      close();
      return apply(changes);
    };
    return { changes, done: lock.hold(run).finally(close) };
  }

  return {
    add(key, value) {
      batch ??= open();
      batch.changes.set(key, value);
      return batch.done;
    },
    isWaiting: (key) => batch?.changes.has(key) ?? false,
  };
}

/** One encrypted file, opened on first use. Processes that share it take turns at writing and see each other's changes. */
export function createFileEntries({ file, passphrase, clock, ids }: FileEntriesOptions): Entries & { close(): Promise<void> } {
  const place = { file, folder: dirname(file) };
  const name = basename(file);
  const files = createDurableFiles(place.folder, ids);
  const keys = createVaultKeys({ files, ids, passphrase, crypto: loadCrypto, place });
  const lock = createFileLock({ file: async () => join(await files.root(), `~${name}.lock`), clock, late: () => vaultErrors.LOCKED({ file }) });
  const reader = createSnapshotReader(files, keys, file);

  async function write(entries: ReadonlyMap<string, string>, before: Snapshot): Promise<void> {
    const crypto = await loadCrypto();
    const { key, source } = before.header && before.key ? { key: before.key, source: before.header.key } : await keys.make();
    const header: Header = { format: 'smyth-vault', version: presentVersion, cipher: 'aes-256-gcm', key: source, check: checkOf(crypto, key) };
    await files.write(name, seal(crypto, key, { header, nonce: ids.bytes(12), entries }));
  }

  const batches = createBatches(lock, async (changes) => {
    const before = await reader.current();
    const entries = new Map(before.entries);
    for (const [key, value] of changes) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }
    await write(entries, before);
  });

  async function change(key: string, value: string | undefined): Promise<void> {
    const isAbsent = value === undefined && !batches.isWaiting(key) && !(await reader.current()).entries.has(key);
    if (!isAbsent) await batches.add(key, value);
  }

  const withCodes = <T>(doing: 'read' | 'write', work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw toVaultError(error, file, doing);
    });

  return {
    load: () => withCodes('read', reader.current().then(({ entries }) => entries)),
    change: (key, value) => withCodes('write', change(key, value)),
    async close() {
      await lock.close();
      await reader.close();
    },
  };
}
