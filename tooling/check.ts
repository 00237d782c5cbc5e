// Everything that can be said about the code without running it. `check.ts [name…] [--report=<file>]`
import { dirname } from 'node:path';
import { createReport, runQuietly } from './report.ts';

const cwd = dirname(import.meta.dirname);

const checks: Record<string, readonly string[]> = {
  types: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
  arrows: ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', 'packages', 'apps', 'examples', 'tooling'],
  structure: ['tooling/structure.ts'],
  knip: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
};

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const report = createReport();
for (const [name, command] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await report.check(name, async () => {
    await runQuietly({ args: command, cwd });
    return undefined;
  });
}
report.finish(args);
