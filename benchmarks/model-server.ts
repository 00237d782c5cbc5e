// A process of its own, so that its CPU time is nobody's: answers a question with a tool call, a tool result with text, a story at length.
import { type ScriptedTurn, startOpenAiServer } from '@smyth/testkit';
import { answer, longAnswer, story } from './contender.ts';

const server = await startOpenAiServer();
const next: ScriptedTurn = ({ body }) => {
  // Each turn queues the next one: the script never ends. What was recorded is not needed here, and would fill the memory.
  server.respond(next);
  (server.requests as unknown[]).length = 0;
  const last = body.messages.at(-1);
  if (last?.role === 'tool') return { text: answer };
  return JSON.stringify(last?.content).includes(story) ? { text: longAnswer } : { toolCalls: [{ name: 'getWeather', arguments: { city: 'Paris' } }] };
};
server.respond(next);
process.send?.({ url: server.url });
