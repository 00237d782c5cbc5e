import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = import.meta.dirname;

/** What an example says it prints: the comment at its end. */
const promised = (source: string): string => /\/\* Prints:\n([\s\S]*)\*\/\n$/.exec(source)?.[1] ?? 'no `/* Prints:` comment at the end';

/** Runs it as a user would, in an empty folder, with no key. */
async function run(file: string, env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const cwd = await mkdtemp(join(tmpdir(), 'smyth-example-'));
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, ['--conditions=smyth-source', file], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000 }, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
      );
    });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

const filesIn = async (path: string): Promise<string[]> => (await readdir(path)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => join(path, name));

const ending = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

describe.concurrent('each example prints what it says', async () => {
  test.each(await filesIn(folder))('%s', async (file) => {
    const { code, out, err } = await run(file, {});
    expect({ out, code }, err).toEqual({ out: promised(await readFile(file, 'utf8')), code: 0 });
  });
});

describe.concurrent('each snippet of the overview runs as written, with every model answered offline', async () => {
  test.each(await filesIn(join(folder, 'overview')))('%s', async (file) => {
    const { code, out, err } = await run(file, { SMYTH_OFFLINE: '1' });
    expect({ out: ending(out), code }, err).toEqual({ out: promised(await readFile(file, 'utf8')), code: 0 });
  });
});
