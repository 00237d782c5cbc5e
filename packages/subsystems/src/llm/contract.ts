import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { Secret } from '@smyth/kernel';

/** One message of a conversation, as the AI SDK provider specification (version 4) has it. */
export type ModelMessage = LanguageModelV4Message;
export type ModelStreamPart = LanguageModelV4StreamPart;
export type ModelUsage = LanguageModelV4Usage;
export type ModelResult = LanguageModelV4GenerateResult;

export interface ModelRequest extends Omit<LanguageModelV4CallOptions, 'abortSignal' | 'includeRawChunks'> {
  /** The provider's own id of the model, e.g. `gpt-4o`. */
  readonly model: string;
  /** The caller's key; a key in the connector's settings wins over it, and it wins over the environment's. */
  readonly credentials?: { readonly apiKey: Secret };
}

export interface ModelStream {
  /** Ends with a `finish` part. What fails after the first part comes as an `error` part or a rejection. */
  readonly parts: AsyncIterable<ModelStreamPart>;
  readonly response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * Models of one provider.
 * @throws LLM_MISSING_KEY, LLM_BAD_KEY, LLM_UNKNOWN_MODEL, LLM_BAD_REQUEST, LLM_CONTEXT_EXCEEDED, LLM_RATE_LIMITED, LLM_PROVIDER_FAILED,
 * LLM_UNREACHABLE, LLM_CUT_OFF
 */
export interface LlmContract {
  generate(request: ModelRequest): Promise<ModelResult>;
  stream(request: ModelRequest): Promise<ModelStream>;
  /** The model to take when none is named; undefined when there is no key, neither the connector's own nor the given one. Sends nothing. */
  defaultModel(credentials?: ModelRequest['credentials']): Promise<string | undefined>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    llm: LlmContract;
  }
}
