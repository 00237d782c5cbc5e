import { expect, test } from 'vitest';
import { runRing, tallyLine } from './ring.ts';

test('a store that acknowledges too early and overwrites in place is found out', async () => {
  const tally = await runRing('careless', { kills: 20, seed: 7 });
  process.stdout.write(`${tallyLine(tally)}: as it has to be, it keeps no promise\n`);
  expect([tally.lost.length > 0, tally.torn.length > 0]).toEqual([true, true]);
}, 120_000);
