import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { plugin } from './lint/rules.mjs';
import config from '../eslint.config.js';

const linter = new Linter();
const base: Linter.Config = { languageOptions: { parser: tseslint.parser as Linter.Parser }, plugins: { smyth: plugin }, linterOptions: { reportUnusedDisableDirectives: 'off' } };

function complaints(rule: string, code: string): string[] {
  const found = linter.verify(code, [{ ...base, rules: { [`smyth/${rule}`]: 'error' } }]);
  return found.map(({ line, message }) => `${line}: ${message.split(':')[0]}`);
}

/** Only what depends on the file's place: the rules that need types are not asked. */
function rulesFor(file: string): string[] {
  const blocks = config.filter(({ rules }: { rules?: object }) => rules && Object.keys(rules).every((name) => name.startsWith('smyth/')));
  const found = linter.verify('console.log(process.env.A, Date.now()); let state = 1;', [{ ...base, files: ['**/*.ts'] }, ...blocks], file);
  return [...new Set(found.map(({ ruleId }) => String(ruleId).replace('smyth/', '')))].sort();
}

describe('a rule finds what it forbids', () => {
  test.each([
    ['clock-port', 'Date.now();', 'Date.now'],
    ['clock-port', 'const at = new Date();', 'new Date'],
    ['clock-port', 'globalThis.setTimeout(() => {}, 1);', 'setTimeout'],
    ['clock-port', "import { setTimeout } from 'timers/promises';", 'timers/promises'],
    ['ids-port', 'Math.random();', 'Math.random'],
    ['ids-port', "import { randomUUID } from 'node:crypto';", 'randomUUID'],
    ['egress-port', "fetch('https://example.test');", 'fetch'],
    ['egress-port', "export { request } from 'node:http';", 'node'],
    ['environment-module', 'process.env.KEY;', 'process.env'],
    ['environment-module', "process['env'];", 'process.env'],
    ['terminal-output', "console.log('x');", 'console'],
    ['terminal-output', "process.stderr.write('x');", 'process.stderr'],
    ['no-code-loading', "eval('1');", 'eval'],
    ['no-code-loading', "new Function('1');", 'Function'],
    ['no-code-loading', "await import('node:child_process');", 'node'],
    ['kernel-without-node', "import { join } from 'node:path';", 'node'],
    ['no-module-state', 'export let runs = 0;', 'Modules hold no mutable state'],
    ['erasable-only', 'enum Colour { red }', 'Use a union of string literals.'],
    ['erasable-only', 'namespace inner { export const x = 1; }', 'Use a module.'],
    ['reasoned-disable', '// eslint-disable-next-line eqeqeq\nx == 1;', 'Say why'],
  ])('%s: %s', (rule, code, complaint) => {
    expect(complaints(rule, code)).toEqual([`1: ${complaint}`]);
  });
});

describe('a rule leaves alone what only looks like it', () => {
  test.each([
    ['clock-port', 'const at = new Date(1000); const Date2 = { now: () => 1 }; Date2.now();'],
    ['clock-port', 'export const set = (setTimeout: (ms: number) => void) => setTimeout(1);'],
    ['egress-port', 'export const ask = (io: { fetch: typeof fetch }) => io.fetch("x");'],
    ['egress-port', "import type { Server } from 'node:http';"],
    ['no-module-state', 'export const count = () => { let n = 0; return () => n++; };'],
    ['erasable-only', "declare module '@smyth/kernel' { interface SubsystemMap { cache: 1 } }"],
    ['reasoned-disable', '// eslint-disable-next-line eqeqeq -- null and undefined are both absent here\nx == 1;'],
  ])('%s: %s', (rule, code) => {
    expect(complaints(rule, code)).toEqual([]);
  });
});

describe('a rule holds where it should', () => {
  test.each([
    ['packages/engine/src/run.ts', ['clock-port', 'environment-module', 'no-module-state', 'terminal-output']],
    ['packages/connectors/redis/src/redis.ts', ['clock-port', 'environment-module', 'no-module-state', 'terminal-output']],
    ['packages/kernel/src/clock.ts', ['environment-module', 'kernel-without-node', 'no-module-state', 'terminal-output']],
    ['packages/runtime/src/environment.ts', ['clock-port', 'no-module-state', 'terminal-output']],
    ['packages/runtime/src/default-runtime.ts', ['clock-port', 'environment-module', 'terminal-output']],
    ['packages/subsystems/src/log/console-log.ts', ['clock-port', 'environment-module', 'no-module-state']],
    ['packages/engine/src/run.test.ts', []],
    ['packages/engine/test/run.ts', []],
    ['apps/cli/src/main.ts', []],
    ['apps/server/src/listen.ts', ['terminal-output']],
    ['examples/hello.ts', []],
    ['tooling/packed.ts', []],
  ])('%s', (file, rules) => {
    expect(rulesFor(file)).toEqual(rules);
  });
});
