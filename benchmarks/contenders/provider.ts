import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather, weatherSchema } from '../contender.ts';

type Prompt = Parameters<ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>['doStream']>[0]['prompt'];

/** The provider package alone, by hand and streaming: what is left of a turn without any framework on top of it. */
export const open: OpenContender = (baseURL) => {
  const chat = createOpenAICompatible({ name: 'bench', baseURL, apiKey, includeUsage: true }).chatModel(model);
  const tools = [{ type: 'function' as const, ...weather, inputSchema: weatherSchema as never }];

  async function ask(prompt: Prompt): Promise<{ text: string; calls: { toolCallId: string; toolName: string; input: string }[] }> {
    const reply: Awaited<ReturnType<typeof ask>> = { text: '', calls: [] };
    const { stream } = await chat.doStream({ prompt, tools });
    for await (const part of stream) {
      if (part.type === 'text-delta') reply.text += part.delta;
      if (part.type === 'tool-call') reply.calls.push(part);
    }
    return reply;
  }

  return {
    async turn() {
      const prompt: Prompt = [
        { role: 'system', content: behavior },
        { role: 'user', content: [{ type: 'text', text: question }] },
      ];
      for (;;) {
        const { text, calls } = await ask(prompt);
        if (calls.length === 0) return text;
        prompt.push({ role: 'assistant', content: calls.map(({ toolCallId, toolName, input }) => ({ type: 'tool-call', toolCallId, toolName, input: JSON.parse(input) as unknown })) });
        for (const { toolCallId, toolName, input } of calls) {
          const value = getWeather(JSON.parse(input) as { city: string }) as never;
          prompt.push({ role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'json', value } }] });
        }
      }
    },
    async stream() {
      let text = '';
      const { stream } = await chat.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: story }] }] });
      for await (const part of stream) if (part.type === 'text-delta') text += part.delta;
      return text;
    },
  };
};
