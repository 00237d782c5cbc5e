import { createRuntime } from 'smyth-runtime';
import { answer, behavior, getWeather, type OpenContender, question, weather, weatherSchema } from '../contender.ts';

/** More turns than are ever played: the script is a setting, and settings do not grow. */
const turns = 20_000;

export const open: OpenContender = async () => {
  const script = Array.from({ length: turns }, () => [{ toolCalls: [{ name: weather.name, input: { city: 'Paris' } }] }, { text: answer }]).flat();
  const { sdk, ready } = createRuntime({ home: false, LLM: { Connector: 'Scripted', Settings: { script } } });
  await ready();
  const agent = new sdk.Agent({ id: 'guide', name: 'Guide', behavior });
  agent.addSkill({ ...weather, inputs: weatherSchema, process: getWeather });
  return { turn: async () => agent.prompt(question) };
};
