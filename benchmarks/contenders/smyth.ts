import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime } from 'smyth-runtime';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather, weatherSchema } from '../contender.ts';

/** Embedded defaults on a home on disk, and one provider. */
export const open: OpenContender = async (baseURL) => {
  const home = mkdtempSync(join(tmpdir(), 'smyth-bench-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  process.on('SIGTERM', () => process.exit());
  const { sdk, ready } = createRuntime({ home, LLM: { Connector: 'OpenAI', Settings: { apiKey, baseURL } } });
  await ready();
  const agent = new sdk.Agent({ id: 'guide', name: 'Guide', model: `openai/${model}`, behavior });
  agent.addSkill({ ...weather, inputs: weatherSchema, process: getWeather });
  const teller = new sdk.Agent({ id: 'teller', name: 'Teller', model: `openai/${model}` });
  return {
    turn: async () => agent.prompt(question),
    async stream() {
      let text = '';
      for await (const part of await teller.prompt(story).stream()) if (part.type === 'content') text += part.text;
      return text;
    },
  };
};
