import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CacheEntry } from '@smyth/subsystems';
import { acmeErrors } from './errors.ts';

/** Entries by key, in memory and in a text file with a line for each change. */
export interface Lines {
  readonly entries: ReadonlyMap<string, CacheEntry>;
  /** Resolves once the line is written; undefined removes. @throws ACME_FILE_FAILED */
  change(key: string, entry: CacheEntry | undefined): Promise<void>;
  close(): Promise<void>;
}

type Line = { readonly key: string } & Partial<CacheEntry>;

const toLine = (key: string, entry: CacheEntry | undefined): string => `${JSON.stringify({ key, ...entry })}\n`;

/** A process that was killed may have left half a line. Forgetting is allowed to a cache. */
function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function parseLines(text: string): Map<string, CacheEntry> {
  const entries = new Map<string, CacheEntry>();
  for (const line of text.split('\n')) {
    const { key, value, metadata, expiresAt } = parseLine(line) ?? {};
    if (key === undefined) continue;
    if (value === undefined || metadata === undefined) entries.delete(key);
    else entries.set(key, { value, metadata, expiresAt });
  }
  return entries;
}

/** Reads the file and writes it again without what was replaced, so that it grows only while it is open. One process at a time. */
export async function openLines(file: string): Promise<Lines> {
  const explain = (cause: unknown): never => {
    throw acmeErrors.FILE_FAILED({ file, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, { cause });
  };
  const read = (): Promise<string> => readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? '' : explain(error)));
  const entries = parseLines(await read());
  const kept = [...entries].map(([key, entry]) => toLine(key, entry)).join('');
  await mkdir(dirname(file), { recursive: true }).catch(explain);
  await writeFile(`${file}.new`, kept).catch(explain);
  await rename(`${file}.new`, file).catch(explain);
  const handle = await open(file, 'a').catch(explain);

  let writing: Promise<unknown> = Promise.resolve();
  return {
    entries,
    change(key, entry) {
      if (entry === undefined) entries.delete(key);
      else entries.set(key, entry);
      // One line after the other, also after one that failed.
      const written = writing.catch(() => undefined).then(() => handle.appendFile(toLine(key, entry)).catch(explain));
      writing = written;
      return written;
    },
    close: () => handle.close(),
  };
}
