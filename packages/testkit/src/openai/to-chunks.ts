import type { ChatToolCall } from './chat-body.ts';
import { toUsage } from './to-usage.ts';
import type { Reply, TurnToolCall } from './turn.ts';

/** What identifies one completion on the wire. */
export interface Completion {
  /** Counted from 1 within a server; ids are made of it. */
  readonly number: number;
  readonly model: string;
  /** Whether the request asked for a final usage chunk. */
  readonly usage: 'asked' | 'unasked';
}

/** A stream as SSE frames: first those that carry the reply, then finish reason, usage and `[DONE]`. */
export interface Frames {
  readonly deltas: readonly string[];
  readonly closing: readonly string[];
}

/** Epoch seconds of every completion: the wire is the same on every run. */
export const createdAt = 1_700_000_000;

const defaultChunkSize = 4;

/** Turns a reply into the frames that OpenAI's API streams for it. */
export function toChunks(reply: Reply, completion: Completion): Frames {
  const head = toHead(completion);
  const usage = completion.usage === 'asked' ? toUsage(reply.usage) : undefined;
  const toChunk = (delta: object, finishReason: string | null): string =>
    toFrame({
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...(usage !== undefined && { usage: null }),
    });
  return {
    deltas: toDeltas(reply, completion).map((delta) => toChunk(delta, null)),
    closing: [
      toChunk({}, toFinishReason(reply)),
      ...(usage === undefined ? [] : [toFrame({ ...head, choices: [], usage })]),
      'data: [DONE]\n\n',
    ],
  };
}

export function toId(completion: Completion): string {
  return `chatcmpl-${completion.number}`;
}

export function toFinishReason(reply: Reply): string {
  return reply.finishReason ?? (reply.toolCalls === undefined || reply.toolCalls.length === 0 ? 'stop' : 'tool_calls');
}

/** The calls as the API shows them whole. */
export function toToolCalls(calls: readonly TurnToolCall[], completion: Completion): ChatToolCall[] {
  return calls.map((call, index) => ({
    id: call.id ?? `call_${completion.number}_${index + 1}`,
    type: 'function',
    function: { name: call.name, arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments) },
  }));
}

function toHead(completion: Completion): object {
  return {
    id: toId(completion),
    object: 'chat.completion.chunk',
    created: createdAt,
    model: completion.model,
    system_fingerprint: 'fp_testkit',
  };
}

function toDeltas(reply: Reply, completion: Completion): object[] {
  const size = reply.chunkSize ?? defaultChunkSize;
  const calls = toToolCalls(reply.toolCalls ?? [], completion);
  return [
    { role: 'assistant', content: reply.text === undefined && calls.length > 0 ? null : '' },
    ...split(reply.reasoning ?? '', size).map((piece) => ({ reasoning_content: piece })),
    ...split(reply.text ?? '', size).map((piece) => ({ content: piece })),
    ...calls.flatMap((call, index) => [
      { tool_calls: [{ ...call, index, function: { name: call.function.name, arguments: '' } }] },
      ...split(call.function.arguments, size).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
  ];
}

// By code points: half a surrogate pair would not survive the way through UTF-8.
function split(text: string, size: number): string[] {
  const points = Array.from(text);
  const count = Math.ceil(points.length / size);
  return Array.from({ length: count }, (_, index) => points.slice(index * size, (index + 1) * size).join(''));
}

function toFrame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
