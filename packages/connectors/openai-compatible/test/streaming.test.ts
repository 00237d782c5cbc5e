import { startHttpServer, startOpenAiServer, type Turn } from '@smyth/testkit';
import type { ModelStreamPart } from '@smyth/subsystems';
import { expect, it } from 'vitest';
import { acmeModels, ask, bootModels, rejectionOf } from './boot-models.ts';

async function streamOf(turn: Turn): Promise<ModelStreamPart[]> {
  await using server = await startOpenAiServer({ script: [turn] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const { parts } = await models.llm.stream(ask('Well?'));
  return await Array.fromAsync(parts);
}

/** The code and reason a stream of these events ends with, and what came before. */
async function endOf(events: readonly string[]): Promise<{ came: string[]; code: string; reason: unknown }> {
  await using server = await startHttpServer(() => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, pieces: events.map((event) => `data: ${event}\n\n`), ending: 'finish' }));
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: `${server.url}/v1` }) });
  const { parts } = await models.llm.stream(ask('Well?'));
  const came: string[] = [];
  const { code, details } = await rejectionOf(
    (async () => {
      for await (const part of parts) came.push(part.type);
    })(),
  );
  return { came, code, reason: details['reason'] };
}

const hello = '{"id":"c","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}';

it('gives reasoning, text and usage part by part', async () => {
  const parts = await streamOf({ reasoning: 'Hmm.', text: 'Hi there', chunkSize: 5, usage: { inputTokens: 20, cachedInputTokens: 8, outputTokens: 6, reasoningTokens: 2 } });
  expect(parts.map((part) => ('delta' in part ? [part.type, part.delta] : [part.type]))).toEqual([
    ['stream-start'],
    ['response-metadata'],
    ['reasoning-start'],
    ['reasoning-delta', 'Hmm.'],
    ['reasoning-end'],
    ['text-start'],
    ['text-delta', 'Hi th'],
    ['text-delta', 'ere'],
    ['text-end'],
    ['finish'],
  ]);
  const finish = parts.at(-1);
  expect(finish?.type === 'finish' && { ...finish.finishReason, input: finish.usage.inputTokens, output: finish.usage.outputTokens }).toEqual({
    unified: 'stop',
    raw: 'stop',
    input: { total: 20, noCache: 12, cacheRead: 8, cacheWrite: undefined },
    output: { total: 6, text: 4, reasoning: 2 },
  });
});

it('puts split arguments of parallel tool calls together', async () => {
  const parts = await streamOf({ toolCalls: [{ name: 'add', arguments: { a: 1, b: 'é"\\' } }, { name: 'now', arguments: {} }], chunkSize: 1 });
  expect(parts.filter((part) => part.type === 'tool-call')).toEqual([
    { type: 'tool-call', toolCallId: 'call_1_1', toolName: 'add', input: '{"a":1,"b":"é\\"\\\\"}' },
    { type: 'tool-call', toolCallId: 'call_1_2', toolName: 'now', input: '{}' },
  ]);
  const pieces = parts.filter((part) => part.type === 'tool-input-delta' && part.id === 'call_1_1');
  expect(pieces.length).toBeGreaterThan(10);
});

it('hands on arguments that are not JSON as they are', async () => {
  const parts = await streamOf({ toolCalls: [{ name: 'add', arguments: '{"a":' }] });
  expect(parts.find((part) => part.type === 'tool-call')).toEqual({ type: 'tool-call', toolCallId: 'call_1_1', toolName: 'add', input: '{"a":' });
});

it('finishes without usage where the provider counts none', async () => {
  const finish = (await streamOf({ text: 'Hi', usage: 'omitted' })).at(-1);
  expect(finish?.type === 'finish' && [finish.usage.inputTokens.total, finish.usage.outputTokens.total]).toEqual([undefined, undefined]);
});

it('gives the headers of the response', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Hi', headers: { 'x-request-id': 'req_1' } }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const { parts, response } = await models.llm.stream(ask('Well?'));
  await Array.fromAsync(parts);
  expect(response?.headers?.['x-request-id']).toBe('req_1');
});

it('is cut off where a piece is not JSON', async () => {
  expect(await endOf([hello, '{"id":"chatcmpl-'])).toEqual({ came: ['stream-start', 'response-metadata', 'text-start', 'text-delta'], code: 'LLM_CUT_OFF', reason: 'a piece of it is not JSON' });
});

it('is cut off where a piece is of another format', async () => {
  expect(await endOf(['{"candidates":[]}'])).toEqual({ came: ['stream-start'], code: 'LLM_CUT_OFF', reason: 'a piece of it is not of the chat format' });
});

it('is cut off where it ends well-behaved but unfinished', async () => {
  expect(await endOf([hello, '[DONE]'])).toEqual({
    came: ['stream-start', 'response-metadata', 'text-start', 'text-delta', 'text-end'],
    code: 'LLM_CUT_OFF',
    reason: 'Response stream ended without a finish reason.',
  });
});

it('is cut off where a tool call has no name', async () => {
  const nameless = '{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"arguments":"{}"}}]},"finish_reason":"tool_calls"}]}';
  expect(await endOf([nameless])).toEqual({ came: ['stream-start', 'response-metadata'], code: 'LLM_CUT_OFF', reason: "Expected 'function.name' to be a string." });
});

it.each([
  ['{"error":{"message":"Overloaded","type":"server_error"}}', 'LLM_PROVIDER_FAILED', 'Overloaded'],
  ['{"error":{"message":"Slow down","code":429}}', 'LLM_RATE_LIMITED', 'Slow down'],
  ['{"error":{"message":"Too much to read","code":"context_length_exceeded"}}', 'LLM_CONTEXT_EXCEEDED', 'Too much to read'],
])('rejects with an error that comes in the stream: %s', async (event, code, reason) => {
  expect(await endOf([hello, event])).toEqual({ came: ['stream-start', 'response-metadata', 'text-start', 'text-delta'], code, reason });
});

it('closes the connection of a stream that is never read', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Hello there', fault: 'hang-mid-stream' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const caller = new AbortController();
  await models.under(caller.signal).stream(ask('Well?'));
  caller.abort();
  expect(await server.requests[0]?.outcome).toBe('aborted');
});
