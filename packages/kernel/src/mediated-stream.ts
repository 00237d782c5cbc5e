import type { Clock } from './clock.ts';
import type { Outcome } from './interceptor.ts';

type Ending = Extract<Outcome, { stream: unknown }>;

export interface StreamWatch {
  readonly signal: AbortSignal | undefined;
  /** Epoch ms after which nobody is expected to read on. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly chunk?: ((part: unknown) => void) | undefined;
  /** Called exactly once, whatever ends the stream, and awaited before the reader learns of the end. */
  readonly ended: (ending: Ending) => Promise<void>;
  readonly cancelled: () => Error;
  readonly late: () => Error;
}

/**
 * The one wrapper around a connector's stream: the reader sees the same parts, and the call is settled however it ends: read to the
 * end, failed, returned early, aborted by its signal, or left unread until the deadline.
 */
export function watchStream<Part>(source: AsyncIterable<Part>, watch: StreamWatch): AsyncIterableIterator<Part> {
  const iterator = source[Symbol.asyncIterator]();
  let parts = 0;
  let settled: Promise<void> | undefined;
  let stop: (error: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  // Whoever reads next learns of it; with no reader there is nobody to tell.
  stopped.catch(() => undefined);

  const settle = (ending: Ending['stream'], error?: unknown): Promise<void> =>
    (settled ??= (async () => {
      cancelTimer();
      watch.signal?.removeEventListener('abort', onAbort);
      await watch.ended(error === undefined ? { stream: ending, parts } : { stream: ending, parts, error });
    })());
  /** The source may be stuck in a read that never ends, so its return is asked for and not waited for. */
  const release = (): void => void Promise.resolve(iterator.return?.()).catch(() => undefined);
  const end = (ending: 'aborted' | 'abandoned', error: Error): void => {
    settle(ending, error).then(
      () => stop(error),
      (failure: unknown) => stop(failure as Error),
    );
    release();
  };
  const onAbort = (): void => end('aborted', watch.cancelled());
  const cancelTimer = watch.clock.after(Math.max(0, watch.deadline - watch.clock.now()), () => end('abandoned', watch.late()));
  if (watch.signal?.aborted) onAbort();
  else watch.signal?.addEventListener('abort', onAbort, { once: true });

  const next = async (): Promise<IteratorResult<Part>> => {
    if (settled !== undefined) {
      await settled;
      return Promise.race([stopped, Promise.resolve({ done: true as const, value: undefined })]);
    }
    let result: IteratorResult<Part>;
    try {
      result = await Promise.race([iterator.next(), stopped]);
      if (!result.done) {
        parts++;
        watch.chunk?.(result.value);
        return result;
      }
    } catch (error) {
      if (settled === undefined) release();
      await settle('failed', error);
      throw error;
    }
    await settle('done');
    return result;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    async return(value?: unknown) {
      release();
      await settle('returned');
      return { done: true, value: value as Part };
    },
  };
}
