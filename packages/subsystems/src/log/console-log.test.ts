import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { boot, defineConnector, type Kernel, secret } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { describe, expect, test } from 'vitest';
import { type consoleLog, consoleLogTo, type LineSink, type Log, logPort } from './index.ts';

interface Opened {
  readonly kernel: Kernel;
  readonly log: Log;
  readonly lines: string[];
}

async function open(settings: Parameters<typeof consoleLog>[0] = {}, kind: LineSink['kind'] = 'stream'): Promise<Opened> {
  const lines: string[] = [];
  const connector = consoleLogTo(() => ({ kind, write: (line) => void lines.push(line) }));
  const kernel = await boot({ subsystems: [logPort], use: [connector(settings)], clock: createFakeClock() });
  return { kernel, log: kernel.connectors.port('log'), lines };
}

const stamp = '"time":"2027-01-15T08:00:00.000Z"';

describe('the log on the console', () => {
  test('is what a kernel without a configured log has', async () => {
    const kernel = await boot({ subsystems: [logPort] });
    expect(kernel.connectors.names('log')).toEqual(['ConsoleLog']);
  });

  test('writes one line of JSON an entry where nobody watches, with the time of the clock', async () => {
    const { log, lines } = await open();
    log.log({ level: 'info', message: 'one', data: { n: 1 } });
    log.log({ level: 'error', message: 'two', source: 's' });
    expect(lines).toEqual([`{${stamp},"level":"info","message":"one","data":{"n":1}}`, `{${stamp},"level":"error","message":"two","source":"s"}`]);
  });

  test('writes coloured lines for people on a terminal, and plain ones when colours are refused', async () => {
    const coloured = await open({}, 'terminal');
    coloured.log.log({ level: 'info', message: 'one' });
    expect(coloured.lines).toEqual(['\u001b[90m08:00:00.000\u001b[0m \u001b[36mINFO \u001b[0m one']);
    const plain = await open({ colour: 'never' }, 'terminal');
    plain.log.log({ level: 'info', message: 'one' });
    expect(plain.lines).toEqual(['08:00:00.000 INFO  one']);
  });

  test('writes the format that was asked for, wherever it goes, and no colour codes into a stream', async () => {
    const pretty = await open({ format: 'pretty' }, 'stream');
    pretty.log.log({ level: 'info', message: 'one' });
    expect(pretty.lines).toEqual(['08:00:00.000 INFO  one']);
    const json = await open({ format: 'json' }, 'terminal');
    json.log.log({ level: 'info', message: 'one' });
    expect(json.lines).toEqual([`{${stamp},"level":"info","message":"one"}`]);
  });

  test.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    [undefined, ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('at level %s writes %j', async (level, written) => {
    const { log, lines } = await open(level === undefined ? {} : { level });
    for (const each of ['debug', 'info', 'warn', 'error'] as const) log.log({ level: each, message: 'm' });
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(written);
  });

  test('masks the secrets of the kernel it belongs to', async () => {
    const holder = defineConnector({ subsystem: 'log', id: 'Holder', settings: { key: secret() }, start: ({ settings }) => ({ log: () => void settings.key.reveal() }) });
    const lines: string[] = [];
    const connector = consoleLogTo(() => ({ kind: 'stream', write: (line) => void lines.push(line) }));
    const kernel = await boot({ subsystems: [logPort], use: [connector(), holder({ key: 'sk-canary-1234567890' })], clock: createFakeClock() });
    kernel.connectors.port('log').log({ level: 'info', message: 'with sk-canary-1234567890', data: { key: 'sk-canary-1234567890' } });
    kernel.connectors.port('log', 'Holder').log({ level: 'info', message: '' });
    expect(lines).toEqual([`{${stamp},"level":"info","message":"with [secret]","data":{"key":"[secret]"}}`]);
  });

  test('never throws: not for a place that cannot be written to, nor for an entry that cannot be read', async () => {
    const broken = consoleLogTo(() => ({
      kind: 'stream',
      write: () => {
        throw new Error('EPIPE');
      },
    }));
    const kernel = await boot({ subsystems: [logPort], use: [broken()] });
    kernel.connectors.port('log').log({ level: 'info', message: 'lost' });
    const { log, lines } = await open();
    log.log(null as never);
    log.log({
      level: 'info',
      get message(): string {
        throw new Error('no');
      },
    });
    expect(lines).toEqual([`{${stamp},"level":"error","message":"An entry of the log cannot be read."}`]);
  });

  test.each([
    [{ level: 'inf' }, 'level expected one of debug, info, warn, error, got a string. Did you mean "info"?'],
    [{ format: 'yaml' }, 'format expected one of auto, pretty, json, got a string.'],
    [{ colour: true }, 'colour expected one of auto, never, got true.'],
  ])('refuses the settings %o before it starts', async (settings, says) => {
    await expect(open(settings as never)).rejects.toThrow(says);
  });
});

describe('the log of a process', () => {
  const run = promisify(execFile);
  const script = (body: string): string[] => [
    '--conditions=smyth-source',
    '--input-type=module',
    '--eval',
    `import { boot } from '@smyth/kernel'; import { logPort } from ${JSON.stringify(import.meta.resolve('./index.ts'))};
     const log = (await boot({ subsystems: [logPort] })).connectors.port('log'); ${body}`,
  ];

  test('goes to stderr and leaves stdout alone, whatever the global console does', async () => {
    const { stdout, stderr } = await run(process.execPath, script(`console.group(); console.error = () => {}; log.log({ level: 'info', message: '100%s' });`), { cwd: import.meta.dirname });
    expect([stdout, { ...(JSON.parse(stderr) as object), time: 'now' }]).toEqual(['', { time: 'now', level: 'info', message: '100%s' }]);
  });

  test('does not end with it when stderr is closed', async () => {
    const body = `process.stderr.destroy(); log.log({ level: 'info', message: 'lost' }); await new Promise((go) => setTimeout(go, 20)); console.log('alive');`;
    expect((await run(process.execPath, script(body), { cwd: import.meta.dirname })).stdout).toBe('alive\n');
  });
});
