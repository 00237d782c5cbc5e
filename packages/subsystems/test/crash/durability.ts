import { expect, test } from 'vitest';
import { runRing, tallyLine } from './ring.ts';
import type { DurableStoreName } from './stores/table.ts';

/** Both can be set, to look for something rare or to see something again. */
const plan = { kills: Number(process.env['SMYTH_CRASH_KILLS'] ?? 200), seed: Number(process.env['SMYTH_CRASH_SEED'] ?? Date.now() % 1_000_000) };

/** The promise, for one store: kill -9 at any moment loses nothing that was acknowledged, tears nothing, and needs no repair. */
export function testDurability(store: DurableStoreName): void {
  test(`${store} loses and tears nothing in ${plan.kills} kills`, async () => {
    const tally = await runRing(store, plan);
    process.stdout.write(`${tallyLine(tally)}\n`);
    expect({ lost: tally.lost, torn: tally.torn, kills: tally.kills }).toEqual({ lost: [], torn: [], kills: plan.kills });
    // Else the kills came when nothing was being written, and show nothing.
    expect([tally.midWrite > plan.kills / 2, tally.acknowledged > plan.kills]).toEqual([true, true]);
  }, 1_200_000);
}
