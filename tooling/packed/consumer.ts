import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure, runQuietly } from '../report.ts';
import type { Packed } from './pack.ts';

interface Wanted {
  /** The one package of ours to install; without it all of them. */
  readonly only?: string;
  readonly besides?: Record<string, string>;
}

const writeJson = (file: string, value: object) => writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);

/** An empty project that gets our packages from the tarballs, also where they depend on each other. */
export function createConsumer(folder: string, packed: readonly Packed[], { only, besides = {} }: Wanted): string {
  mkdirSync(folder);
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const direct = Object.entries(tarballs).filter(([name]) => !only || name === only || name in besides);
  writeJson(join(folder, 'package.json'), { private: true, type: 'module', dependencies: { ...besides, ...Object.fromEntries(direct) }, overrides: tarballs });
  return folder;
}

export async function npmInstall(folder: string): Promise<undefined> {
  await runQuietly({ command: 'npm', args: ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--fetch-retries=1'], cwd: folder });
}

/** Runs in an environment without keys, and with a home of its own. */
export async function runSnippet(folder: string, file: string, code: string, findNode: () => Promise<string>): Promise<undefined> {
  writeFileSync(join(folder, file), code);
  await runQuietly({ command: await findNode(), args: [file], cwd: folder, env: { PATH: process.env['PATH'], HOME: folder }, timeoutMs: 60_000 });
}

export function packageCount(folder: string): number {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as { packages: object };
  return Object.keys(lock.packages).length;
}

/** In MB (10⁶ bytes), rounded up to a tenth. */
export function installedSize(folder: string): number {
  const files = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return Math.ceil(bytes / 100_000) / 10;
}

const typeSettings = {
  target: 'es2023',
  lib: ['es2024', 'esnext.disposable', 'esnext.collection', 'esnext.array'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noEmit: true,
  // A type that was not packed shows only when library declarations are checked too.
  skipLibCheck: false,
};

/** Lines of the compiler that speak of our files; what is wrong in other people's declarations is not ours to mend. */
export function findOwnTypeErrors(output: string, names: readonly string[]): string[] {
  const ours = ['types.ts(', ...names.map((name) => `node_modules/${name}/`)];
  return output.split('\n').filter((line) => ours.some((start) => line.startsWith(start)) || /^error TS/.test(line));
}

/** Compiles a file that imports every entry, the way a strict project would. */
export async function checkTypes(folder: string, packed: readonly Packed[], root: string): Promise<undefined> {
  const entries = packed.flatMap((item) => item.entries);
  writeFileSync(join(folder, 'types.ts'), entries.map((entry, index) => `import * as entry${index} from '${entry}';\nvoid entry${index};`).join('\n'));
  writeJson(join(folder, 'tsconfig.json'), { compilerOptions: { ...typeSettings, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }, files: ['types.ts'] });
  try {
    await runQuietly({ args: [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'], cwd: folder });
  } catch (error) {
    const problems = findOwnTypeErrors(error instanceof Error ? error.message : String(error), packed.map(({ name }) => name));
    if (problems.length > 0) throw new CheckFailure(problems.join('\n'));
  }
}
