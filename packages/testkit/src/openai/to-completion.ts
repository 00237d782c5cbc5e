import { createdAt, toFinishReason, toId, toToolCalls, type Completion } from './to-chunks.ts';
import { toUsage } from './to-usage.ts';
import type { Reply } from './turn.ts';

/** Turns a reply into the one JSON body that OpenAI's API answers with when nothing is streamed. */
export function toCompletion(reply: Reply, completion: Completion): object {
  const calls = toToolCalls(reply.toolCalls ?? [], completion);
  const usage = toUsage(reply.usage);
  const message = {
    role: 'assistant',
    content: reply.text ?? (calls.length > 0 ? null : ''),
    refusal: null,
    ...(reply.reasoning !== undefined && { reasoning_content: reply.reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return {
    id: toId(completion),
    object: 'chat.completion',
    created: createdAt,
    model: completion.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: toFinishReason(reply) }],
    ...(usage !== undefined && { usage }),
    system_fingerprint: 'fp_testkit',
  };
}
