import type { Entry } from '@smyth/kernel';
import { guardedWorld, judge, type OpenWorld, rawWorld, toothless } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { LlmContract } from './contract.ts';
import { echoLlm, llmSubsystem, offlineLlm, scriptedLlm } from './index.ts';
import { llmLaws, type LlmTrial, type ProviderTurn } from './laws.ts';

type Kind = typeof guardedWorld<'llm'>;

const scripted = (turns: readonly ProviderTurn[]): Entry =>
  scriptedLlm({
    script: turns.map((turn) => ({
      ...('text' in turn && turn.text !== undefined ? { text: turn.text } : {}),
      ...('toolCalls' in turn && turn.toolCalls ? { toolCalls: turn.toolCalls.map(({ name, input }) => ({ name, input })) } : {}),
    })),
  });

/** Booted by the first call, when all that is expected is known. */
function worldOf(kind: Kind, entryFor: (turns: readonly ProviderTurn[]) => Entry): OpenWorld<LlmTrial> {
  return () => {
    const turns: ProviderTurn[] = [];
    let opened: ReturnType<OpenWorld<LlmContract>> | undefined;
    const llm = async (): Promise<LlmContract> =>
      (await (opened ??= kind('llm', () => Promise.resolve({ entry: entryFor(turns), subsystems: [llmSubsystem] }))())).it;
    return Promise.resolve({
      it: {
        llm: {
          generate: async (request) => (await llm()).generate(request),
          stream: async (request) => (await llm()).stream(request),
          defaultModel: async (credentials) => (await llm()).defaultModel(credentials),
        },
        expect: (...expected) => void turns.push(...expected),
      },
      advance: async (ms) => (await opened)?.advance(ms),
      now: () => 0,
      // A law that is broken leaves turns over, and that is not what is told of it.
      close: async () => (await opened)?.close().catch(() => undefined),
    });
  };
}

const allHold = llmLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each([
  ['Offline', () => offlineLlm()],
  ['Echo', () => echoLlm()],
  ['Scripted', scripted],
])('the laws of llm on %s', (_, entryFor) => {
  it('hold for the connector itself', async () => {
    expect(await judge(llmLaws, worldOf(rawWorld, entryFor))).toEqual(allHold);
  });

  it('hold for an agent with a handle', async () => {
    expect(await judge(llmLaws, worldOf(guardedWorld, entryFor))).toEqual(allHold);
  });
});

it('every law of llm bites', async () => {
  expect(await toothless(llmLaws, worldOf(guardedWorld, scripted))).toEqual([]);
});
