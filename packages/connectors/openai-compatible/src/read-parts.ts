import type { ModelStreamPart } from '@smyth/subsystems';

const done = { done: true as const, value: undefined };

/**
 * The parts of a stream, which is over only once its `finish` has come: an `error` part, a failing read and an early end reject with what
 * `explain` makes of them. Returning early closes the connection, also while a read is pending.
 */
export function readParts(stream: ReadableStream<ModelStreamPart>, explain: (thrown: unknown) => unknown): AsyncIterableIterator<ModelStreamPart> {
  const reader = stream.getReader();
  let finished = false;
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    // It fails where reading has failed, and that was told already.
    await reader.cancel().catch(() => undefined);
  };
  const fail = async (thrown: unknown): Promise<never> => {
    const explained = explain(thrown);
    await close();
    throw explained;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (closed) return done;
      const read = await reader.read().catch((error: unknown) => (closed ? done : fail(error)));
      if (closed) return done;
      if (read.done) return finished ? done : fail(new Error('it ended before it was finished'));
      if (read.value.type === 'error') return fail(read.value.error);
      finished ||= read.value.type === 'finish';
      return { done: false, value: read.value };
    },
    async return() {
      await close();
      return done;
    },
  };
}
