import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Snippet } from './snippets.ts';

const root = join(import.meta.dirname, '../..');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Writes the snippets of a test file where packages resolve as they do for the examples, and removes them after. */
export function snippetFiles(snippets: readonly Snippet[]): { fileOf(snippet: Snippet): string; run(snippet: Snippet, env?: Record<string, string>): Promise<Ran> } {
  const folders = new Map<string, string>();
  const folderOf = ({ place }: Snippet): string => folders.get(place) ?? '';
  const fileOf = (snippet: Snippet): string => join(folderOf(snippet), `${snippet.name.replace(/\W+/g, '-')}.ts`);
  beforeAll(async () => {
    for (const place of new Set(snippets.map((snippet) => snippet.place))) folders.set(place, await mkdtemp(join(root, place, '.snippets-')));
    await Promise.all(snippets.map((snippet) => writeFile(fileOf(snippet), snippet.source)));
  });
  afterAll(() => Promise.all([...folders.values()].map((folder) => rm(folder, { recursive: true, force: true }))));
  const run = (snippet: Snippet, env: Record<string, string> = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const options = { cwd: folderOf(snippet), env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000 };
      execFile(process.execPath, ['--conditions=smyth-source', fileOf(snippet)], options, (error, out, err) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
      });
    });
  return { fileOf, run };
}
