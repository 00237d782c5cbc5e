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
  /** What the reader is told of an error of the source. */
  readonly explained: (error: unknown) => Error;
}

interface Source<Part> {
  next(): Promise<IteratorResult<Part>>;
  /** It may be stuck in a read that never ends, so its return is asked for and not waited for. */
  release(): void;
}

function openSource<Part>(source: AsyncIterable<Part>, explained: StreamWatch['explained']): Source<Part> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    async next() {
      try {
        return await iterator.next();
      } catch (error) {
        throw explained(error);
      }
    },
    release: () => void (async () => iterator.return?.())().catch(() => undefined),
  };
}

/**
 * The one wrapper around a connector's stream: the reader sees the same parts, and the call is settled however it ends: read to the
 * end, failed, returned early, aborted by its signal, or left unread until the deadline.
 */
export function watchStream<Part>(source: AsyncIterable<Part>, watch: StreamWatch): AsyncIterableIterator<Part> {
  const { next: ask, release } = openSource(source, watch.explained);
  let parts = 0;
  let settled: Promise<void> | undefined;
  let stopped: { readonly error: Error } | undefined;
  /** Those who wait for a part. Not a race with a promise: a long stream would leave a reaction to it for every part. */
  const readers = new Set<(error: Error) => void>();
  const stop = (error: Error): void => {
    stopped = { error };
    for (const refuse of readers) refuse(error);
  };
  const unlessStopped = (asked: Promise<IteratorResult<Part>>): Promise<IteratorResult<Part>> =>
    new Promise((resolve, reject) => {
      readers.add(reject);
      asked.then(
        (result) => {
          readers.delete(reject);
          resolve(result);
        },
        (error: unknown) => {
          readers.delete(reject);
          reject(error as Error);
        },
      );
    });

  const settle = (ending: Ending['stream'], error?: unknown): Promise<void> =>
    (settled ??= (async () => {
      cancelTimer();
      watch.signal?.removeEventListener('abort', onAbort);
      await watch.ended(error === undefined ? { stream: ending, parts } : { stream: ending, parts, error });
    })());
  const hasEnded = (): boolean => settled !== undefined;
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

  /** A stream that was stopped never looks as if it had come to its end, whatever its source makes of being stopped. */
  const afterEnd = async (): Promise<IteratorResult<Part>> => {
    await settled;
    if (stopped !== undefined) throw stopped.error;
    return { done: true, value: undefined };
  };
  const next = async (): Promise<IteratorResult<Part>> => {
    if (settled !== undefined) return afterEnd();
    let result: IteratorResult<Part>;
    try {
      result = await unlessStopped(ask());
      if (!result.done && !hasEnded()) {
        parts++;
        watch.chunk?.(result.value);
        return result;
      }
    } catch (error) {
      if (hasEnded()) return afterEnd();
      release();
      await settle('failed', error);
      throw error;
    }
    if (hasEnded()) return afterEnd();
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
