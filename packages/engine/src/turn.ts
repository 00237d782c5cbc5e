import type { ModelMessage, ModelStreamPart, ModelUsage } from '@smyth/subsystems';

/** A call the model asked for; `input` is its text, which may be anything. */
export interface AskedCall {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** What one answer of a model amounts to so far. */
export interface Turn {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly AskedCall[];
  readonly usage: ModelUsage | undefined;
  /** Undefined until the stream said that it is finished. */
  readonly finishReason: string | undefined;
  readonly offline: boolean;
}

export type TurnEvent =
  | { readonly type: 'content'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'toolInfo'; readonly id: string; readonly name: string };

export const emptyTurn: Turn = Object.freeze({ text: '', thinking: '', calls: [], usage: undefined, finishReason: undefined, offline: false });

/** Ids are the model's own, made unique: results are matched by them. */
function addCall(turn: Turn, { id, name, input }: AskedCall): Turn {
  const taken = turn.calls.filter((call) => call.id === id || call.id.startsWith(`${id}~`)).length;
  return { ...turn, calls: [...turn.calls, { id: taken === 0 ? id : `${id}~${taken + 1}`, name, input }] };
}

/** Takes in one part of a model's stream: the new state, and what a reader should be told. Pure. */
export function reduceTurn(turn: Turn, part: ModelStreamPart): readonly [Turn, readonly TurnEvent[]] {
  switch (part.type) {
    case 'text-delta':
      return [{ ...turn, text: turn.text + part.delta }, part.delta === '' ? [] : [{ type: 'content', text: part.delta }]];
    case 'reasoning-delta':
      return [{ ...turn, thinking: turn.thinking + part.delta }, part.delta === '' ? [] : [{ type: 'thinking', text: part.delta }]];
    case 'tool-input-start':
      return [turn, [{ type: 'toolInfo', id: part.id, name: part.toolName }]];
    case 'tool-call':
      return [addCall(turn, { id: part.toolCallId, name: part.toolName, input: part.input }), []];
    case 'finish':
      return [{ ...turn, usage: part.usage, finishReason: part.finishReason.unified, offline: part.providerMetadata?.['smyth']?.['offline'] === true }, []];
    default:
      return [turn, []];
  }
}

const parsed = (input: string): unknown => {
  try {
    return JSON.parse(input);
  } catch {
    // Kept as the text it is: the model is shown what it sent.
    return input;
  }
};

/** The answer as the next request repeats it. */
export function toMessage({ text, thinking, calls }: Turn): ModelMessage {
  return {
    role: 'assistant',
    content: [
      ...(thinking === '' ? [] : [{ type: 'reasoning' as const, text: thinking }]),
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
      ...calls.map(({ id, name, input }) => ({ type: 'tool-call' as const, toolCallId: id, toolName: name, input: parsed(input) })),
    ],
  };
}
