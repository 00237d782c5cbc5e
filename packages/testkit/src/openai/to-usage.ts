import type { Reply } from './turn.ts';

/** Token counts in the API's words; `undefined` for a provider that reports none. */
export function toUsage(usage: Reply['usage']): object | undefined {
  if (usage === 'omitted') return undefined;
  const { inputTokens = 10, cachedInputTokens = 0, outputTokens = 5, reasoningTokens = 0 } = usage ?? {};
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
