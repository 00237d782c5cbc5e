import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const left = new Set(['.git', '.turbo', '.smyth', 'dist', 'coverage', 'toolchain', 'benchmarks', 'docs']);

/** Only the links of pnpm: they are relative, so that packages of the copy find each other. */
const isWanted = (path: string): boolean => !left.has(basename(path)) && !/\/node_modules\/\.(vite|cache)/.test(path);

/** A copy of the sources to break, which uses what is installed here. */
export function copyWorkspace(root: string): { root: string; remove(): void } {
  const copy = mkdtempSync(join(tmpdir(), 'smyth-mutations-'));
  for (const name of readdirSync(root)) {
    if (name === 'node_modules') symlinkSync(join(root, name), join(copy, name));
    else if (isWanted(join(root, name))) cpSync(join(root, name), join(copy, name), { recursive: true, verbatimSymlinks: true, filter: isWanted });
  }
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
