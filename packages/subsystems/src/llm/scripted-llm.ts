import { anything, defineConnector, list, object, text } from '@smyth/kernel';
import { toResult, toStream } from './answer.ts';
import type { LlmContract, ModelRequest, ModelResult } from './contract.ts';
import { llmErrors } from './errors.ts';

const turn = object({
  text: text().optional(),
  /** `input` as an object, or as a text to send arguments that are not JSON. */
  toolCalls: list(object({ name: text(), input: anything() })).optional(),
});

/** Plays its turns one a call, in order, whatever is asked. A call too many fails; turns left over fail the stop of the runtime. */
export const scriptedLlm = defineConnector({
  subsystem: 'llm',
  id: 'Scripted',
  settings: { script: list(turn).describe('The answers, one a call: { text } or { toolCalls: [{ name, input }] }.') },
  capabilities: { offline: true },
  start({ settings: { script }, defer }) {
    let played = 0;
    defer(() => {
      if (played < script.length) throw llmErrors.SCRIPT_LEFT_OVER({ turns: script.length, played });
    });
    const next = (request: ModelRequest): ModelResult => {
      const answer = script[played];
      if (answer === undefined) throw llmErrors.SCRIPT_USED_UP({ turns: script.length });
      played++;
      return toResult(request, answer as Parameters<typeof toResult>[1], true);
    };
    const scripted: LlmContract = {
      generate: async (request) => next(request),
      stream: async (request) => toStream(next(request)),
      defaultModel: () => Promise.resolve('scripted'),
    };
    return scripted;
  },
});
