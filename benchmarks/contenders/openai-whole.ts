import OpenAI from 'openai';
import { apiKey, behavior, getWeather, model, type OpenContender, question, weather, weatherSchema } from '../contender.ts';

const tools: OpenAI.Chat.ChatCompletionTool[] = [{ type: 'function', function: { ...weather, parameters: weatherSchema } }];

/** The same by hand without streaming: each answer is one JSON body. The least that can be done with this client. */
export const open: OpenContender = (baseURL) => {
  const client = new OpenAI({ apiKey, baseURL });
  return {
    async turn() {
      const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
        { role: 'system', content: behavior },
        { role: 'user', content: question },
      ];
      for (;;) {
        const { choices } = await client.chat.completions.create({ model, messages, tools });
        const message = choices[0]?.message;
        if (!message?.tool_calls) return message?.content ?? '';
        messages.push(message);
        for (const call of message.tool_calls) {
          if (call.type === 'function') messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(getWeather(JSON.parse(call.function.arguments) as { city: string })) });
        }
      }
    },
  };
};
