import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Lets promises settle, moves time on, firing what falls due on the way in order, and lets promises settle again. */
  advance(ms: number): Promise<void>;
}

export function createFakeClock(startMs = 1_800_000_000_000): FakeClock {
  let now = startMs;
  const timers = new Set<{ at: number; run: () => void }>();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const after: Clock['after'] = (delayMs, run) => {
    const timer = { at: now + delayMs, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => now,
    elapsed: () => now - startMs,
    after,
    hold: after,
    async advance(ms) {
      await settle();
      const end = now + ms;
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
