/** What sets one provider apart from the others that speak the OpenAI chat format. */
export interface Preset {
  /** The name in configurations; in lower case, that of its vault entry and of its `providerOptions`. */
  readonly id: string;
  readonly aliases?: readonly string[];
  /** The address that `/chat/completions` is appended to. */
  readonly baseURL: string;
  /** The environment variable of the key; absent: it works without a key. */
  readonly keyVariable?: string;
  readonly baseURLVariable?: string;
  /** Taken when a call names no model; absent: none is. */
  readonly defaultModel?: string;
  /** `false`: it can be asked for JSON, not for JSON of a schema. */
  readonly structuredOutput?: false;
  /** How it calls the limit of output tokens at `baseURL`; absent: `max_tokens`. */
  readonly maxTokensField?: 'max_completion_tokens';
}

export const presets = {
  openAi: {
    id: 'OpenAI',
    baseURL: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    baseURLVariable: 'OPENAI_BASE_URL',
    defaultModel: 'gpt-4o-mini',
    maxTokensField: 'max_completion_tokens',
  },
  groq: {
    id: 'Groq',
    baseURL: 'https://api.groq.com/openai/v1',
    keyVariable: 'GROQ_API_KEY',
    baseURLVariable: 'GROQ_BASE_URL',
    defaultModel: 'openai/gpt-oss-120b',
  },
  perplexity: {
    id: 'Perplexity',
    baseURL: 'https://api.perplexity.ai',
    keyVariable: 'PERPLEXITY_API_KEY',
    baseURLVariable: 'PERPLEXITY_BASE_URL',
    defaultModel: 'sonar',
  },
  deepSeek: {
    id: 'DeepSeek',
    baseURL: 'https://api.deepseek.com',
    keyVariable: 'DEEPSEEK_API_KEY',
    baseURLVariable: 'DEEPSEEK_BASE_URL',
    defaultModel: 'deepseek-v4-flash',
    structuredOutput: false,
  },
  xAi: {
    id: 'xAI',
    aliases: ['XAI'],
    baseURL: 'https://api.x.ai/v1',
    keyVariable: 'XAI_API_KEY',
    baseURLVariable: 'XAI_BASE_URL',
    defaultModel: 'grok-4.3',
  },
  togetherAi: {
    id: 'TogetherAI',
    aliases: ['Together'],
    baseURL: 'https://api.together.ai/v1',
    keyVariable: 'TOGETHER_API_KEY',
    baseURLVariable: 'TOGETHER_BASE_URL',
    defaultModel: 'openai/gpt-oss-20b',
  },
  openRouter: {
    id: 'OpenRouter',
    baseURL: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    baseURLVariable: 'OPENROUTER_BASE_URL',
    defaultModel: 'openrouter/auto',
  },
  // Which models there are depends on what was pulled, and whether it runs on who started it: it is never taken unnamed.
  ollama: {
    id: 'Ollama',
    baseURL: 'http://localhost:11434/v1',
    baseURLVariable: 'OLLAMA_BASE_URL',
  },
  huggingFace: {
    id: 'HuggingFace',
    baseURL: 'https://router.huggingface.co/v1',
    keyVariable: 'HF_TOKEN',
    baseURLVariable: 'HUGGINGFACE_BASE_URL',
    defaultModel: 'openai/gpt-oss-120b',
  },
} as const satisfies Readonly<Record<string, Preset>>;
