import { startOpenAiServer } from '@smyth/testkit';
import { describe, expect, test } from 'vitest';
import { runModule } from '../test/run-module.ts';

const agentOf = (options: string): string => `
  import { SRE, SDK } from 'smyth-runtime';
  SRE.init({ home: false });
  try {
    const agent = new SDK.Agent({ id: 'a', name: 'A'${options} });
    const first = await agent.prompt('Hello').run();
    await agent.prompt('Hello again').run();
    console.log(JSON.stringify({ by: first.by, cost: first.costNanoUsd }));
  } catch (error) {
    console.log(JSON.stringify({ code: error.code, message: error.message }));
  }
  await SRE.stop();
`;

describe('which model answers', () => {
  test('a named model without a key fails, saying which vault entry and variable would hold one', async () => {
    const { out } = await runModule(agentOf(", model: 'gpt-4o'"));
    expect(JSON.parse(out)).toEqual({
      code: 'LLM_MISSING_KEY',
      message: expect.stringMatching(/vault as "openai".*OPENAI_API_KEY/) as string,
    });
  });

  test('without a model and without a key the offline one answers, and says so once on stderr', async () => {
    const { out, err } = await runModule(agentOf(''));
    expect(JSON.parse(out)).toEqual({ by: { provider: 'Offline', model: 'offline', offline: true }, cost: 0 });
    expect(err.match(/the offline model answers/g)).toHaveLength(1);
  });

  test('SMYTH_OFFLINE=1 answers every model offline, under the name it was asked by, in silence', async () => {
    const { out, err } = await runModule(agentOf(", model: 'anthropic/claude-x'"), { env: { SMYTH_OFFLINE: '1' } });
    expect(JSON.parse(out)).toEqual({ by: { provider: 'Offline', model: 'anthropic/claude-x', offline: true }, cost: 0 });
    expect(err).toBe('');
  });

  test('a key in the vault of the agent, or of its team, is used, and the named provider is called with it', async () => {
    await using server = await startOpenAiServer({ apiKey: 'sk-from-the-vault', script: [{ text: 'own' }, { text: 'team' }] });
    const { out, err } = await runModule(`
      import { ConnectorService, SRE, SDK } from 'smyth-runtime';
      SRE.init({ home: false });
      const vault = ConnectorService.getVaultConnector();
      await vault.agent('a').set('openai', 'sk-from-the-vault');
      await vault.team('default').set('openai', 'sk-from-the-vault');
      for (const id of ['a', 'b']) console.log(await new SDK.Agent({ id, name: 'A', model: 'gpt-4o' }).prompt('Hello'));
      console.log((await new SDK.Agent({ id: 'c', name: 'C' }).prompt('Hello').run().catch(({ code }) => code)));
      await SRE.stop();
    `, { env: { OPENAI_BASE_URL: server.url } });
    expect({ out, err }).toEqual({ out: 'own\nteam\nLLM_PROVIDER_FAILED\n', err: '' });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer sk-from-the-vault'));
  });

  test('EnvVault gives keys of the environment under the name of their provider, and no other variable', async () => {
    const { out } = await runModule(
      `
      import { ConnectorService, SRE } from 'smyth-runtime';
      SRE.init({ home: false, Vault: { Connector: 'EnvVault' } });
      const vault = ConnectorService.getVaultConnector().agent('a');
      console.log((await vault.get('acme'))?.reveal(), await vault.get('home'), String(await vault.get('acme')));
      console.log((await vault.set('acme', 'x').catch(({ code }) => code)));
      await SRE.stop();
    `,
      { env: { ACME_API_KEY: 'sk-acme-key', HOME_DIRECTORY: 'x', HOME: '/nowhere' } },
    );
    expect(out).toBe('sk-acme-key undefined [secret]\nVAULT_UNSUPPORTED\n');
  });

  test('a model of nobody known is an error that says how to name its provider', async () => {
    const { out } = await runModule(agentOf(", model: 'mystery-7b'"));
    expect(JSON.parse(out)).toMatchObject({ code: 'LLM_AMBIGUOUS_MODEL', message: expect.stringContaining('"openai/mystery-7b"') as string });
  });

  test('a provider that is not bound is an error with close names', async () => {
    const { out } = await runModule(agentOf(", model: 'opnai/gpt-4o'"));
    expect(JSON.parse(out)).toMatchObject({ code: 'LLM_UNKNOWN_PROVIDER', message: expect.stringContaining('"OpenAI"') as string });
  });
});
