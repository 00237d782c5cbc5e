import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ErrorRow, errorRows, isSmythError } from '../../packages/kernel/src/errors.ts';
import { unsupported } from '../../packages/kernel/src/kernel-errors.ts';
import { readWorkspace, type Workspace } from '../structure/workspace.ts';
import { placeholder } from './placeholder.ts';

/** One code, as the page shows it. */
export interface ErrorEntry {
  readonly code: string;
  /** The first word of the code. */
  readonly area: string;
  readonly category: ErrorRow<never>['category'];
  readonly retryable: boolean;
  readonly says: string;
  readonly fix: string;
  /** The package it comes from. */
  readonly from: string;
}

const isSource = (file: string): boolean => /^(packages|apps)\/.+\/src\/.+\.ts$/.test(file) && !file.endsWith('.test.ts');

/** Areas that a source defines. */
const definedAreas = (source: string): string[] => [...source.matchAll(/\bdefineErrors\(\s*'([A-Z_]+)'/g)].map(([, area = '']) => area);

/** These make errors in another way: the definition itself, and `unsupported`, whose area is that of the subsystem. */
const makers = ['packages/kernel/src/errors.ts', 'packages/kernel/src/kernel-errors.ts'];

/** Errors that no table would tell of. */
function refuseHidden(file: string, source: string): void {
  if (makers.includes(file)) return;
  if (/\bnew (SmythError|ACLAccessDeniedError)\(/.test(source)) throw new Error(`${file} makes an error past the tables.`);
  if (/\bdefineErrors\((?!\s*')/.test(source)) throw new Error(`${file} defines errors of an area that cannot be read from its source.`);
}

const render = (text: string | ((details: never) => string)): string => (typeof text === 'string' ? text : text(placeholder('') as never));

const toEntry = (code: string, row: ErrorRow<never>, from: string): ErrorEntry => ({
  code,
  area: code.slice(0, code.indexOf('_')),
  category: row.category,
  retryable: row.retryable ?? false,
  says: render(row.says),
  fix: render(row.fix),
  from,
});

type Exports = Readonly<Record<string, unknown>>;

/** Every table among the exports of a module. */
const tablesOf = (exported: Exports): ReadonlyMap<string, ErrorRow<never>>[] =>
  Object.values(exported).flatMap((value) => (typeof value === 'object' && value !== null && errorRows(value).size > 0 ? [errorRows(value)] : []));

async function readFileTables({ read, packages }: Workspace, root: string, file: string): Promise<ErrorEntry[]> {
  const areas = definedAreas(read(file));
  refuseHidden(file, read(file));
  if (areas.length === 0) return [];
  const from = packages.find(({ folder }) => file.startsWith(`${folder}/`))?.manifest.name ?? file;
  const exported = (await import(pathToFileURL(join(root, file)).href)) as Exports;
  const entries = tablesOf(exported).flatMap((rows) => [...rows].map(([code, row]) => toEntry(code, row, from)));
  const missing = areas.filter((area) => !entries.some(({ code }) => code.startsWith(`${area}_`)));
  if (missing.length > 0) throw new Error(`${file} defines errors of ${missing.join(', ')} without exporting the table: nobody can look them up.`);
  return entries;
}

/** `<SUBSYSTEM>_UNSUPPORTED` is made as it is needed, for every mediated subsystem. */
async function unsupportedOf(root: string): Promise<ErrorEntry[]> {
  const exported = (await import(pathToFileURL(join(root, 'packages/subsystems/src/index.ts')).href)) as Exports;
  const names = Object.values(exported).flatMap((value) => (typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'resource' ? [(value as { name?: string }).name ?? ''] : []));
  return names.map((name) => {
    const error = unsupported(name, placeholder('connector') as never, placeholder('method') as never);
    if (!isSmythError(error)) throw new Error('A method that is not supported has to have a code.');
    const says = error.message.slice(error.code.length + 2, -error.fix.length - 1);
    return { code: error.code, area: name.toUpperCase(), category: error.category, retryable: error.retryable, says, fix: error.fix, from: '@smyth/kernel' };
  });
}

/**
 * Every code of every package, ordered. Tables are found by loading the modules whose source defines one; one that is not exported is an
 * error here, and so is a code that two tables have.
 */
export async function collectErrors(root: string): Promise<ErrorEntry[]> {
  const workspace = readWorkspace(root);
  const found = await Promise.all(workspace.files.filter(isSource).map((file) => readFileTables(workspace, root, file)));
  const all = [...found.flat(), ...(await unsupportedOf(root))].sort((a, b) => (a.code < b.code ? -1 : 1));
  const twice = all.filter(({ code }, i) => code === all[i + 1]?.code);
  if (twice.length > 0) throw new Error(`Two tables have ${twice.map(({ code }) => code).join(', ')}.`);
  return all;
}

/** Codes that a docstring says are thrown, with the file. The test kit is left out: it is for tests, and its codes are a type of its own. */
export function collectThrows(root: string): { readonly code: string; readonly file: string }[] {
  const { files, read } = readWorkspace(root);
  const shipped = files.filter((file) => isSource(file) && !file.startsWith('packages/testkit/'));
  return shipped.flatMap((file) =>
    [...read(file).matchAll(/@throws((?:(?!\*\/|@)[\s\S])*)/g)].flatMap(([, text = '']) => [...text.matchAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g)].map(([code]) => ({ code, file }))),
  );
}
