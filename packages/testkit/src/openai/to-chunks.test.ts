import { describe, expect, test } from 'vitest';
import { toChunks, type Completion } from './to-chunks.ts';
import { toCompletion } from './to-completion.ts';
import type { Reply } from './turn.ts';

const completion: Completion = { number: 1, model: 'm', usage: 'unasked' };
const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'm', system_fingerprint: 'fp_testkit' };
const usage = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
};
const turnUsage = { inputTokens: 20, cachedInputTokens: 8, outputTokens: 9, reasoningTokens: 4 };

function parseFrames(frames: readonly string[]): unknown[] {
  return frames.map((frame) => {
    const [, data] = /^data: (.*)\n\n$/.exec(frame) ?? [];
    return data === '[DONE]' ? data : (JSON.parse(data ?? '') as unknown);
  });
}

function toDeltas(reply: Reply): unknown[] {
  return parseFrames(toChunks(reply, completion).deltas).map((chunk) => (chunk as { choices: { delta: unknown }[] }).choices[0]?.delta);
}

describe('a streamed reply', () => {
  test('is a role, the text in pieces, the finish reason and an end', () => {
    const { deltas, closing } = toChunks({ text: 'Hello' }, completion);
    const choice = { index: 0, logprobs: null, finish_reason: null };
    expect(parseFrames([...deltas, ...closing])).toEqual([
      { ...head, choices: [{ ...choice, delta: { role: 'assistant', content: '' } }] },
      { ...head, choices: [{ ...choice, delta: { content: 'Hell' } }] },
      { ...head, choices: [{ ...choice, delta: { content: 'o' } }] },
      { ...head, choices: [{ ...choice, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ]);
  });

  test('reports usage in a last chunk without choices when asked, and null before', () => {
    const { deltas, closing } = toChunks({ usage: turnUsage, finishReason: 'length' }, { ...completion, usage: 'asked' });
    const choice = { index: 0, logprobs: null, finish_reason: null };
    expect(parseFrames([...deltas, ...closing])).toEqual([
      { ...head, choices: [{ ...choice, delta: { role: 'assistant', content: '' } }], usage: null },
      { ...head, choices: [{ ...choice, delta: {}, finish_reason: 'length' }], usage: null },
      { ...head, choices: [], usage },
      '[DONE]',
    ]);
  });

  test('reports none, asked or not, when the provider omits it', () => {
    expect(toChunks({ usage: 'omitted' }, { ...completion, usage: 'asked' })).toEqual(toChunks({}, completion));
  });

  test('opens each tool call with its id and name, then sends the arguments in pieces', () => {
    const reply: Reply = { toolCalls: [{ name: 'add', arguments: { a: 1 } }, { name: 'now', arguments: '', id: 'mine' }] };
    expect(toDeltas(reply)).toEqual([
      { role: 'assistant', content: null },
      { tool_calls: [{ index: 0, id: 'call_1_1', type: 'function', function: { name: 'add', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
      { tool_calls: [{ index: 1, id: 'mine', type: 'function', function: { name: 'now', arguments: '' } }] },
    ]);
    expect(parseFrames(toChunks(reply, completion).closing)[0]).toEqual({
      ...head,
      choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'tool_calls' }],
    });
  });

  test('sends reasoning before text, and text before tool calls', () => {
    expect(toDeltas({ text: 'Sure.', reasoning: 'Hmm.', toolCalls: [{ name: 'a', arguments: '{"x' }], chunkSize: 9 })).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'Hmm.' },
      { content: 'Sure.' },
      { tool_calls: [{ index: 0, id: 'call_1_1', type: 'function', function: { name: 'a', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"x' } }] },
    ]);
  });

  test('never splits a character in two', () => {
    expect(toDeltas({ text: '👍é', chunkSize: 1 })).toEqual([{ role: 'assistant', content: '' }, { content: '👍' }, { content: 'é' }]);
  });
});

describe('a whole reply', () => {
  test('carries text, reasoning, tool calls and detailed usage', () => {
    const reply: Reply = { text: 'Sure.', reasoning: 'Hmm.', toolCalls: [{ name: 'add', arguments: { a: 1 } }], usage: turnUsage };
    expect(toCompletion(reply, completion)).toEqual({
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Sure.',
            refusal: null,
            reasoning_content: 'Hmm.',
            tool_calls: [{ id: 'call_1_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage,
    });
  });

  test.each<[Reply, string | null]>([
    [{ toolCalls: [{ name: 'a', arguments: {} }] }, null],
    [{}, ''],
  ])('has null for content only beside tool calls: %j', (reply, content) => {
    expect(toCompletion(reply, completion)).toMatchObject({ choices: [{ message: { content } }] });
  });

  test('has no usage when the provider omits it', () => {
    expect(toCompletion({ usage: 'omitted' }, completion)).not.toHaveProperty('usage');
  });
});
