import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toFailure } from './diagnose.mjs';
import { toolEnvironment, withTools } from './environment.mjs';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { nodeFor } from './machine.mjs';
import { step } from './step.mjs';

// The defaults of both installers hang for minutes when there is no network.
const npmArgs = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--include=optional', '--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
const pnpmArgs = ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirmModulesPurge=false', '--config.managePackageManagerVersions=false', '--config.fetchRetries=1', '--config.fetchRetryMintimeout=1000'];

/** What has to be there, and which files decide what it is. */
const parts = (where, { runsSources }) => [
  { stamp: where.toolchainStamp, files: ['tooling/toolchain/package-lock.json'], makes: runsSources ? where.pnpm : where.packagedNode, install: fetchTools },
  { stamp: where.stamp, files: ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'], makes: where.stamp, install: installPackages },
];

/** The root is part of it, because installed packages hold absolute paths: a moved checkout prepares again. */
function fingerprint(root, files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${root}`);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const isDone = (root, { stamp, files, makes }) => existsSync(makes) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root, files);

function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

// npm names itself in npm_execpath; other package managers do the same.
const npm = () => (process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm']);

/** npm takes a package for this platform as optional, and leaves it out without a word when fetching it fails. */
function checkPackagedNode({ packagedNode, toolchain, root }, runsSources) {
  const name = basename(dirname(dirname(packagedNode)));
  if (existsSync(packagedNode)) {
    if (spawnSync(packagedNode, ['--version']).status === 0) return;
    const failure = toFailure('fetching Node 24', `${name} was not written completely.`, root);
    rmSync(join(toolchain, 'node_modules'), { recursive: true, force: true });
    throw failure;
  }
  if (runsSources) return;
  if (readFileSync(join(toolchain, 'package.json'), 'utf8').includes(`"${name}"`)) {
    throw new Failure(`${name} could not be fetched.`, 'Check the network or proxy (npm ping), then run the same command again, or install Node 22.18 or later.');
  }
  throw new Failure(`There is no packaged Node for ${process.platform}-${process.arch}, and Node ${process.versions.node} is too old.`, 'Install Node 22.18 or later and run the same command again.');
}

async function fetchTools(where, { runsSources }, onStart) {
  const [command, ...first] = npm();
  const label = `fetching pnpm${runsSources ? '' : ' and Node 24'}`;
  await step({ label, command, args: [...first, ...npmArgs], cwd: where.toolchain, env: toolEnvironment(process.env), root: where.root, onStart });
  checkPackagedNode(where, runsSources);
}

async function installPackages(where, _node, onStart) {
  const env = withTools(toolEnvironment(process.env), where);
  await step({ label: 'installing packages', command: nodeFor(where), args: [where.pnpm, ...pnpmArgs], cwd: where.root, env, root: where.root, onStart });
}

/** Installs what the lockfiles name, once per version of them. Safe to interrupt and to run twice at once. */
export async function prepare(where, node) {
  const { root } = where;
  const all = parts(where, node);
  if (all.every((part) => isDone(root, part))) return;
  await withLock(where.lock, async (onStart) => {
    for (const part of all) {
      if (isDone(root, part)) continue;
      // Removed first: an interrupted installation must not pass for the one the old stamp speaks of.
      rmSync(part.stamp, { force: true });
      await part.install(where, node, onStart);
      writeStamp(part.stamp, fingerprint(root, part.files));
    }
  });
}
