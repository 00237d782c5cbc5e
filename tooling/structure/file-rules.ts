import type { Problem, Rule } from './rule.ts';
import type { Workspace } from './workspace.ts';

const isCode = (file: string) => /\.(ts|tsx|mjs|cjs|js)$/.test(file);
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const baseName = (file: string) => file.slice(file.lastIndexOf('/') + 1);

/** These hold the words they look for. */
const aboutThemselves = /^tooling\/(structure|lint)/;

const findNames = (pattern: RegExp, what: string) => ({ files }: Workspace): Problem[] =>
  files.filter((file) => isCode(file) && file.includes('/') && pattern.test(file)).map((where) => ({ where, what }));

function findText(pattern: RegExp, what: string, isMeant: (file: string) => boolean = isCode) {
  return ({ files, read }: Workspace): Problem[] =>
    files
      .filter((file) => isMeant(file) && !aboutThemselves.test(file))
      .flatMap((file) => read(file).split('\n').flatMap((line, index) => (pattern.test(line) ? [{ where: `${file}:${index + 1}`, what }] : [])));
}

/** Folders of packages/subsystems/src and what each may lack. Ports are bound at boot but not mediated, so they have no policy. */
const incompleteFolders: Record<string, readonly string[]> = {
  home: ['contract.ts', 'policy.ts', 'laws.ts'],
  testing: ['contract.ts', 'policy.ts', 'laws.ts', 'index.ts'],
  laws: ['contract.ts', 'policy.ts', 'laws.ts', 'index.ts'],
  log: ['policy.ts'],
  telemetry: ['policy.ts'],
  models: ['policy.ts'],
  component: ['policy.ts'],
  router: ['policy.ts'],
  cli: ['policy.ts'],
};

function findIncompleteSubsystems({ files }: Workspace): Problem[] {
  const inside = files.map((file) => /^packages\/subsystems\/src\/([^/]+)\/(.+)$/.exec(file)).filter((match) => match !== null);
  const folders = [...new Set(inside.map(([, folder = '']) => folder))];
  return folders.flatMap((folder) => {
    const names = new Set(inside.filter(([, owner]) => owner === folder).map(([, , name = '']) => name));
    const missing = ['contract.ts', 'policy.ts', 'laws.ts', 'index.ts'].filter((name) => !names.has(name) && !incompleteFolders[folder]?.includes(name));
    const tested = [...names].some(isTest) || files.some((file) => file.startsWith(`packages/subsystems/test/${folder}`));
    return [...missing, ...(tested ? [] : ['a test'])].map((what) => ({ where: `packages/subsystems/src/${folder}`, what: `lacks ${what}` }));
  });
}

interface Budget {
  readonly files: Record<string, { readonly reason?: string }>;
  readonly clients?: Record<string, string>;
}

function findIdleExceptions({ files, read }: Workspace): Problem[] {
  const where = 'tooling/budget.json';
  if (!files.includes(where)) return [];
  const budget = JSON.parse(read(where)) as Budget;
  return Object.entries(budget.files).flatMap(([file, { reason }]) => [
    ...(files.includes(file) ? [] : [{ where, what: `${file} is not there` }]),
    ...(reason ? [] : [{ where, what: `${file} has no reason` }]),
  ]);
}

export const fileRules: readonly Rule[] = [
  {
    id: 'names-say-something',
    says: 'a file is named after the one thing inside',
    check: findNames(/(^|\/)(utils?|helpers?|common|misc)(\/|\.)|\.(class|service|helpers?|types|utils?)\.\w+$/, 'has a name that says nothing'),
  },
  {
    id: 'names-in-kebab-case',
    says: 'kebab-case, folders too',
    check: ({ files }) => files.filter((file) => isCode(file) && file.includes('/') && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(baseName(file))).map((where) => ({ where, what: 'is not in kebab-case' })),
  },
  { id: 'nothing-left-to-do', says: 'open work is an issue, not a comment', check: findText(/\b(TODO|FIXME|XXX)\b/, 'holds a note to oneself') },
  { id: 'tests-all-run', says: 'no test is singled out or left out', check: findText(/\b(test|it|describe)(\.\w+)*\.(only|skip)\(/, 'does not run every test', isTest) },
  { id: 'lint-not-silenced', says: 'a disabled rule is named and has a reason', check: findText(/eslint-disable(-next-line|-line)?\s*(--|\*\/|$)/, 'disables every rule') },
  { id: 'subsystems-complete', says: 'a subsystem is contract, policy, laws and index, with a test', check: findIncompleteSubsystems },
  { id: 'budget-reasoned', says: 'an exception has a file and a reason', check: findIdleExceptions },
  { id: 'no-registry', says: 'each place has its own package registry', check: findText(/(resolved"?|tarball):\s*"?https?:/, 'names a registry host', (file) => /(^|\/)(pnpm-lock\.yaml|package-lock\.json)$/.test(file) && file !== 'package-lock.json') },
  { id: 'no-npmrc', says: 'each place has its own package registry', check: ({ files }) => files.filter((file) => baseName(file) === '.npmrc').map((where) => ({ where, what: 'is not for a repository' })) },
];
