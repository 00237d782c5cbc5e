import type { ModelMessage, ModelRequest, ModelResult, ModelStream, ModelStreamPart, ModelUsage } from './contract.ts';

/** What a model without a provider decided to say; the embedded connectors make results and streams of it. */
export interface LocalAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
}

/** Four bytes a token: the usual rule of thumb, and the same in every run. */
const tokensIn = (text: string): number => Math.ceil(new TextEncoder().encode(text).length / 4);

function usageOf(request: ModelRequest, answer: LocalAnswer): ModelUsage {
  const input = tokensIn(JSON.stringify(request.prompt));
  const output = tokensIn((answer.text ?? '') + (answer.toolCalls === undefined ? '' : JSON.stringify(answer.toolCalls)));
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

/** Unique within a conversation, and the same in every run: the count of calls so far goes into it. */
function callIds(request: ModelRequest, count: number): string[] {
  const earlier = request.prompt.flatMap((message) => (message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [])).length;
  return Array.from({ length: count }, (_, i) => `call_${earlier + i + 1}`);
}

/** `offline` marks the result as one that no provider gave. */
export function toResult(request: ModelRequest, answer: LocalAnswer, offline: boolean): ModelResult {
  const ids = callIds(request, answer.toolCalls?.length ?? 0);
  const calls = (answer.toolCalls ?? []).map(({ name, input }, i) => ({
    type: 'tool-call' as const,
    toolCallId: ids[i] ?? '',
    toolName: name,
    input: typeof input === 'string' ? input : JSON.stringify(input),
  }));
  return {
    content: [...(answer.text === undefined ? [] : [{ type: 'text' as const, text: answer.text }]), ...calls],
    finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
    usage: usageOf(request, answer),
    warnings: [],
    ...(offline ? { providerMetadata: { smyth: { offline: true } } } : {}),
  };
}

/** A word and the space after it: about what real models send at a time. */
const pieces = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);

function* contentParts(content: ModelResult['content'][number]): Generator<ModelStreamPart> {
  if (content.type === 'tool-call') {
    yield { type: 'tool-input-start', id: content.toolCallId, toolName: content.toolName };
    yield { type: 'tool-input-delta', id: content.toolCallId, delta: content.input };
    yield { type: 'tool-input-end', id: content.toolCallId };
    yield content;
  } else if (content.type === 'text') {
    yield { type: 'text-start', id: 'text' };
    for (const delta of pieces(content.text)) yield { type: 'text-delta', id: 'text', delta };
    yield { type: 'text-end', id: 'text' };
  }
}

/** The same answer in the parts a provider would send it in. */
export function toStream({ content, finishReason, usage, providerMetadata }: ModelResult): ModelStream {
  async function* parts(): AsyncGenerator<ModelStreamPart> {
    yield { type: 'stream-start', warnings: [] };
    for (const each of content) yield* contentParts(each);
    yield { type: 'finish', finishReason, usage, ...(providerMetadata === undefined ? {} : { providerMetadata }) };
  }
  return { parts: parts() };
}

/** The plain text of a message; a tool result as JSON. */
export function textOf(message: ModelMessage): string {
  if (message.role === 'system') return message.content;
  const texts = message.content.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type !== 'tool-result') return '';
    return 'value' in part.output && typeof part.output.value === 'string' ? part.output.value : JSON.stringify('value' in part.output ? part.output.value : part.output);
  });
  return texts.filter((text) => text !== '').join('\n');
}

/** What the user said last; empty when no user spoke. */
export const lastUserText = ({ prompt }: ModelRequest): string => {
  const last = prompt.findLast(({ role }) => role === 'user');
  return last === undefined ? '' : textOf(last);
};
