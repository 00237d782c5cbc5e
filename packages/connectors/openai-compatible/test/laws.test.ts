import { judge, toothless } from '@smyth/kernel/testing';
import { llmLaws, providerLaws } from '@smyth/subsystems/laws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { presets } from '../src/index.ts';
import { providerWorld, type Reach } from './provider-world.ts';

// The keys of others: no call may ever use one of them.
beforeEach(() => {
  for (const preset of Object.values(presets)) {
    if ('keyVariable' in preset) vi.stubEnv(preset.keyVariable, 'sk-of-somebody-else');
    vi.stubEnv(preset.baseURLVariable, 'http://127.0.0.1:9');
  }
  vi.stubEnv('ONTRIAL_API_KEY', 'sk-of-somebody-else');
});
afterEach(() => vi.unstubAllEnvs());

const holding = (laws: readonly { id: string }[]): unknown => laws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each<[string, Reach]>([
  ['the connector itself', 'raw'],
  ['an agent with a handle', 'guarded'],
])('for %s', (_, reach) => {
  it('the laws of llm hold', async () => {
    expect(await judge(llmLaws, providerWorld(reach))).toEqual(holding(llmLaws));
  });

  it('the laws of llm with a provider hold', async () => {
    expect(await judge(providerLaws, providerWorld(reach))).toEqual(holding(providerLaws));
  });
});

it('every law bites', async () => {
  expect([...(await toothless(llmLaws, providerWorld('guarded'))), ...(await toothless(providerLaws, providerWorld('guarded')))]).toEqual([]);
});
