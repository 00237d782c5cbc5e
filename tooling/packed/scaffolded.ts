import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../structure/workspace.ts';
import { CheckFailure, runQuietly } from '../report.ts';
import { npmInstall } from './consumer.ts';
import type { Packed } from './pack.ts';

export interface Scaffolded {
  readonly subsystem: string;
  readonly folder: string;
}

/** As somebody outside runs it: in an empty folder, with the command of this repository. */
export async function scaffold(root: string, parent: string, subsystem: string): Promise<Scaffolded> {
  mkdirSync(parent, { recursive: true });
  const main = join(root, 'apps/cli/src/main.ts');
  const out = await runQuietly({ args: ['--conditions=smyth-source', main, 'new', 'connector', `${subsystem}/acme`, '--json'], cwd: parent });
  return { subsystem, folder: (JSON.parse(out) as { folder: string }).folder };
}

/** Nothing of ours is in a registry yet: the tarballs stand in, also where they depend on each other. */
export async function installFromTarballs({ folder }: Scaffolded, packed: readonly Packed[]): Promise<undefined> {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = Object.fromEntries(Object.entries(manifest.dependencies ?? {}).map(([name, version]) => [name, tarballs[name] ?? version]));
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies, overrides: tarballs }, undefined, 2));
  return npmInstall(folder);
}

/** Uses what another one installed: they ask for the same. */
export function shareInstalled(from: Scaffolded, to: Scaffolded): void {
  symlinkSync(join(from.folder, 'node_modules'), join(to.folder, 'node_modules'));
}

const npmRun = (folder: string, script: string): Promise<string> => runQuietly({ command: 'npm', args: ['run', script], cwd: folder, env: { ...process.env, NO_COLOR: '1' }, timeoutMs: 120_000 });

/** Its tests pass, it compiles, and what was compiled loads. Answers how many tests. */
export async function tryScaffolded({ folder, subsystem }: Scaffolded): Promise<string> {
  const out = await npmRun(folder, 'test');
  const [, count] = /Tests\s+(\d+) passed/.exec(out) ?? [];
  if (count === undefined) throw new CheckFailure(`No test of ${subsystem} was run.\n${out}`);
  await npmRun(folder, 'build');
  await runQuietly({ args: ['--input-type=module', '-e', "await import('./dist/index.js')"], cwd: folder });
  return `${count} tests of ${subsystem}`;
}
