// Builds and packs every public package, installs the tarballs as a user would, and tries them on the Nodes we promise.
// `packed.ts [--report=<file>]`
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkTypes, createConsumer, installedSize, npmInstall, packageCount, runSnippet } from './packed/consumer.ts';
import { build, findPublic, pack, type Packed } from './packed/pack.ts';
import { findNodes } from './packed/nodes.ts';
import { findQuickStart } from './packed/quick-start.ts';
import { installFromTarballs, scaffold, shareInstalled, tryScaffolded } from './packed/scaffolded.ts';
import { CheckFailure, createReport } from './report.ts';

const root = dirname(import.meta.dirname);
const umbrella = 'smyth-runtime';
const budget = { packages: 60, megabytes: 25 };

const report = createReport();
const args = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'smyth-packed-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

function keepWithin(figure: number, limit: number, unit: string): string {
  const text = `${figure} of at most ${limit} ${unit}`;
  if (figure > limit) throw new CheckFailure(text);
  return text;
}

/** What someone gets who installs the umbrella and pastes the quick start. */
async function tryQuickStart(packed: readonly Packed[]): Promise<void> {
  const quickStart = findQuickStart(root, umbrella);
  const folder = createConsumer(join(scratch, 'user'), packed, { only: umbrella, besides: quickStart.dependencies });
  if (!(await report.check(`npm install ${umbrella}`, () => npmInstall(folder)))) return;
  await report.check('installed packages', async () => keepWithin(packageCount(folder), budget.packages, 'packages'));
  await report.check('installed size', async () => keepWithin(installedSize(folder), budget.megabytes, 'MB'));
  for (const node of await findNodes(root)) {
    await report.check(`${quickStart.title} on Node ${node.version}`, () => runSnippet(folder, 'quick-start.ts', quickStart.code, node.find));
  }
}

/** Every entry of every package loads, and its types are complete. */
async function tryEntries(packed: readonly Packed[]): Promise<void> {
  const entries = packed.flatMap(({ entries: all }) => all);
  const folder = createConsumer(join(scratch, 'everything'), packed, {});
  if (!(await report.check(`npm install ${packed.length} packages`, () => npmInstall(folder)))) return;
  const code = entries.map((entry) => `await import('${entry}');`).join('\n');
  for (const node of await findNodes(root)) {
    await report.check(`import ${entries.length} entries on Node ${node.version}`, () => runSnippet(folder, 'entries.ts', code, node.find));
  }
  await report.check(`types of ${entries.length} entries`, () => checkTypes(folder, packed, root));
}

/** A connector that somebody makes outside the repository is green at once, whatever the subsystem. */
async function tryScaffolds(packed: readonly Packed[]): Promise<void> {
  const [first, ...others] = await Promise.all(['cache', 'nkv', 'storage', 'vault'].map((subsystem) => scaffold(root, join(scratch, 'outside'), subsystem)));
  if (first === undefined || !(await report.check('new connector, npm install', () => installFromTarballs(first, packed)))) return;
  for (const other of others) shareInstalled(first, other);
  for (const each of [first, ...others]) await report.check('new connector, npm test, build', () => tryScaffolded(each));
}

const packages = findPublic(root);
const tarballs = join(scratch, 'tarballs');
mkdirSync(tarballs);
if (await report.check('build', () => build(root))) {
  const packed: Packed[] = [];
  const isPacked = await report.check(`pack ${packages.length} packages`, async () => {
    for (const item of packages) packed.push(await pack(root, item, tarballs));
    return undefined;
  });
  if (isPacked) {
    await tryQuickStart(packed);
    await tryEntries(packed);
    await tryScaffolds(packed);
  }
}
report.finish(args);
