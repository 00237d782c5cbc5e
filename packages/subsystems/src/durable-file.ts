import { constants, type Dir } from 'node:fs';
import { type FileHandle, lstat, open, opendir, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ids } from '@smyth/kernel';
import { hasSystemCode, systemError } from './file-problem.ts';
import { createRootedFolders, found, partsOf, type RootedFolders, syncFolder } from './rooted-folders.ts';

/**
 * Files below one folder that outlive a crash. Paths are relative, with "/" between their parts; no part may be a symbolic link (the
 * root itself may). Rejections are those of the system, see `fileProblemOf`; a link gives `ELOOP`.
 */
export interface DurableFiles {
  /** Opened for reading, the caller closes it; undefined: there is none. What replaces the file later does not change what is read. */
  open(path: string): Promise<FileHandle | undefined>;
  /** Whole; undefined: there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Fills a file that nobody sees yet, and resolves once its content is on disk. A `fill` that rejects leaves nothing. */
  stage(fill: (file: FileHandle) => Promise<void>): Promise<StagedFile>;
  /** Replaces a file; before it resolves a crash leaves the old or the new one, after it the new one. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Whether there was one. Survives a crash once {@link sync} resolved. */
  remove(path: string): Promise<boolean>;
  /** What was placed at, or removed from, `path` before this call survives a crash once it resolves. */
  sync(path: string): Promise<void>;
  /** Removes the folders above `path` that are empty. Not to be run beside {@link StagedFile.place}. */
  prune(path: string): Promise<void>;
  /** For listing; the caller closes it, or reads it to the end. undefined: there is none. Empty: the root. */
  folder(path: string): Promise<Dir | undefined>;
  /** Makes the root where it is missing, and gives its real path. */
  root(): Promise<string>;
}

export interface StagedFile {
  /** Puts it where readers look, in one step; survives a crash once {@link DurableFiles.sync} resolved. A failure leaves nothing. */
  place(path: string): Promise<void>;
  /** Gives it up. */
  discard(): Promise<void>;
}

const fileMode = 0o600;
/** A writer that has written nothing for so long is gone, or finds its file gone and leaves the old one. */
const staleMs = 3_600_000;

// Windows has neither. Without O_NONBLOCK a planted pipe would block a thread for ever.
const readFlags = constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);

const temporaryName = (id: string): string => `~${id}.tmp`;
const isTemporary = (name: string): boolean => /^~tmp_\d{13}_[0-9a-f]{16}\.tmp$/.test(name);

async function openNew(root: string, ids: Ids): Promise<{ path: string; file: FileHandle }> {
  for (;;) {
    const path = join(root, temporaryName(ids.next('tmp')));
    try {
      return { path, file: await open(path, 'wx+', fileMode) };
    } catch (error) {
      if (!hasSystemCode(error, 'EEXIST')) throw error;
    }
  }
}

/** What crashed processes left behind, judged by the file system's own time so that neither our clock nor foreign process ids matter. */
async function sweep(root: string, nowMs: number): Promise<void> {
  for (const name of (await readdir(root)).filter(isTemporary)) {
    const path = join(root, name);
    const stats = await found(() => lstat(path));
    if (stats !== undefined && nowMs - stats.mtimeMs > staleMs) await found(() => unlink(path));
  }
}

/** Fills `into` with what is in the file at `from`; a file that ends before gives `EIO`. */
export async function readExactly(file: FileHandle, into: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, Math.min(into.length - done, 2 ** 30), from + done);
    if (bytesRead === 0) throw systemError('EIO', 'read', 'the file ended too early');
    done += bytesRead;
  }
}

const discard = (temporary: string): Promise<void> => found(() => unlink(temporary)).then(() => undefined);

async function place(folders: RootedFolders, temporary: string, path: string): Promise<void> {
  try {
    const parts = partsOf(path);
    const folder = await folders.made(parts.slice(0, -1));
    await rename(temporary, join(folder, parts.at(-1) as string));
  } catch (error) {
    await discard(temporary);
    throw error;
  }
}

function createStaging(folders: RootedFolders, ids: Ids): DurableFiles['stage'] {
  let swept = false;
  return async (fill) => {
    const base = await folders.made([]);
    const { path: temporary, file } = await openNew(base, ids);
    try {
      if (!swept) await sweep(base, (await file.stat()).mtimeMs);
      swept = true;
      await fill(file);
      await file.sync();
      await file.close();
    } catch (error) {
      await file.close();
      await discard(temporary);
      throw error;
    }
    return { place: (path) => place(folders, temporary, path), discard: () => discard(temporary) };
  };
}

async function openIn(folders: RootedFolders, path: string): Promise<FileHandle | undefined> {
  const at = await folders.locate(path);
  const file = at === undefined ? undefined : await found(() => open(at, readFlags));
  if (file === undefined || (await file.stat()).isFile()) return file;
  await file.close();
  throw systemError('EINVAL', 'open', `${String(at)} is not a file`);
}

async function pruneIn(folders: RootedFolders, path: string): Promise<void> {
  const parts = partsOf(path).slice(0, -1);
  for (let folder = await folders.existing(parts); folder !== undefined && parts.length > 0; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      // Somebody else's file is in it, or it is gone: either way there is nothing more to remove.
      return;
    }
    parts.pop();
  }
}

/**
 * @param root absolute; made on the first write, for its owner alone. Unfinished files lie in it as `~tmp_….tmp`: one file system, so
 * that placing is one step, and one place to sweep. They are swept at the first write, once an hour old.
 */
export function createDurableFiles(root: string, ids: Ids): DurableFiles {
  const folders = createRootedFolders(root);
  const stage = createStaging(folders, ids);
  const sync = async (path: string): Promise<void> => {
    const folder = await folders.existing(partsOf(path).slice(0, -1));
    // The file is in its place by now: of a disk that is full nothing may be said that holds before a write only.
    const asDamaged = (cause: unknown): never => {
      throw Object.assign(systemError('EIO', 'fsync', `the folder could not be written to disk (${String((cause as { code?: unknown }).code)})`), { cause });
    };
    if (folder !== undefined) await found(() => syncFolder(folder)).catch(asDamaged);
  };
  return Object.freeze({
    open: (path: string) => openIn(folders, path),
    stage,
    sync,
    root: () => folders.made([]),
    prune: (path: string) => pruneIn(folders, path),
    async read(path: string) {
      const file = await openIn(folders, path);
      return file && file.readFile().finally(() => file.close());
    },
    async write(path: string, content: string | Uint8Array) {
      const staged = await stage((file) => file.writeFile(content));
      await staged.place(path);
      await sync(path);
    },
    async remove(path: string) {
      const at = await folders.locate(path);
      return at !== undefined && (await found(() => unlink(at).then(() => true))) === true;
    },
    async folder(path: string) {
      const folder = await folders.existing(path === '' ? [] : partsOf(path));
      return folder === undefined ? undefined : found(() => opendir(folder, { bufferSize: 1024 }));
    },
  });
}
