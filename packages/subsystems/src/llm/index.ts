import { defineSubsystem } from '@smyth/kernel';
import { echoLlm } from './echo-llm.ts';
import { offlineLlm } from './offline/offline-llm.ts';
import { llmPolicy, llmSamples } from './policy.ts';
import { scriptedLlm } from './scripted-llm.ts';

export type { LlmContract, ModelMessage, ModelRequest, ModelResult, ModelStream, ModelStreamPart, ModelUsage } from './contract.ts';
export { llmErrors, type ModelPlace } from './errors.ts';
export { echoLlm, offlineLlm, scriptedLlm };

export const llmSubsystem = defineSubsystem({
  name: 'llm',
  key: 'LLM',
  phase: 'providers',
  policy: llmPolicy,
  samples: llmSamples,
  streams: { stream: 'parts' },
  openCapabilities: ['llm'],
  embedded: offlineLlm,
});
