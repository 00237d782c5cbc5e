import { defineConnector } from '@smyth/kernel';
import { toResult, toStream } from '../answer.ts';
import type { LlmContract, ModelRequest, ModelResult } from '../contract.ts';
import { decide } from './decide.ts';

/** A model without a provider, a key or a network: the same request gives the same answer. Its results carry `smyth: { offline: true }`. */
export const offlineLlm = defineConnector({
  subsystem: 'llm',
  id: 'Offline',
  settings: {},
  capabilities: { offline: true },
  start() {
    const answer = (request: ModelRequest): ModelResult => toResult(request, decide(request), true);
    const offline: LlmContract = {
      generate: (request) => Promise.resolve(answer(request)),
      stream: (request) => Promise.resolve(toStream(answer(request))),
      defaultModel: () => Promise.resolve('offline'),
    };
    return offline;
  },
});
