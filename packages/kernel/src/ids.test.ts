import { describe, expect, test } from 'vitest';
import { createIds } from './ids.ts';
import { createFakeClock } from './testing/fake-clock.ts';

describe('ids', () => {
  test('are the prefix, the time in 13 digits and 16 hex digits', () => {
    expect(createIds(createFakeClock(1_800_000_000_000)).next('run')).toMatch(/^run_1800000000000_[0-9a-f]{16}$/);
    expect(createIds(createFakeClock(7)).next('run')).toMatch(/^run_0000000000007_[0-9a-f]{16}$/);
  });

  test('sort by time', async () => {
    const clock = createFakeClock(999);
    const ids = createIds(clock);
    const first = ids.next('run');
    await clock.advance(1);
    expect([ids.next('run'), first].sort()[0]).toBe(first);
  });

  test('differ within one millisecond', () => {
    const ids = createIds(createFakeClock());
    expect(new Set(Array.from({ length: 1000 }, () => ids.next('run'))).size).toBe(1000);
  });

  test('come with bytes fit for keys', () => {
    const ids = createIds(createFakeClock());
    const [one, two] = [ids.bytes(32), ids.bytes(32)];
    expect([one.length, two.length]).toEqual([32, 32]);
    expect(one).not.toEqual(two);
  });
});
