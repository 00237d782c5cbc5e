import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export interface Manifest {
  name?: string;
  version?: string;
  description?: string;
  license?: string;
  type?: string;
  private?: boolean;
  sideEffects?: boolean;
  engines?: { node?: string };
  exports?: Record<string, Record<string, string>>;
  files?: string[];
  publishConfig?: { access?: string; exports?: Record<string, Record<string, string>> };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A third-party package that reaches users, and through which of ours. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly through: string;
}

/** What the rules look at. Paths are relative to the root and use `/`. */
export interface Workspace {
  readonly packages: readonly Package[];
  readonly files: readonly string[];
  readonly shipped: readonly Shipped[];
  readonly read: (file: string) => string;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.turbo', '.smyth']);
const listed = ['packages', 'apps', 'examples', 'tooling', 'docs'];

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Node's own search, from a real path: pnpm keeps a package's dependencies beside it. */
function findInstalled(name: string, from: string): string | undefined {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

/** Everything a package brings along, without our own packages: those are looked at for themselves. */
function findShipped(root: string, { folder, manifest }: Package): Shipped[] {
  const found = new Map<string, Shipped>();
  const visit = (from: string, dependencies: Record<string, string> = {}): void => {
    for (const name of Object.keys(dependencies)) {
      const place = findInstalled(name, from);
      if (!place || found.has(place) || !place.includes(`${sep}node_modules${sep}`)) continue;
      const { version = '', license = 'none', ...rest } = readManifest(place);
      found.set(place, { name, version, license, through: folder });
      visit(place, { ...rest.dependencies, ...rest.optionalDependencies });
    }
  };
  visit(join(root, folder), { ...manifest.dependencies, ...manifest.optionalDependencies });
  return [...found.values()];
}

export function readWorkspace(root: string): Workspace {
  const toPath = (path: string) => relative(root, path).split(sep).join('/');
  const top = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = [...top, ...listed.map((folder) => join(root, folder)).filter(existsSync).flatMap(listFiles).map(toPath)];
  const folders = files.filter((file) => /^(packages|apps)\/.+\/package\.json$/.test(file)).map((file) => dirname(file));
  const packages = folders.map((folder) => ({ folder, manifest: readManifest(join(root, folder)) }));
  const shipped = packages.filter(({ manifest }) => !manifest.private).flatMap((item) => findShipped(root, item));
  return { packages, files, shipped, read: (file) => readFileSync(join(root, file), 'utf8') };
}
