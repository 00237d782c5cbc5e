import { defineConnector } from '@smyth/kernel';
import { lastUserText, toResult, toStream } from './answer.ts';
import type { LlmContract, ModelRequest, ModelResult } from './contract.ts';

/** Gives back what the user said last, whatever the model is called. For tests of everything around a model. */
export const echoLlm = defineConnector({
  subsystem: 'llm',
  id: 'Echo',
  settings: {},
  capabilities: { offline: true },
  start() {
    const answer = (request: ModelRequest): ModelResult => toResult(request, { text: lastUserText(request) }, true);
    const echo: LlmContract = {
      generate: (request) => Promise.resolve(answer(request)),
      stream: (request) => Promise.resolve(toStream(answer(request))),
      defaultModel: () => Promise.resolve('echo'),
    };
    return echo;
  },
});
