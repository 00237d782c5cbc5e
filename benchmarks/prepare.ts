import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumer, npmInstall } from '../tooling/packed/consumer.ts';
import { build, findPublic, pack, type Packed } from '../tooling/packed/pack.ts';
import { runQuietly } from '../tooling/report.ts';

const folder = import.meta.dirname;
const root = join(folder, '..');
const modules = join(folder, 'node_modules');

/** Where `smyth-runtime` is, as a user has it: installed from its tarball, with what it brings along and nothing else. */
export const packedFolder = join(folder, '.packed');
/** Where the peers are. */
export const peersFolder = folder;

/** Installs what the lockfile names, unless it is there. */
async function installPeers(): Promise<void> {
  const stamp = join(modules, '.prepared');
  const wanted = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await runQuietly({ command: 'npm', args: ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--fetch-retries=1'], cwd: folder });
  writeFileSync(stamp, wanted);
}

async function installPacked(tarballs: string): Promise<void> {
  await build(root);
  const packed: Packed[] = [];
  for (const item of findPublic(root)) packed.push(await pack(root, item, tarballs));
  rmSync(packedFolder, { recursive: true, force: true });
  await npmInstall(createConsumer(packedFolder, packed, { only: 'smyth-runtime' }));
  const testkit = packed.filter(({ name }) => name === '@smyth/testkit');
  await npmInstall(createConsumer(join(packedFolder, 'testkit'), testkit, {}));
}

/** So that contenders import ours by the name users do, and Node finds the rest beside where it really is. */
function link(): void {
  const links = { 'smyth-runtime': 'node_modules/smyth-runtime', '@smyth/kernel': 'node_modules/@smyth/kernel', '@smyth/subsystems': 'node_modules/@smyth/subsystems', '@smyth/testkit': 'testkit/node_modules/@smyth/testkit' };
  mkdirSync(join(modules, '@smyth'), { recursive: true });
  for (const [name, target] of Object.entries(links)) {
    rmSync(join(modules, name), { recursive: true, force: true });
    symlinkSync(join(packedFolder, target), join(modules, name), 'dir');
  }
}

/** Builds, packs and installs our packages; installs the peers. */
export async function prepare(): Promise<void> {
  const tarballs = mkdtempSync(join(tmpdir(), 'smyth-bench-'));
  try {
    await installPeers();
    await installPacked(tarballs);
    link();
  } finally {
    rmSync(tarballs, { recursive: true, force: true });
  }
}
