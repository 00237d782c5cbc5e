import type { RecordedRequest } from '../http/recorded-request.ts';
import type { ApiError } from './api-error.ts';
import type { ChatBody } from './chat-body.ts';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/**
 * What goes wrong while answering. `cut-mid-stream` closes the connection after half of the deltas; `hang-mid-stream`
 * falls silent there; `malformed-sse` puts a frame there whose data is not JSON; `hang` never answers; `reset` resets
 * the connection before any answer. Without streaming the same happens to the halves of the one JSON body.
 */
export type Fault = 'cut-mid-stream' | 'hang-mid-stream' | 'malformed-sse' | 'hang' | 'reset';

export interface TurnToolCall {
  readonly name: string;
  /** An object is sent as JSON; a string is sent as it is, so malformed JSON can be too. */
  readonly arguments: string | Readonly<Record<string, unknown>>;
  /** Absent: `call_<completion>_<position>`, both counted from 1, so unique within a server. */
  readonly id?: string;
}

/** Token counts. As in the API, cached tokens are part of the input, reasoning tokens part of the output. */
export interface TurnUsage {
  /** Absent: 10. */
  readonly inputTokens?: number;
  /** Absent: 0. */
  readonly cachedInputTokens?: number;
  /** Absent: 5. */
  readonly outputTokens?: number;
  /** Absent: 0. */
  readonly reasoningTokens?: number;
}

/** What the model says. The parts are streamed in this order: reasoning, text, tool calls. */
export interface Reply {
  /** Sent as `reasoning_content`, the field that OpenAI-compatible servers use. */
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCalls?: readonly TurnToolCall[];
  /** Absent: `tool_calls` when there are any, otherwise `stop`. */
  readonly finishReason?: FinishReason;
  /** `omitted` is a provider that reports none, asked or not. */
  readonly usage?: TurnUsage | 'omitted';
  /** Characters (code points) in each delta of text, reasoning and arguments. Absent: 4. */
  readonly chunkSize?: number;
  /** Waited before each frame, or before the one JSON body. */
  readonly delayMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: Fault;
  readonly status?: never;
}

/** A refusal in OpenAI's error shape. */
export interface Failure {
  /** From 400 to 599. */
  readonly status: number;
  /** What is left out gets the values usual for the status. */
  readonly error?: Partial<ApiError>;
  /** Such as `{ 'retry-after': '2' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
}

export type Turn = Reply | Failure;

/** A recorded request whose body has passed validation. */
export interface ChatRequest extends RecordedRequest {
  readonly body: ChatBody;
}

/** One answer of the script: the turn itself, or a function that looks at the request first. */
export type ScriptedTurn = Turn | ((request: ChatRequest) => Turn | Promise<Turn>);
