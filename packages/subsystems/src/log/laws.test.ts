import { boot } from '@smyth/kernel';
import { createFakeClock, judge, type OpenWorld, toothless } from '@smyth/kernel/testing';
import { describe, expect, test } from 'vitest';
import { consoleLogTo, type Log, logPort } from './index.ts';
import { logLaws } from './laws.ts';

const worldOf =
  (format: 'pretty' | 'json'): OpenWorld<Log> =>
  async () => {
    const clock = createFakeClock();
    const connector = consoleLogTo(() => ({ kind: 'stream', write: () => undefined }));
    const kernel = await boot({ subsystems: [logPort], use: [connector({ format, level: 'debug' })], clock });
    return { it: kernel.connectors.port('log'), advance: clock.advance, now: clock.now, close: () => kernel.stop() };
  };

describe.each(['pretty', 'json'] as const)('the laws of a log, written %s', (format) => {
  test('hold', async () => {
    expect(await judge(logLaws, worldOf(format))).toEqual(logLaws.map(({ id }) => ({ law: id, outcome: 'holds' })));
  });

  test('bite, each of them', async () => {
    expect(await toothless(logLaws, worldOf(format))).toEqual([]);
  });
});
