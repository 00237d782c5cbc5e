import type { Policy, Samples } from '@smyth/kernel';
import type { LlmContract, ModelRequest } from './contract.ts';

export const llmPolicy: Policy<LlmContract> = {
  generate: { use: 'llm:{connector}/{0.model}' },
  stream: { use: 'llm:{connector}/{0.model}' },
  defaultModel: { open: 'It says which model would be used; nothing is sent, and a key is only looked at.' },
};

const request = (name: string): ModelRequest => ({ model: name, prompt: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] });

export const llmSamples: Samples<LlmContract> = {
  generate: (name) => [request(name)],
  stream: (name) => [request(name)],
  defaultModel: () => [undefined],
};
