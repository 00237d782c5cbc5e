import type { Clock } from '../clock.ts';

type Release = () => void | Promise<void>;

export interface ReleaseFailure {
  readonly connector: string;
  readonly reason: string;
}

/** What was opened, to be closed newest first. */
export interface Releases {
  /** After {@link closeAll} began there is nobody left to use it, so it is released at once. */
  add(connector: string, release: Release): void;
  /** Runs every release once, each whatever the others do, each within the time. */
  closeAll(timeoutMs: number): Promise<ReleaseFailure[]>;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Resolves with what `work` does, or rejects when it takes longer than `timeoutMs`. */
export function within<T>(clock: Clock, timeoutMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(late()));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error as Error);
      },
    );
  });
}

export function createReleases(clock: Clock): Releases {
  const open: { connector: string; release: Release }[] = [];
  let closing = false;
  const run = async ({ connector, release }: { connector: string; release: Release }, timeoutMs: number): Promise<ReleaseFailure[]> => {
    try {
      const done = Promise.resolve().then(release);
      await within(clock, timeoutMs, done, () => new Error(`it did not finish within ${timeoutMs} ms`));
      return [];
    } catch (error) {
      return [{ connector, reason: reasonOf(error) }];
    }
  };
  return {
    add(connector, release) {
      open.push({ connector, release });
      if (closing) void run(open.pop() as (typeof open)[number], 10_000);
    },
    async closeAll(timeoutMs) {
      closing = true;
      const failures: ReleaseFailure[] = [];
      // Newest first: what was acquired last may still use what came before.
      for (let next = open.pop(); next; next = open.pop()) failures.push(...(await run(next, timeoutMs)));
      return failures;
    },
  };
}
