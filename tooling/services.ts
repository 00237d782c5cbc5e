// Runs the tests that need real servers: starts these, runs vitest, stops them whatever happens.
// `services.ts [<vitest arguments>]`
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure, print, say } from './bootstrap/failure.mjs';
import { startServices } from './services/start.ts';
import { services } from './services/table.ts';

const root = dirname(import.meta.dirname);
const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(import.meta.dirname, 'services.config.ts')];

let tests: ChildProcess | undefined;
// Vitest ends first, so that its tests can clean up. Before it runs there is nobody to tell: exiting stops what was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => (tests === undefined ? process.exit(128 + constants.signals[signal]) : tests.kill(signal)));
}

/** Answers the exit code, as a shell would. */
function runTests(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const child = (tests = spawn(process.execPath, [...vitest, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}

try {
  const running = await startServices(Object.values(services));
  say(`· ${Object.keys(services).join(', ')} started (process ${running.pids.join(', ')})`);
  process.exitCode = await runTests(process.argv.slice(2), running.environment);
  running.stop();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  print(error);
  process.exitCode = 1;
}
