import type { LlmContract, ModelRequest, ModelResult, ModelStreamPart } from '../contract.ts';

/** What the provider says to one call, in no vendor's words: whoever runs the laws puts it onto the wire. */
export interface ProviderAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** Absent: it came to its end. */
  readonly stops?: 'at-length';
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  /** What goes wrong half-way: the connection ends, nonsense comes, or nothing more comes. */
  readonly breaks?: 'cut' | 'nonsense' | 'silence';
}

/** What the provider does instead of an answer. `gone`: the connection is reset; `silence`: nothing comes. */
export interface ProviderFailure {
  readonly fails: 'bad-key' | 'unknown-model' | 'bad-request' | 'too-long' | 'too-many' | 'broken' | 'gone' | 'silence';
  /** With `too-many`. */
  readonly retryAfterSeconds?: number;
}

export type ProviderTurn = ProviderAnswer | ProviderFailure;

/** A connector of models on trial. */
export interface LlmTrial {
  /** It, with a key that its provider takes, if it needs one. */
  readonly llm: LlmContract;
  /** What the next calls get, one turn each. A connector without a provider answers as it would anyway. */
  expect(...turns: readonly ProviderTurn[]): void;
}

/** A connector on trial with the provider behind it, which the test plays. */
export interface ProviderTrial extends LlmTrial {
  /** The same, called by somebody who may give up. */
  under(signal: AbortSignal): LlmContract;
  /** The same where nobody gave a key, although the environment of the process holds keys of others. */
  readonly keyless: LlmContract;
  /** What a caller gives who has a key of its own; the provider takes it. */
  readonly credentials: NonNullable<ModelRequest['credentials']>;
  /** The number of requests that reached the provider. */
  requests(): number;
  /** Resolves once the request of that number, counted from 0, has reached the provider. */
  arrived(request: number): Promise<void>;
  /** Resolves with whether the caller closed the connection of that request before it was answered. */
  left(request: number): Promise<boolean>;
}

type Content = ModelResult['content'][number];

const properties = { a: { type: 'number' }, b: { type: 'number' }, of: { type: 'string' } } as const;

/** A conversation that offers two tools. */
export const question: ModelRequest = {
  model: 'model-on-trial',
  prompt: [
    { role: 'system', content: 'Answer in one sentence.' },
    { role: 'user', content: [{ type: 'text', text: 'Please add 2 and 3, and look up "Lisbon".' }] },
  ],
  tools: [
    { type: 'function', name: 'add', description: 'Adds two numbers.', inputSchema: { type: 'object', properties: { a: properties.a, b: properties.b }, required: ['a', 'b'] } },
    { type: 'function', name: 'lookup', description: 'Looks something up.', inputSchema: { type: 'object', properties: { of: properties.of }, required: ['of'] } },
  ],
};

/** Text in words, signs and scripts that a careless split would break. */
export const sentence = 'Five, "quoted" \\ and\n\tlined — naïve 東京 👩‍👩‍👧.';

export const twoCalls = [
  { id: 'call_one', name: 'add', input: { a: 2, b: 3 } },
  { id: 'call_two', name: 'lookup', input: { of: 'Lisbon "é" \\ {}' } },
] as const;

export async function partsOf(llm: LlmContract, request: ModelRequest): Promise<ModelStreamPart[]> {
  const { parts } = await llm.stream(request);
  return Array.fromAsync(parts);
}

/** Texts and tool calls without what only the provider's own client reads. */
export const contentOf = (content: readonly Content[]): unknown[] =>
  content.flatMap((each): unknown[] => {
    if (each.type === 'text' || each.type === 'reasoning') return [{ type: each.type, text: each.text }];
    return each.type === 'tool-call' ? [{ type: each.type, id: each.toolCallId, name: each.toolName, input: each.input }] : [];
  });

/** The same of a stream, its blocks put together in the order they began. */
export function contentOfParts(parts: readonly ModelStreamPart[]): unknown[] {
  const blocks = new Map<string, { type: string; text: string }>();
  const content: unknown[] = [];
  for (const part of parts) {
    if (part.type === 'text-start' || part.type === 'reasoning-start') {
      const block = { type: part.type.replace('-start', ''), text: '' };
      blocks.set(part.id, block);
      content.push(block);
    } else if (part.type === 'text-delta' || part.type === 'reasoning-delta') {
      const block = blocks.get(part.id);
      if (block) block.text += part.delta;
    } else if (part.type === 'tool-call') content.push(...contentOf([part]));
  }
  return content;
}
