import { Agent, type AgentOptions } from './agent.ts';
import { LLM, type LlmSettings } from './llm.ts';
import type { GetServices } from './services.ts';

/** Providers that have a factory of their own, by the name they are bound under. */
export const providers = [
  'OpenAI', 'Anthropic', 'GoogleAI', 'VertexAI', 'Bedrock', 'Mistral', 'Groq', 'Perplexity', 'DeepSeek', 'xAI', 'TogetherAI', 'OpenRouter', 'Ollama', 'HuggingFace', 'Echo', 'Offline',
] as const;

export type ProviderName = (typeof providers)[number];

/** `new LLM('OpenAI', { model })`, or `LLM.OpenAI('gpt-4o', { temperature })`. */
export interface LlmConstructor extends Readonly<Record<ProviderName, (model: string, settings?: Omit<LlmSettings, 'model'>) => LLM>> {
  /** @throws SDK_BAD_OPTION */
  new (provider: ProviderName | (string & {}), settings: LlmSettings): LLM;
}

export interface AgentConstructor {
  /** @throws SDK_BAD_OPTION, KERNEL_BAD_ID */
  new (options: AgentOptions): Agent;
}

export interface Sdk {
  readonly Agent: AgentConstructor;
  readonly LLM: LlmConstructor;
}

/** The SDK of one runtime. Its objects ask for the runtime when they are first used, never when they are made. */
export function createSdk(getServices: GetServices): Sdk {
  class BoundAgent extends Agent {
    constructor(options: AgentOptions) {
      super(getServices, options);
    }
  }
  class BoundLlm extends LLM {
    constructor(provider: string, settings: LlmSettings) {
      super(getServices, provider, settings);
    }
  }
  const factories = providers.map((provider) => [provider, (model: string, settings: Omit<LlmSettings, 'model'> = {}) => new BoundLlm(provider, { ...settings, model })]);
  return Object.freeze({ Agent: BoundAgent, LLM: Object.assign(BoundLlm, Object.fromEntries(factories)) as unknown as LlmConstructor });
}
