import { startChild } from '../child.ts';
import { type Result, toCounts, toLines } from '../line.ts';
import { interleaved } from '../measure.ts';

const file = 'figures/mediated-call-process.ts';
const names = { raw: 'raw connector', mediated: 'through the kernel', intercepted: 'with policy, budget and telemetry' };
const operations = 100_000;

/** What the kernel adds to a call of a connector that itself does next to nothing. */
export async function mediatedCall(): Promise<Result> {
  const child = await startChild(file);
  const subjects = Object.entries(names).map(([way, name]) => ({ name, run: () => child.ask({ way, operations, measure: 'time' }) }));
  const samples = await interleaved(subjects, { warmUps: 6, rounds: 31 });
  child.stop();
  return { lines: toLines(samples, { figure: 'mediated cache.get', baseline: names.raw, unit: 'µs' }) };
}

/** Heap that is not given back after a million calls; a process for each, so that none inherits from another. */
export async function heapGrowth(): Promise<Result> {
  const counts: { contender: string; count: number }[] = [];
  for (const [way, contender] of Object.entries(names)) {
    const child = await startChild(file, [], ['--expose-gc']);
    const { bytes } = (await child.ask({ way, operations: 1_000_000, measure: 'heap' })) as unknown as { bytes: number };
    child.stop();
    counts.push({ contender, count: bytes / 1e6 });
  }
  return { lines: toCounts('heap growth over 1,000,000 calls', 'MB', counts) };
}
