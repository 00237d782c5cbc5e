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

  test('a model of nobody known is an error that says how to name its provider', async () => {
    const { out } = await runModule(agentOf(", model: 'mystery-7b'"));
    expect(JSON.parse(out)).toMatchObject({ code: 'LLM_AMBIGUOUS_MODEL', message: expect.stringContaining('"openai/mystery-7b"') as string });
  });

  test('a provider that is not bound is an error with close names', async () => {
    const { out } = await runModule(agentOf(", model: 'opnai/gpt-4o'"));
    expect(JSON.parse(out)).toMatchObject({ code: 'LLM_UNKNOWN_PROVIDER', message: expect.stringContaining('"OpenAI"') as string });
  });
});
