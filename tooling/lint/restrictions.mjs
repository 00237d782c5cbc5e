// What may be reached from where. Each row becomes one lint rule: globals and members of globals by name, modules by specifier.
const tests = ['**/*.test.ts', '**/test/**', '**/testing/**'];
const testkit = 'packages/testkit/**';
const packages = ['packages/*/src/**', 'packages/{connectors,extras,compat}/*/src/**'];

export const restrictions = [
  {
    name: 'clock-port',
    members: ['Date.now', 'performance.now', 'new Date'],
    globals: ['setTimeout', 'setInterval', 'setImmediate'],
    modules: ['node:timers', 'node:timers/promises'],
    message: 'Take the time from the clock port, so that tests need not wait.',
    files: packages,
    except: [...tests, testkit, 'packages/kernel/src/clock.ts'],
  },
  {
    name: 'ids-port',
    members: ['Math.random', 'crypto.randomUUID'],
    imports: { 'node:crypto': ['randomUUID', 'pseudoRandomBytes'] },
    message: 'Take identifiers and chance from the ids port, so that runs can be repeated.',
    files: packages,
    except: [...tests, testkit, 'packages/kernel/src/ids.ts'],
  },
  {
    name: 'egress-port',
    globals: ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'],
    modules: ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram'],
    message: 'Every request goes through the egress guard: use the fetch you are given.',
    files: packages,
    except: [...tests, testkit, 'packages/kernel/src/egress.ts'],
  },
  {
    name: 'environment-module',
    members: ['process.env'],
    imports: { 'node:process': ['env', 'default'] },
    message: 'Only packages/runtime/src/environment.ts reads the environment; connectors declare their variables.',
    files: packages,
    except: [...tests, testkit, 'packages/runtime/src/environment.ts'],
  },
  {
    name: 'terminal-output',
    globals: ['console'],
    members: ['process.stdout', 'process.stderr'],
    imports: { 'node:process': ['stdout', 'stderr', 'default'] },
    modules: ['node:console'],
    message: 'Packages do not write to the terminal: use the log port.',
    files: [...packages, 'apps/**'],
    except: [...tests, testkit, 'apps/cli/**', 'packages/subsystems/src/log/**'],
  },
  {
    name: 'no-code-loading',
    globals: ['eval', 'Function'],
    modules: ['node:child_process', 'node:vm', 'node:worker_threads', 'node:cluster'],
    message: 'Code is run in the code sandbox only.',
    files: packages,
    except: [...tests, testkit],
  },
  {
    name: 'kernel-without-node',
    modules: ['node:*'],
    globals: ['process', 'Buffer', 'require'],
    message: 'The kernel runs wherever JavaScript runs: no Node modules or globals.',
    files: ['packages/kernel/src/**'],
    except: ['**/*.test.ts', '**/test/**'],
  },
];
