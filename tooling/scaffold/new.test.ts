import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { subsystems } from '../../apps/cli/src/new/connector-names.ts';
import { type Layout, newConnector } from '../../apps/cli/src/new/new-connector.ts';
import { guardedWorld, judge, type Law, rawWorld } from '../../packages/kernel/src/testing/index.ts';
import * as laws from '../../packages/subsystems/src/laws.ts';
import * as contracts from '../../packages/subsystems/src/index.ts';
import { findProblems } from '../structure/rules.ts';
import { type Manifest, readWorkspace } from '../structure/workspace.ts';

const root = join(import.meta.dirname, '../..');

/** Made where packages of ours are found, tried, and removed. */
async function withNew<T>(subsystem: string, layout: Layout, work: (made: { folder: string; symbol: string }) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(root, 'examples/acme-cache/.snippets-new-'));
  try {
    const folder = join(parent, 'acme');
    const { names } = await newConnector({ target: `${subsystem}/acme`, folder, layout });
    return await work({ folder, symbol: names.symbol });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

describe.each(Object.keys(subsystems))('a new connector of %s', (subsystem) => {
  const subject = (contracts as unknown as Record<string, never>)[`${subsystem}Subsystem`] as never;
  const all = (laws as unknown as Record<string, readonly Law<never>[]>)[`${subsystem}Laws`] ?? [];

  test('keeps every law of its subsystem', async () => {
    const { raw, guarded } = await withNew(subsystem, 'standalone', async ({ folder, symbol }) => {
      const module = (await import(join(folder, 'src/index.ts'))) as Record<string, () => never>;
      const open = (): never => module[symbol]?.() as never;
      return { raw: await judge(all, rawWorld(subject, open) as never), guarded: await judge(all, guardedWorld(subject, open) as never) };
    });
    const hold = all.map(({ id }) => ({ law: id, outcome: 'holds' }));
    expect({ raw, guarded, some: all.length > 4 }).toEqual({ raw: hold, guarded: hold, some: true });
  });

  test('breaks no rule of the repository', async () => {
    const problems = await withNew(subsystem, 'workspace', async ({ folder }) => {
      const inside = folder.slice(root.length + 1);
      const toPath = (file: string): string => file.replace('packages/connectors/acme', inside);
      const { read, files } = readWorkspace(root);
      const own = files.filter((file) => file.startsWith(`${inside}/`)).map((file) => file.replace(inside, 'packages/connectors/acme'));
      const manifest = JSON.parse(read(`${inside}/package.json`)) as Manifest;
      return findProblems({ packages: [{ folder: 'packages/connectors/acme', manifest }], files: own, shipped: [], read: (file) => read(toPath(file)) });
    });
    expect(problems).toEqual([]);
  });
});
