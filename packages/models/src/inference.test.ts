import { AccessCandidate, defineConnector, type Entry, type Kernel, secret } from '@smyth/kernel';
import { bootForTest } from '@smyth/kernel/testing';
import { accountSubsystem, dummyAccount, homePort, jsonFileVault, llmSubsystem, type ModelRequest, type ModelUsage, offlineLlm, vaultSubsystem } from '@smyth/subsystems';
import { describe, expect, test } from 'vitest';
import { costNanoUsd, createInference, type Inference } from './inference.ts';

/** A provider that records what it is asked; its own key, if it has one, comes from settings. */
const provider = (id: string, asked: ModelRequest[]) =>
  defineConnector({
    subsystem: 'llm',
    id,
    settings: { apiKey: secret().optional() },
    start: ({ settings }) => ({
      generate: (request) => (asked.push(request), Promise.reject(new Error('asked only for the request'))),
      stream: (request) => (asked.push(request), Promise.reject(new Error('asked only for the request'))),
      defaultModel: (credentials) => Promise.resolve(settings.apiKey || credentials ? `${id}-default` : undefined),
    }),
  });

interface Booted {
  readonly kernel: Kernel;
  readonly inference: Inference;
  readonly asked: ModelRequest[];
  readonly fallbacks: () => number;
}

async function bootWith({ models, offline = false }: { models?: (asked: ModelRequest[]) => readonly [Entry, ...Entry[]]; offline?: boolean } = {}): Promise<Booted> {
  const asked: ModelRequest[] = [];
  const [entry, ...rest] = models?.(asked) ?? ([provider('First', asked)(), provider('Second', asked)()] as const);
  const { kernel } = await bootForTest({ subsystems: [homePort, vaultSubsystem, accountSubsystem, llmSubsystem], entry, use: [...rest, offlineLlm(), jsonFileVault(), dummyAccount()] });
  let fallbacks = 0;
  const inference = createInference({ connectors: kernel.connectors, offline, onFallbackOffline: () => fallbacks++ });
  return { kernel, inference, asked, fallbacks: () => fallbacks };
}

const agent = { candidate: AccessCandidate.agent('a1') };
const offline = { provider: 'Offline', model: 'offline', offline: true };

describe('without a model', () => {
  test('and without a key the offline one is selected, and that is told once', async () => {
    const { inference, fallbacks } = await bootWith();
    expect([await inference.select(agent, undefined), await inference.select(agent, undefined), fallbacks()]).toEqual([offline, offline, 1]);
  });

  test('the first provider with a key of its own is selected', async () => {
    const { inference } = await bootWith({ models: (asked) => [provider('First', asked)(), provider('Second', asked)({ apiKey: 'a key' })] });
    expect(await inference.select(agent, undefined)).toEqual({ provider: 'Second', model: 'Second-default', offline: false });
  });

  test.each([['agent', 'smythfs://a1.agent/second'], ['team', 'smythfs://default.team/second']] as const)('a key in the vault of the %s counts', async (owner, _) => {
    const { inference, kernel } = await bootWith();
    const holder = owner === 'agent' ? agent.candidate : AccessCandidate.team('default');
    await kernel.connectors.get('vault').as(holder).set('second', 'a key');
    expect(await inference.select(agent, undefined)).toEqual({ provider: 'Second', model: 'Second-default', offline: false });
  });

  test('a key in the vault of somebody else does not', async () => {
    const { inference, kernel } = await bootWith();
    await kernel.connectors.get('vault').as(AccessCandidate.agent('a2')).set('second', 'a key');
    expect(await inference.select(agent, undefined)).toEqual(offline);
  });
});

describe('with a model', () => {
  test('it is that one, whether or not there is a key', async () => {
    const { inference } = await bootWith();
    expect(await inference.select(agent, 'second/big')).toEqual({ provider: 'Second', model: 'big', offline: false });
  });

  test('offline mode answers under the name it was asked by', async () => {
    const { inference, fallbacks } = await bootWith({ offline: true });
    expect(await inference.select(agent, 'second/big')).toEqual({ provider: 'Offline', model: 'second/big', offline: true });
    expect(await inference.select(agent, { provider: 'Second', model: 'big' })).toEqual({ provider: 'Offline', model: 'big', offline: true });
    expect([await inference.select(agent, undefined), fallbacks()]).toEqual([offline, 0]);
  });
});

test('the key of the caller goes with the request, the agent\'s before the team\'s', async () => {
  const { inference, kernel, asked } = await bootWith();
  const vault = kernel.connectors.get('vault');
  await vault.as(AccessCandidate.team('default')).set('first', 'of the team');
  const by = { provider: 'First', model: 'm', offline: false };
  await inference.stream(agent, by, { prompt: [] }).catch(() => undefined);
  await vault.as(agent.candidate).set('first', 'of the agent');
  await inference.generate(agent, by, { prompt: [] }).catch(() => undefined);
  expect(asked.map(({ model, credentials }) => [model, credentials?.apiKey.reveal()])).toEqual([['m', 'of the team'], ['m', 'of the agent']]);
});

test('offline costs nothing, and the price of any other model is not known yet', () => {
  expect([costNanoUsd({ ...offline }, {} as ModelUsage), costNanoUsd({ provider: 'First', model: 'm', offline: false }, {} as ModelUsage)]).toEqual([0, undefined]);
});
