import { generateText, isStepCount, jsonSchema, tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { answer, behavior, getWeather, type OpenContender, question, weather, weatherSchema } from '../contender.ts';

const usage = { inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 }, outputTokens: { total: 5, text: 5, reasoning: 0 } };

export const open: OpenContender = () => {
  const model = new MockLanguageModelV4({
    async doGenerate({ prompt }) {
      // It keeps every call it was asked; a program would not.
      model.doGenerateCalls.length = 0;
      return prompt.at(-1)?.role === 'tool'
        ? { content: [{ type: 'text', text: answer }], finishReason: { unified: 'stop', raw: 'stop' }, usage, warnings: [] }
        : { content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: weather.name, input: '{"city":"Paris"}' }], finishReason: { unified: 'tool-calls', raw: 'tool_calls' }, usage, warnings: [] };
    },
  });
  const tools = { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema<{ city: string }>(weatherSchema), execute: async (input) => getWeather(input) }) };
  return { turn: async () => (await generateText({ model, system: behavior, prompt: question, tools, stopWhen: isStepCount(16) })).text };
};
