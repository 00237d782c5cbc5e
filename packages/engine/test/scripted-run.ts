import { AccessCandidate, type Kernel } from '@smyth/kernel';
import { bootForTest } from '@smyth/kernel/testing';
import { createInference } from '@smyth/models';
import { llmSubsystem, scriptedLlm } from '@smyth/subsystems';
import { type ConversationOptions, type ConversationPart, type ConversationResult, converse, type RunLimits, type Run, startRun, type Tool, toInputSchema } from '../src/index.ts';

interface ScriptTurn {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
}

export interface ScriptedRun {
  readonly kernel: Kernel;
  readonly run: Run;
  readonly conversation: AsyncGenerator<ConversationPart, ConversationResult>;
  readonly advance: (ms: number) => Promise<void>;
}

/** A conversation whose model plays a script, on a fake clock. */
export async function scriptedRun(
  script: readonly ScriptTurn[],
  tools: readonly Tool[] = [],
  more: { limits?: Partial<RunLimits>; signal?: AbortSignal; within?: ConversationOptions['within'] } = {},
): Promise<ScriptedRun> {
  const { kernel, clock } = await bootForTest({ subsystems: [llmSubsystem], entry: scriptedLlm({ script: script as never }) });
  const inference = createInference({ connectors: kernel.connectors, offline: false, onFallbackOffline: () => undefined });
  const run = startRun({ candidate: AccessCandidate.agent('a1'), signal: more.signal }, more.limits ?? {}, kernel);
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'go' }] }];
  const conversation = converse({ inference, run, model: undefined, messages, tools, redactor: kernel.redactor, ...(more.within === undefined ? {} : { within: more.within }) });
  return { kernel, run, conversation, advance: clock.advance };
}

/** Every part, then the result. */
export async function collect(conversation: AsyncGenerator<ConversationPart, ConversationResult>): Promise<{ parts: ConversationPart[]; result: ConversationResult }> {
  const parts: ConversationPart[] = [];
  for (;;) {
    const next = await conversation.next();
    if (next.done) return { parts, result: next.value };
    parts.push(next.value);
  }
}

/** A tool that takes one text. */
export function textTool(name: string, run: (text: string, context: Parameters<Tool['run']>[1]) => unknown): Tool {
  const input = toInputSchema({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] });
  if (input === undefined) throw new Error('the schema of the test is no schema');
  return { name, description: name, input, run: async (given, context) => run((given as { text: string }).text, context) };
}
