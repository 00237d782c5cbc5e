import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SRE } from 'smyth-runtime';
import { type ConnectorNames, parseTarget } from './connector-names.ts';
import { newErrors } from './errors.ts';

/** A package of the repository, or one that stands alone. */
export type Layout = 'workspace' | 'standalone';

export interface NewConnector {
  readonly names: ConnectorNames;
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder, in the order they were written. */
  readonly files: readonly string[];
}

interface Wanted {
  /** `cache/acme`. */
  readonly target: string | undefined;
  /** Where it goes; absent: `<name>-<subsystem>` in the working directory. */
  readonly folder?: string | undefined;
  readonly layout: Layout;
}

const templates = join(import.meta.dirname, '../../templates/connector');

/** Template → file of the package. */
const filesOf = ({ subsystem, file }: ConnectorNames, layout: Layout): [template: string, file: string][] => [
  [`${layout}/package.json.txt`, 'package.json'],
  [`${layout}/tsconfig.json.txt`, 'tsconfig.json'],
  ...(layout === 'standalone' ? [['standalone/gitignore.txt', '.gitignore'] as [string, string]] : []),
  ['README.md.txt', 'README.md'],
  ['index.ts.txt', 'src/index.ts'],
  [`${subsystem}.ts.txt`, `src/${file}.ts`],
  ['laws.test.ts.txt', 'test/laws.test.ts'],
];

/** Fills in `{{name}}`; a name that is not known is a mistake of the template. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A template speaks of {{${name}}}, which is not known.`);
    return value;
  });
}

/** Refuses a folder with something in it. */
async function refuseTaken(folder: string): Promise<void> {
  const found = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    if (cause.code === 'ENOTDIR') return ['a file in its place'];
    throw newErrors.NOT_WRITTEN({ folder, reason: cause.code ?? 'unknown' }, { cause });
  });
  if (found.length > 0) throw newErrors.FOLDER_TAKEN({ folder });
}

async function writeAll(folder: string, contents: readonly (readonly [file: string, text: string])[]): Promise<void> {
  try {
    for (const [file, text] of contents) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      // Never over a file that came in between.
      await writeFile(path, text, { flag: 'wx' });
    }
  } catch (cause) {
    throw newErrors.NOT_WRITTEN({ folder, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, { cause });
  }
}

/**
 * Writes a package with a connector in memory that keeps every law of its subsystem, and the test that says so. Nothing is written when
 * anything is wrong with the target or the folder, and nothing is ever overwritten.
 * @throws NEW_BAD_TARGET, NEW_NO_TEMPLATE, NEW_BAD_NAME, NEW_FOLDER_TAKEN, NEW_NOT_WRITTEN
 */
export async function newConnector({ target, folder: given, layout }: Wanted): Promise<NewConnector> {
  const names = parseTarget(target);
  const folder = resolve(given ?? names.file);
  await refuseTaken(folder);
  const values = { ...names, package: layout === 'workspace' ? `@smyth/${names.name}` : names.file, version: SRE.version };
  const contents = await Promise.all(filesOf(names, layout).map(async ([template, file]) => [file, fill(await readFile(join(templates, template), 'utf8'), values)] as const));
  await writeAll(folder, contents);
  return { names, folder, files: contents.map(([file]) => file) };
}
