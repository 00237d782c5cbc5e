import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { z } from 'zod';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather } from '../contender.ts';

export const open: OpenContender = (baseURL) => {
  // Quicker than its own gateway. Its types know an earlier edition of the same specification.
  const chat = createOpenAICompatible({ name: 'bench', baseURL, apiKey, includeUsage: true }).chatModel(model) as never;
  const tools = { [weather.name]: createTool({ id: weather.name, description: weather.description, inputSchema: z.object({ city: z.string() }), execute: async (input) => getWeather(input as { city: string }) }) };
  const agent = new Agent({ id: 'guide', name: 'Guide', instructions: behavior, model: chat, tools });
  const teller = new Agent({ id: 'teller', name: 'Teller', instructions: behavior, model: chat });
  return {
    turn: async () => (await agent.generate(question)).text,
    async stream() {
      let text = '';
      for await (const delta of (await teller.stream(story)).textStream) text += delta;
      return text;
    },
  };
};
