import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure, runQuietly } from '../report.ts';

/** The least that `engines` promises. */
const oldest = '22.19.0';

export interface Node {
  readonly version: string;
  /** Answers the executable, fetching it if need be. */
  readonly find: () => Promise<string>;
}

async function fetchOldest(root: string): Promise<string> {
  const { platform, arch } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = join(root, 'node_modules/.cache', `node-${oldest}`);
  const executable = join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  try {
    await runQuietly({ command: 'npm', args: ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--fetch-retries=1', `${name}@${oldest}`], cwd: folder });
  } catch (error) {
    throw new CheckFailure(`Node ${oldest} for ${platform}-${arch} cannot be had from the package registry.\n${error instanceof Error ? error.message : String(error)}`);
  }
  return executable;
}

/** The Node the workspace runs on, and the oldest one we promise. */
export async function findNodes(root: string): Promise<Node[]> {
  return [
    { version: process.versions.node, find: async () => process.execPath },
    { version: oldest, find: () => fetchOldest(root) },
  ];
}
