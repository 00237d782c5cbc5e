import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather, weatherSchema } from '../contender.ts';

export const open: OpenContender = (baseURL) => {
  const chat = createOpenAICompatible({ name: 'bench', baseURL, apiKey, includeUsage: true }).chatModel(model);
  const tools = { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema<{ city: string }>(weatherSchema), execute: async (input) => getWeather(input) }) };
  return {
    turn: async () => (await generateText({ model: chat, system: behavior, prompt: question, tools, stopWhen: isStepCount(16) })).text,
    async stream() {
      let text = '';
      for await (const delta of streamText({ model: chat, prompt: story }).textStream) text += delta;
      return text;
    },
  };
};
