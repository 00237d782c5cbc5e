import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, expect, test } from 'vitest';
import config from '../.dependency-cruiser.cjs';

const packages = {
  '@smyth/kernel': 'packages/kernel',
  '@smyth/subsystems': 'packages/subsystems',
  '@smyth/governance': 'packages/governance',
  '@smyth/models': 'packages/models',
  '@smyth/engine': 'packages/engine',
  '@smyth/sdk': 'packages/sdk',
  '@smyth/protocol': 'packages/protocol',
  '@smyth/components': 'packages/components',
  '@smyth/testkit': 'packages/testkit',
  '@smyth/redis': 'packages/connectors/redis',
  '@smyth/s3': 'packages/connectors/s3',
  '@smyth/browser': 'packages/extras/browser',
  'smyth-runtime': 'packages/runtime',
  '@smyth/echos': 'packages/compat/echos',
  '@smyth/studio': 'apps/studio',
};

const entries = { '.': './src/index.ts', './testing': './src/testing/index.ts', './laws': './src/laws.ts' };

/** Every package has the same entries; `client` is a declared third party, `@ai-sdk/provider` the specification, `stranger` an undeclared one. */
function createTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'smyth-arrows-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [name, folder] of Object.entries(packages)) {
    const exports = Object.fromEntries(Object.entries(entries).map(([entry, source]) => [entry, { 'smyth-source': source, default: './dist/missing.js' }]));
    write(`${folder}/package.json`, JSON.stringify({ name, type: 'module', exports, dependencies: { client: '1.0.0', '@ai-sdk/provider': '1.0.0', ...Object.fromEntries(Object.keys(packages).map((other) => [other, 'workspace:*'])) } }));
    for (const source of Object.values(entries)) write(join(folder, source), 'export const here = 1;\n');
    write(`node_modules/${name}`.replace(/[^/]+$/, '.keep'), '');
    symlinkSync(relative(dirname(join(root, 'node_modules', name)), join(root, folder)), join(root, 'node_modules', name));
  }
  for (const name of ['client', 'stranger', '@ai-sdk/provider']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'export const here = 1;\n');
  }
  for (const [file, lines] of Object.entries(imports)) write(file, Object.keys(lines).join('\n'));
  return root;
}

/** File → import → the rules it breaks. */
const imports: Record<string, Record<string, string[]>> = {
  'packages/kernel/src/a.ts': {
    "import './b.ts';": ['no-cycles'],
    "import '@smyth/protocol';": ['arrow-kernel', 'kernel-alone'],
    "import 'node:fs';": ['kernel-alone'],
    "import 'client';": ['kernel-alone'],
    "import type { T } from './types.ts';": [],
  },
  // A cycle is reported once, where it is met first.
  'packages/kernel/src/b.ts': { "import './a.ts';": [] },
  'packages/kernel/src/types.ts': { "import type { A } from './a.ts';": [] },
  'packages/kernel/src/a.test.ts': { "import 'client';": [], "import '@smyth/testkit';": ['testkit-above-contracts'], "import '@smyth/kernel/testing';": [] },
  'packages/protocol/src/a.ts': { "import 'node:fs';": ['protocol-alone'], "import '@smyth/kernel';": ['arrow-protocol', 'protocol-alone'] },
  'packages/governance/src/a.ts': { "import '@smyth/engine';": ['arrow-governance'], "import '@smyth/kernel';": [] },
  'packages/models/src/a.ts': { "import '@smyth/engine';": ['arrow-models'], "import '@smyth/governance';": [] },
  'packages/sdk/src/a.ts': { "import 'smyth-runtime';": ['arrow-sdk'], "import '@smyth/engine';": [], "import '@smyth/components';": [] },
  'packages/extras/browser/src/a.ts': { "import '@smyth/redis';": ['arrow-extras'], "import 'client';": [] },
  'packages/compat/echos/src/a.ts': { "import '@smyth/studio';": ['arrow-compat'], "import 'smyth-runtime';": [] },
  'packages/testkit/src/a.ts': { "import '@smyth/engine';": ['arrow-testkit'], "import '@smyth/subsystems/laws';": [] },
  'examples/hello.ts': { "import '@smyth/studio';": ['arrow-examples'], "import 'smyth-runtime';": [] },
  'packages/subsystems/src/llm/contract.ts': { "import type { Model } from '@ai-sdk/provider';": [], "import '@smyth/kernel';": [], "import 'node:fs';": [] },
  'packages/subsystems/src/llm/echo.ts': {
    "import '@ai-sdk/provider';": ['provider-spec-as-types', 'provider-spec-in-one-file'],
    "import 'client';": ['contracts-without-clients'],
    "import '@smyth/engine';": ['arrow-subsystems'],
    "import '../laws.ts';": ['laws-in-tests-only'],
  },
  'packages/subsystems/src/llm/laws.ts': { "import '@smyth/kernel/testing';": [], "import 'stranger';": ['contracts-without-clients', 'declared-dependencies'] },
  'packages/components/src/hash/hash.ts': { "import '@smyth/redis';": ['arrow-components'] },
  'packages/engine/src/a.ts': {
    "import '@smyth/redis';": ['arrow-engine'],
    "import '@smyth/subsystems/laws';": ['laws-in-tests-only'],
    "import '@smyth/testkit';": ['testkit-in-tests-only'],
    "import '../../kernel/src/index.ts';": ['no-deep-imports'],
    "import './missing.ts';": ['resolvable'],
    "await import('smyth-runtime');": ['arrow-engine'],
  },
  'packages/engine/test/a.ts': { "import '@smyth/testkit';": [], "import '@smyth/subsystems/laws';": [] },
  'packages/connectors/redis/src/a.ts': { "import 'client';": [], "import '@smyth/subsystems';": [], "import '@smyth/s3';": ['arrow-connectors'], "import '@smyth/engine';": ['arrow-connectors'] },
  'packages/runtime/src/a.ts': { "import '@smyth/echos';": ['arrow-runtime'], "import '@smyth/engine';": [], "import '@smyth/redis';": [], "import '@smyth/components';": [] },
  'apps/studio/src/a.ts': { "import '@smyth/protocol';": [], "import 'smyth-runtime';": ['arrow-studio'] },
  'apps/cli/src/a.ts': { "import 'smyth-runtime';": [], "import '@smyth/studio';": ['arrow-apps'] },
  'apps/cli/src/doctor.ts': { "import '@smyth/subsystems/laws';": [] },
};

const root = createTree();
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function findViolations(): Promise<string[]> {
  const { options, forbidden } = config;
  const { output } = await cruise(['packages', 'apps', 'examples'], { ...options, baseDir: root, validate: true, ruleSet: { forbidden } }, options.enhancedResolveOptions);
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ from, rule, unresolvedTo, to }) => `${from}: ${unresolvedTo ?? to} breaks ${rule.name}`);
}

test('each arrow is enforced, and nothing else is', async () => {
  const specifier = (line: string) => /'(?:node:)?(.+)'/.exec(line)?.[1];
  const expected = Object.entries(imports).flatMap(([file, lines]) => Object.entries(lines).flatMap(([line, rules]) => rules.map((name) => `${file}: ${specifier(line)} breaks ${name}`)));
  expect((await findViolations()).sort()).toEqual(expected.sort());
});

test('every rule is broken by one of the imports above', () => {
  const names = new Set(Object.values(imports).flatMap((lines) => Object.values(lines).flat()));
  expect((config.forbidden as { name: string }[]).filter(({ name }) => !names.has(name))).toEqual([]);
});
