/** The only source of time. Tests give their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that only grow, with a fraction; for measuring. */
  elapsed(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels it. A process with nothing else to do ends without waiting for it. */
  after(delayMs: number, run: () => void): () => void;
  /** The same, and the process waits for it: for pauses that somebody awaits. */
  hold(delayMs: number, run: () => void): () => void;
}

/** Longer delays than this fire at once in JavaScript timers. */
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
  hold(delayMs: number, run: () => void) {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs));
    return () => clearTimeout(timer);
  },
});

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it is aborted. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.hold(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}
