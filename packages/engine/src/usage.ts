import type { ModelUsage } from '@smyth/subsystems';

/** Tokens of one or more model calls. What a provider does not report counts as zero, and `complete` is then false. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those read from the provider's cache. */
  readonly cachedTokens: number;
  /** Of the output tokens, those spent on reasoning. */
  readonly reasoningTokens: number;
  readonly complete: boolean;
}

export const noUsage: TokenUsage = Object.freeze({ inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0, complete: true });

/** A count that can be trusted in a sum: never negative, never NaN. */
const count = (given: number | undefined): number => (given !== undefined && Number.isFinite(given) && given > 0 ? Math.round(given) : 0);

export const addUsage = (total: TokenUsage, usage: ModelUsage | undefined): TokenUsage => ({
  inputTokens: total.inputTokens + count(usage?.inputTokens.total),
  outputTokens: total.outputTokens + count(usage?.outputTokens.total),
  cachedTokens: total.cachedTokens + count(usage?.inputTokens.cacheRead),
  reasoningTokens: total.reasoningTokens + count(usage?.outputTokens.reasoning),
  complete: total.complete && usage?.inputTokens.total !== undefined && usage.outputTokens.total !== undefined,
});
