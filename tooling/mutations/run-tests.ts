import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Assertion {
  readonly fullName: string;
  readonly status: string;
}

interface VitestReport {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly message: string; readonly assertionResults: readonly Assertion[] }[];
}

export interface Ran {
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
  /** Test files that could not even be loaded, or that are not there. */
  readonly unloaded: readonly string[];
}

export function readRan({ testResults }: VitestReport): Ran {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
    unloaded: testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).map(({ name }) => name),
  };
}

/** Runs test files of a checkout in a process of its own. Throws with what it printed when it left no report. */
export function runTests(root: string, files: readonly string[]): Promise<Ran> {
  const report = join(root, '.mutations-report.json');
  rmSync(report, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...files, '--root', root, '--no-cache', '--reporter=json', `--outputFile=${report}`];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000, killSignal: 'SIGKILL' });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(readRan(JSON.parse(readFileSync(report, 'utf8')) as VitestReport));
      } catch (cause) {
        reject(new Error(`vitest left no report:\n${printed}`, { cause }));
      }
    });
  });
}
