import { type Field, list, number, oneOf, text } from '@smyth/kernel';
import type { ModelCall } from '@smyth/models';
import { sdkErrors } from './errors.ts';

/** Settings of every model call, by the names users know. */
export const modelSettings = {
  temperature: number({ min: 0, max: 2 }).optional().describe('0 is steady, 2 is wild.'),
  maxTokens: number({ min: 1, integer: true }).optional().describe('Most tokens of one answer.'),
  topP: number({ min: 0, max: 1 }).optional(),
  topK: number({ min: 1, integer: true }).optional(),
  presencePenalty: number({ min: -2, max: 2 }).optional(),
  frequencyPenalty: number({ min: -2, max: 2 }).optional(),
  stopSequences: list(text()).optional(),
  seed: number({ integer: true }).optional(),
  reasoning: oneOf('none', 'minimal', 'low', 'medium', 'high').optional(),
};

export interface ModelSettings {
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  readonly reasoning?: 'none' | 'minimal' | 'low' | 'medium' | 'high';
}

/** Parses options; unknown names and wrong values are one error. @throws SDK_BAD_OPTION */
export function checkOptions<T>(where: string, field: Field<T, never>, given: unknown): T {
  const result = (field as unknown as Field<T>).parse(given ?? {});
  if (result.issues === undefined) return result.value;
  throw sdkErrors.BAD_OPTION({ where, problems: result.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`) });
}

/** The same settings by the names of the model contract. */
export function toCallSettings({ maxTokens, stopSequences, ...rest }: ModelSettings): Omit<ModelCall, 'prompt' | 'tools'> {
  return {
    ...rest,
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(stopSequences === undefined ? {} : { stopSequences: [...stopSequences] }),
  };
}

export function checkPrompt(prompt: unknown): string {
  if (typeof prompt === 'string' && prompt.trim() !== '') return prompt;
  throw sdkErrors.BAD_PROMPT({ given: typeof prompt === 'string' ? 'an empty text' : prompt === null ? 'null' : `a value of type ${typeof prompt}` });
}

