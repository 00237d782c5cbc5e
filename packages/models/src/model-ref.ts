import { type Connectors, suggestion } from '@smyth/kernel';
import { llmErrors } from '@smyth/subsystems';

/** How a model is named: `gpt-4o`, `openai/gpt-4o`, or with the provider apart. */
export type ModelRef = string | { readonly provider?: string; readonly model: string };

/** A model and the connector that has it. */
export interface NamedModel {
  readonly provider: string;
  readonly model: string;
}

/** Which provider a bare id belongs to; until the catalogue says it per model, its family does. */
const families: readonly (readonly [start: RegExp, provider: string])[] = [
  [/^(gpt-|chatgpt-|o[1-9]([-.]|$))/i, 'OpenAI'],
  [/^claude-/i, 'Anthropic'],
  [/^gemini-/i, 'GoogleAI'],
  [/^deepseek-/i, 'DeepSeek'],
  [/^grok-/i, 'xAI'],
  [/^sonar(-|$)/i, 'Perplexity'],
];

/** Models that need no provider, by the id that names them. */
const local: Readonly<Record<string, string>> = { echo: 'Echo', offline: 'Offline', scripted: 'Scripted' };

export const findProvider = (connectors: Connectors, wanted: string): string | undefined =>
  connectors.names('llm').find((name) => name.toLowerCase() === wanted.toLowerCase());

function splitRef(ref: ModelRef): { provider?: string; model: string } {
  if (typeof ref !== 'string') return ref;
  const slash = ref.indexOf('/');
  return slash > 0 ? { provider: ref.slice(0, slash), model: ref.slice(slash + 1) } : { model: ref };
}

function checkShape(ref: unknown): asserts ref is ModelRef {
  const model: unknown = typeof ref === 'object' && ref !== null ? (ref as { model?: unknown }).model : ref;
  if (typeof model !== 'string' || model.trim() === '' || model.length > 256) {
    throw llmErrors.BAD_MODEL({ given: typeof model === 'string' ? JSON.stringify(model.slice(0, 40)) : `a value of type ${typeof model}` });
  }
}

/**
 * The provider a reference means. Only names are looked at; whether there is a key shows when it is called.
 * @throws LLM_UNKNOWN_PROVIDER, LLM_AMBIGUOUS_MODEL, LLM_BAD_MODEL
 */
export function resolveRef(ref: ModelRef, connectors: Connectors): NamedModel {
  checkShape(ref);
  const { provider, model } = splitRef(ref);
  if (provider !== undefined) {
    const bound = findProvider(connectors, provider);
    if (bound !== undefined) return { provider: bound, model };
    throw llmErrors.UNKNOWN_PROVIDER({ provider, suggestion: suggestion(provider, connectors.names('llm')) });
  }
  const named = local[model.toLowerCase()] ?? families.find(([start]) => start.test(model))?.[1];
  if (named === undefined) throw llmErrors.AMBIGUOUS_MODEL({ model });
  const bound = findProvider(connectors, named);
  if (bound === undefined) throw llmErrors.UNKNOWN_PROVIDER({ provider: named, suggestion: suggestion(named, connectors.names('llm')) });
  return { provider: bound, model };
}
