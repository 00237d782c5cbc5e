import { defineConnector, flag, secret, text, url } from '@smyth/kernel';
import { headerField } from './header-field.ts';
import { createModels } from './models.ts';
import type { Preset } from './presets.ts';

/**
 * A connector for any server that speaks the OpenAI chat format. Without effects; it connects at the first call.
 * @example
 * const lmStudio = openAiCompatible({ id: 'LMStudio', baseURL: 'http://localhost:1234/v1' });
 */
export function openAiCompatible(preset: Preset) {
  const { id, aliases, baseURL, keyVariable, baseURLVariable, structuredOutput = true } = preset;
  return defineConnector({
    subsystem: 'llm',
    id,
    ...(aliases === undefined ? {} : { aliases }),
    settings: {
      apiKey: secret().optional().describe(`The key. It wins over the vault entry "${id.toLowerCase()}" of whoever calls, and that over the environment.`),
      baseURL: url().default(baseURL).describe('The address that /chat/completions is appended to.'),
      defaultModel: text().optional().describe(preset.defaultModel === undefined ? 'Taken when a call names no model.' : `Taken when a call names no model; ${preset.defaultModel} if not set.`),
      headers: headerField,
      structuredOutput: flag().default(structuredOutput).describe('Whether a JSON schema can be sent; if not, only the wish for JSON is.'),
    },
    env: {
      ...(keyVariable === undefined ? {} : { apiKey: keyVariable }),
      ...(baseURLVariable === undefined ? {} : { baseURL: baseURLVariable }),
    },
    capabilities: { tools: true, structuredOutput, needsKey: keyVariable !== undefined },
    start: (context) => createModels(preset, context),
  });
}
