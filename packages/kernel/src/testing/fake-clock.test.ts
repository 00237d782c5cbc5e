import { describe, expect, test } from 'vitest';
import { createFakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';

describe('a clock for tests', () => {
  test('stands still until it is moved', async () => {
    const clock = createFakeClock(1000);
    expect([clock.now(), clock.elapsed()]).toEqual([1000, 0]);
    await clock.advance(250);
    expect([clock.now(), clock.elapsed()]).toEqual([1250, 250]);
  });

  test('fires what falls due in order, each at its own time, and what that adds on the way', async () => {
    const clock = createFakeClock(0);
    const seen: [string, number][] = [];
    clock.after(30, () => seen.push(['third', clock.now()]));
    clock.after(10, () => {
      seen.push(['first', clock.now()]);
      clock.after(10, () => seen.push(['second', clock.now()]));
    });
    clock.after(31, () => seen.push(['later', clock.now()]));
    await clock.advance(30);
    expect(seen).toEqual([
      ['first', 10],
      ['second', 20],
      ['third', 30],
    ]);
  });

  test('does not fire what was cancelled, and lets promises settle', async () => {
    const clock = createFakeClock(0);
    const seen: string[] = [];
    clock.after(10, () => seen.push('cancelled'))();
    clock.after(10, () => void Promise.resolve().then(() => seen.push('settled')));
    await clock.advance(10);
    expect(seen).toEqual(['settled']);
  });
});

test('ids for tests count from one and are the same in every run', () => {
  const ids = createFakeIds();
  expect([ids.next('run'), ids.next('step'), ids.bytes(3)]).toEqual(['run_0000000000001_0000000000000000', 'step_0000000000002_0000000000000000', new Uint8Array([7, 7, 7])]);
});
