// `npm run new -- connector cache/acme`: a package in packages/connectors, linked and ready to be tested.
import { dirname, join, relative } from 'node:path';
import { isSmythError } from '../../packages/kernel/src/index.ts';
import { newErrors } from '../../apps/cli/src/new/errors.ts';
import { parseTarget } from '../../apps/cli/src/new/connector-names.ts';
import { newConnector } from '../../apps/cli/src/new/new-connector.ts';
import { parseNewArguments } from '../../apps/cli/src/new/new.ts';
import { CheckFailure, runQuietly } from '../report.ts';

const root = dirname(dirname(import.meta.dirname));

/** pnpm gives the new package its links to ours, and the lockfile an entry for it. Nothing is fetched. */
async function link(): Promise<void> {
  const pnpm = join(root, 'tooling/toolchain/node_modules/pnpm/bin/pnpm.cjs');
  const settings = ['--prefer-offline', '--config.confirmModulesPurge=false', '--config.managePackageManagerVersions=false', '--config.fetchRetries=1'];
  await runQuietly({ args: [pnpm, 'install', '--no-frozen-lockfile', ...settings], cwd: root });
}

async function main(args: readonly string[]): Promise<void> {
  const { target, folder: elsewhere } = parseNewArguments(args);
  if (elsewhere !== undefined) throw newErrors.BAD_ARGUMENT({ given: elsewhere });
  const { folder, files, names } = await newConnector({ target, layout: 'workspace', folder: join(root, 'packages/connectors', parseTarget(target).name) });
  const path = relative(root, folder);
  console.log([`Wrote ${path}`, ...files.map((file) => `  ${file}`)].join('\n'));
  await link();
  console.log(`next
  npm test -- ${path}
      runs every law on it; all of them hold
  ${path}/src/${names.file}.ts
      put your store where the Map is, and run the laws again
  packages/runtime/src/catalogue.ts
      if it is to be an official one, add to \`packaged\`: { subsystem: '${names.subsystem}', id: '${names.id}', package: '@smyth/${names.name}' }`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!isSmythError(error) && !(error instanceof CheckFailure)) throw error;
  console.error(error.message);
  process.exitCode = isSmythError(error) && error.category === 'invalid' ? 2 : 1;
}
