import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from './fake-clock.ts';
import { altered, judge, type Law, type OpenWorld, toothless } from './law.ts';

interface Counter {
  add(by: number): Promise<number>;
}

function openCounter(closed: string[] = [], step = 1): OpenWorld<Counter> {
  return async () => {
    const clock = createFakeClock();
    let total = 0;
    return { it: { add: async (by) => (total += by * step) }, advance: clock.advance, now: clock.now, close: async () => void closed.push('closed') };
  };
}

const adds: Law<Counter> = {
  id: 'counter/adds',
  says: 'one and two are three',
  async check({ it }) {
    await it.add(1);
    assert.equal(await it.add(2), 3);
  },
  sabotage: (it) => altered(it, { add: async (add, by: number) => (await add(by)) + 1 }),
};
const blind: Law<Counter> = { id: 'counter/blind', says: 'it adds', check: async ({ it }) => void (await it.add(1)), sabotage: adds.sabotage };

describe('judging', () => {
  test('tries each law on a subject of its own, and closes it', async () => {
    const closed: string[] = [];
    expect(await judge([adds, adds], openCounter(closed))).toEqual([
      { law: 'counter/adds', outcome: 'holds' },
      { law: 'counter/adds', outcome: 'holds' },
    ]);
    expect(closed).toEqual(['closed', 'closed']);
  });

  test('says what breaks, with the error, and closes the subject all the same', async () => {
    const closed: string[] = [];
    expect(await judge([adds], openCounter(closed, 2))).toEqual([{ law: 'counter/adds', outcome: 'breaks', error: expect.any(assert.AssertionError) as unknown }]);
    expect(closed).toEqual(['closed']);
  });

  test('lets a subject deviate as it says, and no longer than it does', async () => {
    const because = { 'counter/adds': 'it counts in pairs' };
    expect(await judge([adds], openCounter([], 2), because)).toEqual([{ law: 'counter/adds', outcome: 'deviates', because: 'it counts in pairs' }]);
    expect(await judge([adds], openCounter(), because)).toEqual([{ law: 'counter/adds', outcome: 'stale', because: 'it counts in pairs' }]);
  });

  test('finds the laws that do not notice their own saboteur', async () => {
    expect(await toothless([adds, blind], openCounter())).toEqual(['counter/blind']);
  });
});

test('an altered subject has what was replaced, and keeps the rest, private parts too', async () => {
  class Safe {
    readonly #code = 7;
    open(): number {
      return this.#code;
    }
    close(): string {
      return 'closed';
    }
  }
  const it = altered(new Safe(), { close: (close) => `${close()} twice` });
  expect([it.open(), it.close()]).toEqual([7, 'closed twice']);
});
