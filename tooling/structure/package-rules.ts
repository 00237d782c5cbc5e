import { isDeepStrictEqual } from 'node:util';
import type { Problem, Rule } from './rule.ts';
import type { Manifest, Package, Workspace } from './workspace.ts';

const isPublished = ({ manifest }: Package) => manifest.private !== true;
const isPluggable = ({ folder }: Package) => /^packages\/(connectors|extras)\//.test(folder);
const isOurs = (version: string) => version.startsWith('workspace:');

/** Names of types only: many may depend on a specification. */
const specifications = new Set(['@ai-sdk/provider', '@standard-schema/spec']);
const freeLicences = new Set(['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'ISC', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense']);

/** One alternative must be free in all its parts. */
const isFree = (license: string) => license.replace(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((part) => freeLicences.has(part)));

const eachPackage = (check: (item: Package, workspace: Workspace) => string[]) => (workspace: Workspace): Problem[] =>
  workspace.packages.flatMap((item) => check(item, workspace).map((what) => ({ where: `${item.folder}/package.json`, what })));

const thirdParties = ({ manifest }: Package) =>
  Object.entries(manifest.dependencies ?? {}).filter(([name, version]) => !isOurs(version) && !specifications.has(name)).map(([name]) => name);

function missingFields({ manifest, ...item }: Package): string[] {
  const wanted: [string, boolean][] = [
    ['a name', Boolean(manifest.name)],
    ['a description', Boolean(manifest.description)],
    ['"license": "MIT"', manifest.license === 'MIT'],
    ['"type": "module"', manifest.type === 'module'],
  ];
  const published: [string, boolean][] = [
    ['a version', Boolean(manifest.version)],
    ['"sideEffects": false', manifest.sideEffects === false],
    ['"engines": { "node": ">=22.19" }', manifest.engines?.node === '>=22.19'],
    ['"files": ["dist"]', isDeepStrictEqual(manifest.files, ['dist'])],
    ['"publishConfig": { "access": "public" }', manifest.publishConfig?.access === 'public'],
  ];
  return [...wanted, ...(isPublished({ manifest, ...item }) ? published : [])].filter(([, present]) => !present).map(([what]) => `lacks ${what}`);
}

/** `src/laws.ts` is built to `dist/laws.js` and `dist/laws.d.ts`; the source condition comes first, so that it wins. */
function brokenExports({ folder, manifest }: Package, { files }: Workspace): string[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, conditions]) => {
    const source = conditions['smyth-source'];
    if (!source || Object.keys(conditions)[0] !== 'smyth-source') return [`export "${entry}" does not name its source first`];
    if (!files.includes(`${folder}/${source.slice(2)}`)) return [`export "${entry}" names ${source}, which is not there`];
    const built = source.replace(/^\.\/src\//, './dist/').replace(/\.tsx?$/, '');
    const expected = { 'smyth-source': source, types: `${built}.d.ts`, default: `${built}.js` };
    return isDeepStrictEqual(conditions, expected) ? [] : [`export "${entry}" should be ${JSON.stringify(expected)}`];
  });
}

function unmirroredExports(item: Package): string[] {
  if (!isPublished(item)) return [];
  const withoutSource = Object.entries(item.manifest.exports ?? {}).map(([entry, { 'smyth-source': _, ...rest }]) => [entry, rest]);
  return isDeepStrictEqual(item.manifest.publishConfig?.exports, Object.fromEntries(withoutSource)) ? [] : ['publishConfig.exports is not exports without smyth-source'];
}

function unpinned(manifest: Manifest): string[] {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
  return all.filter(([, version]) => version !== 'workspace:*' && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)).map(([name, version]) => `${name} is "${version}"`);
}

/** Also the manifests outside the packages: the root's, the examples' and the tool chain's. */
function findUnpinned({ files, read }: Workspace): Problem[] {
  const manifests = files.filter((file) => /(^|\/)package\.json$/.test(file));
  return manifests.flatMap((where) => unpinned(JSON.parse(read(where)) as Manifest).map((what) => ({ where, what })));
}

function findSharedClients({ packages }: Workspace): Problem[] {
  const users = new Map<string, string[]>();
  for (const item of packages.filter(isPublished)) for (const name of thirdParties(item)) users.set(name, [...(users.get(name) ?? []), item.folder]);
  return [...users].filter(([, folders]) => folders.length > 1).map(([name, folders]) => ({ where: folders.join(', '), what: `all depend on ${name}` }));
}

function findExtraClients(item: Package, { read, files }: Workspace): string[] {
  const clients = thirdParties(item);
  const reasons = files.includes('tooling/budget.json') ? (JSON.parse(read('tooling/budget.json')) as { clients?: Record<string, string> }).clients : undefined;
  return isPluggable(item) && clients.length > 1 && !reasons?.[item.folder] ? [`has ${clients.length} clients: ${clients.join(', ')}`] : [];
}

function longTsconfig({ folder }: Package, { files, read }: Workspace): string[] {
  const file = `${folder}/tsconfig.json`;
  if (!files.includes(file)) return ['has no tsconfig.json beside it'];
  const text = read(file).trim();
  const isBased = /"extends":\s*"(\.\.\/)+tsconfig\.base\.json"/.test(text);
  return text.split('\n').length <= 3 && isBased ? [] : ['tsconfig.json is more than three lines that extend tsconfig.base.json'];
}

export const packageRules: readonly Rule[] = [
  { id: 'manifest-complete', says: 'a package says what it is', check: eachPackage(missingFields) },
  { id: 'exports-exist', says: 'each entry has a source, and dist mirrors src', check: eachPackage(brokenExports) },
  { id: 'exports-mirrored', says: 'users get the built entries', check: eachPackage(unmirroredExports) },
  { id: 'tsconfig-short', says: 'settings are made once, in the base', check: eachPackage(longTsconfig) },
  { id: 'versions-pinned', says: 'the same checkout installs the same code', check: findUnpinned },
  { id: 'one-owner-per-client', says: 'a third-party client is used by one package', check: findSharedClients },
  { id: 'one-client-per-connector', says: 'a connector has one client; budget.json holds the exceptions and why', check: eachPackage(findExtraClients) },
  {
    id: 'licences-free',
    says: 'what we ship may be used by anyone',
    check: ({ shipped }) => shipped.filter(({ license }) => !isFree(license)).map(({ name, version, license, through }) => ({ where: through, what: `${name} ${version} has licence ${license}` })),
  },
];
