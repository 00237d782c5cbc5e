import { describe, expect, test } from 'vitest';
import { pause, systemClock } from './clock.ts';
import { createFakeClock } from './testing/fake-clock.ts';

describe('the clock of the system', () => {
  test('tells epoch milliseconds, and measures on a scale that only grows', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
    const from = systemClock.elapsed();
    expect(systemClock.elapsed()).toBeGreaterThanOrEqual(from);
    expect(Object.isFrozen(systemClock)).toBe(true);
  });

  test('calls once after a delay, and not at all when cancelled', async () => {
    const seen: string[] = [];
    systemClock.after(1, () => seen.push('cancelled'))();
    await new Promise<void>((resolve) => {
      systemClock.after(1, () => {
        seen.push('ran');
        resolve();
      });
    });
    expect(seen).toEqual(['ran']);
  });

  test('does not fire at once what lies further off than timers reach', async () => {
    let fired = false;
    const cancel = systemClock.after(2 ** 40, () => (fired = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    cancel();
    expect(fired).toBe(false);
  });
});

describe('a pause', () => {
  test('ends when its time is over', async () => {
    const clock = createFakeClock();
    const order: string[] = [];
    const pausing = pause(clock, 100).then(() => order.push('over'));
    await clock.advance(99);
    order.push('99 ms');
    await clock.advance(1);
    await pausing;
    expect(order).toEqual(['99 ms', 'over']);
  });

  test('rejects with the reason of its signal, at once when that was aborted before', async () => {
    const clock = createFakeClock();
    const leave = new AbortController();
    const pausing = pause(clock, 100, leave.signal);
    leave.abort(new Error('enough'));
    await expect(pausing).rejects.toThrow('enough');
    await expect(pause(clock, 100, leave.signal)).rejects.toThrow('enough');
  });
});
