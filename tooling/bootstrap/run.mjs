import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { taskEnvironment, toolEnvironment, withTools } from './environment.mjs';
import { Failure } from './failure.mjs';
import { nodeFor } from './machine.mjs';

const script = (...args) => ({ args, environment: toolEnvironment });

/** Only `start` is the user's own program, so only it sees the user's NODE_ENV. */
const tasks = {
  start: { args: ['--conditions=smyth-source', 'apps/cli/src/main.ts', 'demo'], environment: taskEnvironment },
  test: script('node_modules/vitest/vitest.mjs', 'run'),
  'test:crash': script('node_modules/vitest/vitest.mjs', 'run', '--config', 'tooling/crash.config.ts'),
  'test:mutations': script('tooling/mutations.ts'),
  'test:packed': script('tooling/packed.ts'),
  'test:services': script('tooling/services.ts'),
  bench: script('benchmarks/run.ts'),
  new: script('--conditions=smyth-source', 'tooling/scaffold/new.ts'),
  errors: script('--conditions=smyth-source', 'tooling/errors-page.ts', '--write'),
  build: script('node_modules/turbo/bin/turbo', 'run', 'build'),
  check: script('tooling/check.ts'),
  types: script('tooling/check.ts', 'types'),
  lint: script('tooling/check.ts', 'lint'),
  arrows: script('tooling/check.ts', 'arrows'),
  structure: script('tooling/check.ts', 'structure'),
  knip: script('tooling/check.ts', 'knip'),
};

export function findTask(name) {
  if (Object.hasOwn(tasks, name ?? '')) return tasks[name];
  throw new Failure(`There is no task "${name ?? ''}".`, `One of: ${Object.keys(tasks).join(', ')}.`);
}

/** Ctrl-C on a terminal reaches the whole group; forwarded as well, it would look like a second, impatient one. */
const forwarded = () => ['SIGTERM', 'SIGHUP', ...(process.stdin.isTTY ? [] : ['SIGINT'])];

/** Runs the task in the foreground. Answers its exit code, as a shell would. */
export function run(where, task, args) {
  const env = { TURBO_TELEMETRY_DISABLED: '1', ...withTools(task.environment(process.env), where) };
  const child = spawn(nodeFor(where), [...task.args, ...args], { cwd: where.root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => forwarded().includes(signal) && child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(`${nodeFor(where)} cannot be started (${error.message}).`, 'Delete tooling/toolchain/node_modules and run the same command again.')));
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
}
