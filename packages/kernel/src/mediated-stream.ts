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

/** Lets nobody wait for a part that is not to come any more. */
interface Stop {
  /** Throws the reason once it was stopped. */
  check(): void;
  /** Rejects all who wait, and whoever comes later is told the reason. */
  now(error: Error): void;
  /** What was asked for, unless the stream is stopped before it comes. */
  unless<T>(asked: Promise<T>): Promise<T>;
}

/** Not a race with a promise: a long stream would leave a reaction to it for every part. */
function createStop(): Stop {
  const waiting = new Set<(error: Error) => void>();
  let reason: Error | undefined;
  return {
    check() {
      if (reason !== undefined) throw reason;
    },
    now(error) {
      reason = error;
      for (const refuse of waiting) refuse(error);
    },
    unless: <T>(asked: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.add(reject);
        const settle = <Given>(tell: (given: Given) => void) => (given: Given): void => {
          waiting.delete(reject);
          tell(given);
        };
        asked.then(settle(resolve), settle(reject));
      }),
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
  const stop = createStop();

  const settle = (ending: Ending['stream'], error?: unknown): Promise<void> =>
    (settled ??= (async () => {
      cancelTimer();
      watch.signal?.removeEventListener('abort', onAbort);
      await watch.ended(error === undefined ? { stream: ending, parts } : { stream: ending, parts, error });
    })());
  const hasEnded = (): boolean => settled !== undefined;
  const end = (ending: 'aborted' | 'abandoned', error: Error): void => {
    settle(ending, error).then(
      () => stop.now(error),
      (failure: unknown) => stop.now(failure as Error),
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
    stop.check();
    return { done: true, value: undefined };
  };
  const next = async (): Promise<IteratorResult<Part>> => {
    if (settled !== undefined) return afterEnd();
    let result: IteratorResult<Part>;
    try {
      result = await stop.unless(ask());
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
