import { readFileSync } from 'node:fs';
import tseslint from 'typescript-eslint';
import { restrictions } from './tooling/lint/restrictions.mjs';
import { plugin } from './tooling/lint/rules.mjs';

const budget = JSON.parse(readFileSync(new URL('./tooling/budget.json', import.meta.url), 'utf8'));
const typescript = ['**/*.ts', '**/*.tsx'];
const tests = ['**/*.test.ts', '**/test/**/*.ts'];
const lines = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

const language = {
  'prefer-const': 'error',
  eqeqeq: 'error',
  'no-var': 'error',
  'no-eval': 'error',
  'no-fallthrough': 'error',
  'no-unreachable': 'error',
  'no-debugger': 'error',
  'no-self-compare': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'smyth/reasoned-disable': 'error',
  'smyth/erasable-only': 'error',
};

const promises = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
};

const types = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true, minimumDescriptionLength: 5 }],
};

const sizes = { 'max-lines': lines(300), 'max-lines-per-function': lines(60), 'max-params': ['error', 4] };

/** An exception has a reason, which the structure rules ask for. */
const exceptions = Object.entries(budget.files).map(([file, { maxLines, maxLinesPerFunction, maxParams }]) => ({
  files: [file],
  rules: {
    ...(maxLines && { 'max-lines': lines(maxLines) }),
    ...(maxLinesPerFunction && { 'max-lines-per-function': lines(maxLinesPerFunction) }),
    ...(maxParams && { 'max-params': ['error', maxParams] }),
  },
}));

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/.turbo/**', '**/*.d.ts', 'docs/**', 'benchmarks/**'] },
  { plugins: { smyth: plugin, '@typescript-eslint': tseslint.plugin }, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: { ...language, ...sizes } },
  {
    files: typescript,
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...promises, ...types },
  },
  // The snippets of the overview stand as they were written.
  { files: ['examples/overview/*.ts'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
  ...restrictions.map(({ name, files, except }) => ({ files, ignores: except, rules: { [`smyth/${name}`]: 'error' } })),
  { files: ['packages/**/src/**/*.ts'], ignores: [...tests, 'packages/runtime/src/default-runtime.ts'], rules: { 'smyth/no-module-state': 'error' } },
  { files: tests, rules: { 'max-lines-per-function': 'off' } },
  ...exceptions,
];
