import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure, runQuietly } from '../report.ts';
import { readWorkspace, type Package } from '../structure/workspace.ts';

export interface Packed {
  readonly name: string;
  readonly tarball: string;
  /** As a user imports them: `@smyth/kernel`, `@smyth/kernel/testing`. */
  readonly entries: readonly string[];
}

export const findPublic = (root: string): Package[] => readWorkspace(root).packages.filter(({ manifest }) => !manifest.private);

export async function build(root: string): Promise<undefined> {
  await runQuietly({ args: [join(root, 'node_modules/turbo/bin/turbo'), 'run', 'build', '--output-logs=errors-only'], cwd: root });
}

const fileName = (name: string, version: string) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

/** pnpm packs, because it turns `workspace:*` into versions and applies publishConfig. */
export async function pack(root: string, { folder, manifest }: Package, destination: string): Promise<Packed> {
  const { name = '', version = '', exports = {} } = manifest;
  const pnpm = join(root, 'tooling/toolchain/node_modules/pnpm/bin/pnpm.cjs');
  await runQuietly({ args: [pnpm, 'pack', '--pack-destination', destination], cwd: join(root, folder) });
  const tarball = join(destination, fileName(name, version));
  if (!existsSync(tarball)) throw new CheckFailure(`${folder}: pnpm pack wrote no ${fileName(name, version)}`);
  return { name, tarball, entries: Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`) };
}
