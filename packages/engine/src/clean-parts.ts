import type { RedactedChunks, Redactor } from '@smyth/kernel';
import type { ModelStreamPart } from '@smyth/subsystems';

type Delta = Extract<ModelStreamPart, { type: 'text-delta' | 'reasoning-delta' }>;

interface Saying {
  readonly chunks: RedactedChunks;
  /** The last part of its kind; what is still held goes out as one more of it. */
  last?: Delta;
}

const isDelta = (part: ModelStreamPart): part is Delta => part.type === 'text-delta' || part.type === 'reasoning-delta';

/** A model says no more before its tools have run, or at all. */
const isPause = ({ type }: ModelStreamPart): boolean => type === 'finish' || type.startsWith('tool-');

function* rest(all: readonly Saying[]): Generator<Delta> {
  for (const { chunks, last } of all) {
    const delta = chunks.end();
    if (last !== undefined && delta !== '') yield { ...last, delta };
  }
}

/**
 * The parts of an answer with live secrets masked in what is said, also where one comes in several parts. What was held back comes before
 * a failure. Not a generator: each part would wait three times more.
 */
export function cleanParts(parts: AsyncIterable<ModelStreamPart>, redactor: Pick<Redactor, 'chunks'>): AsyncIterableIterator<ModelStreamPart> {
  const source = parts[Symbol.asyncIterator]();
  const saying: Record<Delta['type'], Saying> = { 'text-delta': { chunks: redactor.chunks() }, 'reasoning-delta': { chunks: redactor.chunks() } };
  const all = Object.values(saying);
  const ready: ModelStreamPart[] = [];
  let failure: { readonly error: unknown } | undefined;
  let ended = false;

  function take(part: ModelStreamPart): void {
    if (isDelta(part)) {
      saying[part.type].last = part;
      ready.push({ ...part, delta: saying[part.type].chunks.push(part.delta) });
      return;
    }
    if (isPause(part)) ready.push(...rest(all));
    ready.push(part);
  }

  async function read(): Promise<void> {
    try {
      const next = await source.next();
      ended = next.done === true;
      if (!next.done) return take(next.value);
    } catch (error) {
      ended = true;
      failure = { error };
    }
    ready.push(...rest(all));
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (ready.length === 0 && !ended) await read();
      const part = ready.shift();
      if (part !== undefined) return { done: false, value: part };
      if (failure === undefined) return { done: true, value: undefined };
      const { error } = failure;
      failure = undefined;
      throw error;
    },
    async return() {
      ended = true;
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
