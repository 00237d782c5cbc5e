import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

interface Manifest {
  readonly exports: Record<string, { readonly 'smyth-source': string }>;
}

/** The sources that the exports of the package in the working directory name. `src/testing/index.ts` becomes `dist/testing/index.js`. */
function findEntries(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  return Object.fromEntries(Object.values(exports).map(({ 'smyth-source': source }) => [source.replace(/^\.\/src\/|\.tsx?$/g, ''), source]));
}

export default defineConfig({
  entry: findEntries(),
  format: 'esm',
  target: 'node22',
  sourcemap: true,
  clean: true,
  // `node:sqlite` has no other name.
  removeNodeProtocol: false,
  // Types of our other packages are read from what they built, as users will.
  dts: { compilerOptions: { customConditions: [] } },
});
