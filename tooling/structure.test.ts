import { describe, expect, test } from 'vitest';
import { findProblems, rules } from './structure/rules.ts';
import type { Manifest, Shipped, Workspace } from './structure/workspace.ts';

const built = { types: './dist/index.d.ts', default: './dist/index.js' };

const complete: Manifest = {
  name: '@smyth/redis',
  version: '0.1.0',
  description: 'Cache on Redis.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.19' },
  exports: { '.': { 'smyth-source': './src/index.ts', ...built } },
  files: ['dist'],
  dependencies: { '@smyth/kernel': 'workspace:*', ioredis: '6.0.0' },
  publishConfig: { access: 'public', exports: { '.': built } },
};

const files: Record<string, string> = {
  'tooling/budget.json': '{ "files": {} }',
  'pnpm-lock.yaml': "resolution: {integrity: sha512-abc}\n",
  'packages/connectors/redis/package.json': '{}',
  'packages/connectors/redis/tsconfig.json': '{\n  "extends": "../../../tsconfig.base.json", "include": ["src"]\n}\n',
  'packages/connectors/redis/src/index.ts': '',
  'packages/subsystems/src/cache/contract.ts': '',
  'packages/subsystems/src/cache/policy.ts': '',
  'packages/subsystems/src/cache/laws.ts': '',
  'packages/subsystems/src/cache/index.ts': '',
  'packages/subsystems/src/cache/ram.test.ts': '',
};

interface Changes {
  manifest?: Partial<Manifest>;
  more?: Record<string, string | undefined>;
  shipped?: Shipped[];
  beside?: Manifest;
}

function workspace({ manifest = {}, more = {}, shipped = [], beside }: Changes): Workspace {
  const present = Object.fromEntries(Object.entries({ ...files, ...more }).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const packages = [{ folder: 'packages/connectors/redis', manifest: { ...complete, ...manifest } }];
  if (beside) packages.push({ folder: 'packages/engine', manifest: beside });
  return { packages, files: Object.keys(present), shipped, read: (file) => present[file] ?? '' };
}

const brokenBy = (changes: Changes) => [...new Set(findProblems(workspace(changes)).map((line) => /\(([a-z-]+): /.exec(line)?.[1] ?? line))];

test('a complete workspace has no problem', () => {
  expect(findProblems(workspace({}))).toEqual([]);
});

test('a problem says where, what, and which rule asks for it', () => {
  expect(findProblems(workspace({ manifest: { description: '' } }))).toEqual(['packages/connectors/redis/package.json: lacks a description (manifest-complete: a package says what it is)']);
});

const code = 'packages/connectors/redis/src';
const breaches: Record<string, Changes[]> = {
  'manifest-complete': [{ manifest: { license: 'GPL-3.0' } }, { manifest: { sideEffects: true } }, { manifest: { engines: { node: '>=20' } } }, { manifest: { type: 'commonjs' } }],
  'exports-exist': [{ more: { [`${code}/index.ts`]: undefined } }],
  'exports-mirrored': [{ manifest: { publishConfig: { access: 'public', exports: complete.exports ?? {} } } }],
  'tsconfig-short': [{ more: { 'packages/connectors/redis/tsconfig.json': '{}' } }, { more: { 'packages/connectors/redis/tsconfig.json': undefined } }],
  'versions-pinned': [{ more: { 'package.json': '{ "devDependencies": { "vitest": "^5.0.0" } }' } }, { more: { 'examples/package.json': '{ "dependencies": { "zod": "latest" } }' } }],
  'one-owner-per-client': [{ beside: { ...complete, dependencies: { ioredis: '6.0.0' } }, more: { 'packages/engine/src/index.ts': '', 'packages/engine/tsconfig.json': files['packages/connectors/redis/tsconfig.json'] } }],
  'one-client-per-connector': [{ manifest: { dependencies: { ioredis: '6.0.0', yaml: '2.9.1' } } }],
  'licences-free': [{ shipped: [{ name: 'x', version: '1.0.0', license: 'AGPL-3.0 OR SSPL-1.0', through: 'packages/engine' }] }, { shipped: [{ name: 'x', version: '1.0.0', license: 'MIT AND GPL-2.0', through: 'packages/engine' }] }],
  'names-say-something': [{ more: { [`${code}/utils/a.ts`]: '' } }, { more: { [`${code}/redis.service.ts`]: '' } }, { more: { [`${code}/helpers.ts`]: '' } }],
  'names-in-kebab-case': [{ more: { [`${code}/redisCache.ts`]: '' } }],
  'nothing-left-to-do': [{ more: { [`${code}/a.ts`]: '// TODO later' } }],
  'tests-all-run': [{ more: { [`${code}/a.test.ts`]: "test.only('x', () => {});" } }, { more: { [`${code}/a.test.ts`]: "describe.skip('x', () => {});" } }],
  'lint-not-silenced': [{ more: { [`${code}/a.ts`]: '/* eslint-disable */' } }, { more: { [`${code}/a.ts`]: '// eslint-disable-next-line -- because' } }],
  'subsystems-complete': [{ more: { 'packages/subsystems/src/cache/policy.ts': undefined } }, { more: { 'packages/subsystems/src/cache/ram.test.ts': undefined } }],
  'budget-reasoned': [{ more: { 'tooling/budget.json': `{ "files": { "${code}/index.ts": { "maxLines": 400 } } }` } }, { more: { 'tooling/budget.json': '{ "files": { "gone.ts": { "reason": "a table" } } }' } }],
  'no-registry': [{ more: { 'pnpm-lock.yaml': 'resolution: {tarball: https://example.test/x.tgz}' } }, { more: { 'tooling/toolchain/package-lock.json': '"resolved": "https://example.test/x.tgz"' } }],
  'no-npmrc': [{ more: { '.npmrc': '' } }],
};

describe('each rule finds what breaks it, and nothing else does', () => {
  test.each(Object.entries(breaches).flatMap(([id, all]) => all.map((changes) => ({ id, changes }))))('$id: $changes', ({ id, changes }) => {
    expect(brokenBy(changes)).toEqual([id]);
  });

  test('every rule is proven here', () => {
    expect(rules.map(({ id }) => id)).toEqual(Object.keys(breaches));
  });
});

describe('what is allowed', () => {
  test.each<[string, Changes]>([
    ['a private package need not be ready for publication', { manifest: { private: true, sideEffects: true, engines: {}, publishConfig: {} } }],
    ['a port has no policy', { more: Object.fromEntries(['contract.ts', 'laws.ts', 'index.ts', 'console-log.test.ts'].map((name) => [`packages/subsystems/src/log/${name}`, ''])) }],
    ['a second client has a reason', { manifest: { dependencies: { ioredis: '6.0.0', yaml: '2.9.1' } }, more: { 'tooling/budget.json': '{ "files": {}, "clients": { "packages/connectors/redis": "settings are YAML" } }' } }],
    ['a licence with a free alternative', { shipped: [{ name: 'x', version: '1.0.0', license: '(AFL-2.1 OR BSD-3-Clause)', through: 'packages/engine' }] }],
    ['a disabled rule with its name and a reason', { more: { [`${code}/a.ts`]: '// eslint-disable-next-line eqeqeq -- null too' } }],
    ['a test that runs where it can', { more: { [`${code}/a.test.ts`]: "test.skipIf(windows)('x', () => {});" } }],
  ])('%s', (_, changes) => {
    expect(findProblems(workspace(changes))).toEqual([]);
  });
});
