import { AccessCandidate, boot, type Handle } from '@smyth/kernel';
import { type Deviations, judge, guardedWorld } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { envVault, type VaultContract, vaultSubsystem } from './index.ts';
import { vaultLaws } from './laws.ts';

const variables = { OPENAI_API_KEY: 'sk-openai', OPENAI: 'not this', MISTRAL: 'sk-mistral', AZURE_OPENAI_API_KEY: 'sk-azure', EMPTY_API_KEY: '', lower: 'x', ABSENT: undefined };

async function vaultOn(given: unknown): Promise<Handle<VaultContract>> {
  const kernel = await boot({ subsystems: [vaultSubsystem], use: [envVault({ variables: given })] });
  return kernel.connectors.get('vault').as(AccessCandidate.agent('a1'));
}

describe('EnvVault', () => {
  it.each([
    ['openai', 'sk-openai', 'env:OPENAI_API_KEY'],
    ['OpenAI', 'sk-openai', 'env:OPENAI_API_KEY'],
    ['OPENAI_API_KEY', 'sk-openai', 'env:OPENAI_API_KEY'],
    ['keys/openai', 'sk-openai', 'env:OPENAI_API_KEY'],
    ['mistral', 'sk-mistral', 'env:MISTRAL'],
    ['azure-openai', 'sk-azure', 'env:AZURE_OPENAI_API_KEY'],
    ['empty', undefined, undefined],
    ['lower', undefined, undefined],
    ['absent', undefined, undefined],
    ['openai/other', undefined, undefined],
    ['constructor', undefined, undefined],
  ])('leads from the entry %s to the variable it means', async (name, value, source) => {
    const vault = await vaultOn(variables);
    const secret = await vault.get(name);
    expect([secret?.reveal(), secret?.source, await vault.exists(name)]).toEqual([value, source, value !== undefined]);
  });

  it('lists the entries that lead somewhere, below any prefix', async () => {
    const vault = await vaultOn(variables);
    expect(await vault.listKeys()).toEqual({ items: [{ name: 'azure_openai' }, { name: 'mistral' }, { name: 'openai' }] });
    const first = await vault.listKeys('keys', { limit: 2 });
    expect(first.items).toEqual([{ name: 'keys/azure_openai' }, { name: 'keys/mistral' }]);
    expect(await vault.listKeys('keys', { cursor: first.cursor ?? '' })).toEqual({ items: [{ name: 'keys/openai' }] });
    expect(await Promise.all(first.items.map(({ name }) => vault.exists(name)))).toEqual([true, true]);
  });

  it('can only be read', async () => {
    const vault = await vaultOn(variables);
    await expect(vault.set('openai', 'other')).rejects.toMatchObject({ code: 'VAULT_UNSUPPORTED' });
    await expect(vault.delete('openai')).rejects.toMatchObject({ code: 'VAULT_UNSUPPORTED' });
  });

  it('has its secrets redacted', async () => {
    await using kernel = await boot({ subsystems: [vaultSubsystem], use: [envVault({ variables: { OPENAI_API_KEY: 'sk-canary-0123456789' } })] });
    const secret = await kernel.connectors.get('vault').as(AccessCandidate.agent('a1')).get('openai');
    expect([kernel.redact('key sk-canary-0123456789.'), String(secret)]).toEqual(['key [secret].', '[secret]']);
  });

  it.each([
    ['text', 'are not a record'],
    [['a'], 'are not a record'],
    [{ OPENAI_API_KEY: 5 }, 'have something else than a text under "OPENAI_API_KEY"'],
  ])('refuses %j as variables', async (given, reason) => {
    await expect(vaultOn(given)).rejects.toMatchObject({ code: 'VAULT_BAD_VARIABLES', message: expect.stringContaining(reason) as string });
  });

  it('keeps the laws that need nothing to be written', async () => {
    const written = vaultLaws.filter(({ id }) => id !== 'vault/list-bad-limit');
    const deviations: Deviations = Object.fromEntries(written.map(({ id }) => [id, 'it is read-only']));
    const options = () => Promise.resolve({ entry: envVault({ variables }), subsystems: [vaultSubsystem] });
    const verdicts = await judge(vaultLaws, guardedWorld('vault', options), deviations);
    expect(verdicts).toEqual(vaultLaws.map(({ id }) => (id === 'vault/list-bad-limit' ? { law: id, outcome: 'holds' } : { law: id, outcome: 'deviates', because: 'it is read-only' })));
  });
});
