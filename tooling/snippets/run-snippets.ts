import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Snippet } from './snippets.ts';

const examples = join(import.meta.dirname, '../../examples');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Writes the snippets of a test file to a folder where packages resolve as they do for the examples, and removes it after. */
export function snippetFiles(snippets: readonly Snippet[]): { fileOf(snippet: Snippet): string; run(snippet: Snippet, env?: Record<string, string>): Promise<Ran> } {
  let folder: string;
  const fileOf = ({ name }: Snippet): string => join(folder, `${name.replace(/\W+/g, '-')}.ts`);
  beforeAll(async () => {
    folder = await mkdtemp(join(examples, '.snippets-'));
    await Promise.all(snippets.map((snippet) => writeFile(fileOf(snippet), snippet.source)));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (snippet: Snippet, env: Record<string, string> = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000 };
      execFile(process.execPath, ['--conditions=smyth-source', fileOf(snippet)], options, (error, out, err) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
      });
    });
  return { fileOf, run };
}
