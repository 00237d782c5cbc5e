import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Result, toCounts } from '../line.ts';
import { packedFolder, peersFolder } from '../prepare.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** What one installs to write the agent of the other figures. */
const installs: Readonly<Record<string, { folder: string; packages: readonly string[] }>> = {
  openai: { folder: peersFolder, packages: ['openai'] },
  'smyth-runtime': { folder: packedFolder, packages: ['smyth-runtime'] },
  ai: { folder: peersFolder, packages: ['ai', '@ai-sdk/openai-compatible'] },
  langgraph: { folder: peersFolder, packages: ['@langchain/langgraph', '@langchain/core', '@langchain/openai'] },
  mastra: { folder: peersFolder, packages: ['@mastra/core', '@ai-sdk/openai-compatible', 'zod'] },
};

/** Node's own search. */
function findInstalled(name: string, from: string): string | undefined {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

/** What npm installs for it: dependencies, peers that are not optional, and what is optional and there. */
function wantedBy(folder: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** The folders of packages and of all they bring along. */
function closureOf(names: readonly string[], from: string): Set<string> {
  const found = new Set<string>();
  const visit = (name: string, at: string): void => {
    const place = findInstalled(name, at);
    if (place === undefined || found.has(place)) return;
    found.add(place);
    for (const next of wantedBy(place)) visit(next, place);
  };
  for (const name of names) visit(name, from);
  return found;
}

/** Of its own files; packages installed below it count for themselves. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesIn(path);
    return sum + lstatSync(path).size;
  }, 0);
}

export async function installed(): Promise<Result> {
  const closures = Object.entries(installs).map(([contender, { folder, packages }]) => ({ contender, places: [...closureOf(packages, folder)] }));
  const sizes = closures.map(({ contender, places }) => ({ contender, count: places.reduce((sum, place) => sum + bytesIn(place), 0) / 1e6 }));
  return {
    lines: [
      ...toCounts('installed size', 'MB', sizes, 'openai'),
      ...toCounts('installed packages', 'packages', closures.map(({ contender, places }) => ({ contender, count: places.length })), 'openai'),
    ],
  };
}
