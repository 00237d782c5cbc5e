import OpenAI from 'openai';
import { apiKey, behavior, getWeather, model, type OpenContender, question, story, weather, weatherSchema } from '../contender.ts';

type Messages = OpenAI.Chat.ChatCompletionMessageParam[];

const tools: OpenAI.Chat.ChatCompletionTool[] = [{ type: 'function', function: { ...weather, parameters: weatherSchema } }];
const begun = (): Messages => [
  { role: 'system', content: behavior },
  { role: 'user', content: question },
];

interface Reply {
  text: string;
  readonly calls: { id: string; name: string; arguments: string }[];
}

/** What a program without a framework does: streams each call, collects text and tool calls, runs the tool, asks again. */
export const open: OpenContender = (baseURL) => {
  const client = new OpenAI({ apiKey, baseURL });

  async function ask(messages: Messages): Promise<Reply> {
    const reply: Reply = { text: '', calls: [] };
    const chunks = await client.chat.completions.create({ model, messages, tools, stream: true, stream_options: { include_usage: true } });
    for await (const { choices } of chunks) {
      const delta = choices[0]?.delta;
      reply.text += delta?.content ?? '';
      for (const { index, id, function: called } of delta?.tool_calls ?? []) {
        const call = (reply.calls[index] ??= { id: '', name: '', arguments: '' });
        call.id ||= id ?? '';
        call.name += called?.name ?? '';
        call.arguments += called?.arguments ?? '';
      }
    }
    return reply;
  }

  return {
    async turn() {
      const messages = begun();
      for (;;) {
        const { text, calls } = await ask(messages);
        if (calls.length === 0) return text;
        messages.push({ role: 'assistant', content: text, tool_calls: calls.map(({ id, ...called }) => ({ id, type: 'function', function: called })) });
        for (const call of calls) messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(getWeather(JSON.parse(call.arguments) as { city: string })) });
      }
    },
    async stream() {
      let text = '';
      const chunks = await client.chat.completions.create({ model, messages: [{ role: 'user', content: story }], stream: true, stream_options: { include_usage: true } });
      for await (const { choices } of chunks) text += choices[0]?.delta.content ?? '';
      return text;
    },
  };
};
