import { tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather, weatherSchema } from '../contender.ts';

export const open: OpenContender = (baseURL) => {
  const llm = new ChatOpenAI({ model, apiKey, configuration: { baseURL } });
  const agent = createReactAgent({ llm, tools: [tool((input) => getWeather(input as { city: string }), { ...weather, schema: weatherSchema })], prompt: behavior });
  return {
    async turn() {
      const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
      return messages.at(-1)?.text ?? '';
    },
    async stream() {
      let text = '';
      for await (const chunk of await llm.stream(story)) text += chunk.text;
      return text;
    },
  };
};
