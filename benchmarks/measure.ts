/** What one operation took, in microseconds. CPU time is that of the whole process: user and system, collector and compiler included. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** One of those measured side by side. `run` measures one batch. */
export interface Subject {
  readonly name: string;
  readonly run: () => Promise<Sample>;
}

/** Times `operations` operations that `work` does. */
export async function timed(operations: number, work: () => Promise<unknown>): Promise<Sample> {
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  await work();
  const wall = (performance.now() - from) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall: wall / operations, cpu: (user + system) / operations };
}

/** Each round begins with another contender and every second one goes backwards, so that nobody always follows the same neighbour. */
export function orderOf<T>(all: readonly T[], round: number): T[] {
  const start = round % all.length;
  const turned = [...all.slice(start), ...all.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}

/** Runs all contenders turn by turn; answers the samples of each, the same round at the same place. */
export async function interleaved(subjects: readonly Subject[], { warmUps, rounds }: { warmUps: number; rounds: number }): Promise<ReadonlyMap<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(subjects.map(({ name }) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const { name, run } of orderOf(subjects, round + warmUps)) {
      const sample = await run();
      if (round >= 0) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
