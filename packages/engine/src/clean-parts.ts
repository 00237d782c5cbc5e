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

/** The parts of an answer with live secrets masked in what is said, also where one comes in several parts. */
export async function* cleanParts(parts: AsyncIterable<ModelStreamPart>, redactor: Pick<Redactor, 'chunks'>): AsyncGenerator<ModelStreamPart> {
  const saying: Record<Delta['type'], Saying> = { 'text-delta': { chunks: redactor.chunks() }, 'reasoning-delta': { chunks: redactor.chunks() } };
  const all = Object.values(saying);
  try {
    for await (const part of parts) {
      if (isDelta(part)) {
        saying[part.type].last = part;
        yield { ...part, delta: saying[part.type].chunks.push(part.delta) };
        continue;
      }
      if (isPause(part)) yield* rest(all);
      yield part;
    }
  } catch (error) {
    yield* rest(all);
    throw error;
  }
  yield* rest(all);
}
