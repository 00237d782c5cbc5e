import { createRedactor, type Redactor, Secret } from '@smyth/kernel';
import type { ModelStreamPart } from '@smyth/subsystems';
import { describe, expect, test } from 'vitest';
import { cleanParts } from './clean-parts.ts';

const text = (delta: string, id = '1'): ModelStreamPart => ({ type: 'text-delta', id, delta });
const thought = (delta: string): ModelStreamPart => ({ type: 'reasoning-delta', id: 'r', delta });
const call: ModelStreamPart = { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' };

async function* streamOf(parts: readonly ModelStreamPart[], then?: Error): AsyncGenerator<ModelStreamPart> {
  yield* parts;
  if (then) throw then;
}

/** What comes through, and what it failed with, of an answer while `hunter2hunter2` is live. */
async function cleaned(parts: readonly ModelStreamPart[], then?: Error): Promise<{ seen: ModelStreamPart[]; error: unknown }> {
  const redactor: Redactor = createRedactor();
  const held = redactor.watch(new Secret('hunter2hunter2'));
  const seen: ModelStreamPart[] = [];
  let error: unknown;
  try {
    for await (const part of cleanParts(streamOf(parts, then), redactor)) if (!('delta' in part) || part.delta !== '') seen.push(part);
  } catch (thrown) {
    error = thrown;
  }
  expect(held.source).toBe('config');
  return { seen, error };
}

describe('the parts of an answer', () => {
  test('come as they are where they say no secret', async () => {
    const parts = [text('Hello '), thought('well'), text('there'), call];
    expect((await cleaned(parts)).seen).toEqual(parts);
  });

  test('come with a secret masked that stands in several of them, thinking and saying apart', async () => {
    const { seen } = await cleaned([text('it is hun'), thought('hunter2'), text('ter2hunt', '2'), thought('hunter2!'), text('er2.', '2')]);
    expect(seen).toEqual([text('it is '), thought('[secret]!'), text('[secret].', '2')]);
  });

  test('come whole before a tool is called, and at the end', async () => {
    expect((await cleaned([text('say hun'), call, text('the hunter')])).seen).toEqual([text('say '), text('hun'), call, text('the '), text('hunter')]);
  });

  test('come whole before a failure, which is told as it is', async () => {
    const broken = new Error('cut off');
    expect(await cleaned([text('say hun')], broken)).toEqual({ seen: [text('say '), text('hun')], error: broken });
  });
});
