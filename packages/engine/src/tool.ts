import { type CallContext, hasCode, isSmythError, type Redactor } from '@smyth/kernel';
import type { ModelMessage, ModelRequest } from '@smyth/subsystems';
import { toolErrors } from './errors.ts';
import { type ErrorSummary, toSummary } from './journal.ts';
import type { InputSchema } from './schema.ts';
import type { AskedCall } from './turn.ts';

/** Something a model may have done for it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: InputSchema;
  /** Said to people while it runs. */
  readonly statusMessage?: string | undefined;
  /** `input` was checked. What it throws the model sees as an error, by code and message. */
  run(input: unknown, context: CallContext): Promise<unknown>;
}

/** How one call went. `result` is JSON, equal to what the model is told, with live secrets masked. */
export type ToolOutcome = { readonly id: string; readonly name: string } & ({ readonly result: unknown; readonly error?: undefined } | { readonly error: ErrorSummary });

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

export const toModelTools = (tools: readonly Tool[]): NonNullable<ModelRequest['tools']> =>
  tools.map(({ name, description, input }) => ({ type: 'function', name, description, inputSchema: input.json as never }));

function parseArguments({ name, input }: AskedCall): unknown {
  try {
    // Models leave the text empty for tools that take nothing.
    return input.trim() === '' ? {} : JSON.parse(input);
  } catch (error) {
    throw toolErrors.BAD_ARGUMENTS({ name, problems: [`it is not JSON (${(error as Error).message})`] });
  }
}

/** The arguments as the tool receives them. @throws TOOL_BAD_ARGUMENTS */
export async function checkArguments(tool: Tool, given: unknown): Promise<unknown> {
  const checked = await tool.input.check(given);
  if (checked.problems) throw toolErrors.BAD_ARGUMENTS({ name: tool.name, problems: checked.problems });
  return checked.value;
}

function toJson(name: string, value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value ?? null) ?? 'null');
  } catch (cause) {
    throw toolErrors.BAD_RESULT({ name, reason: (cause as Error).message.split('\n')[0] ?? '' }, { cause });
  }
}

/** A checked call of a tool; what it throws carries a code. @throws TOOL_BAD_ARGUMENTS, TOOL_FAILED, TOOL_BAD_RESULT, or the tool's own */
export async function callTool(tool: Tool, given: unknown, context: CallContext): Promise<unknown> {
  const input = await checkArguments(tool, given);
  try {
    return toJson(tool.name, await tool.run(input, context));
  } catch (cause) {
    if (isSmythError(cause)) throw cause;
    throw toolErrors.FAILED({ name: tool.name, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

/** One call as the model asked for it: the model is told of every mistake, and the conversation goes on. */
export async function answerCall(tools: readonly Tool[], call: AskedCall, context: CallContext, redactor: Pick<Redactor, 'redactData'>): Promise<ToolOutcome> {
  const { id, name } = call;
  try {
    const tool = tools.find((each) => each.name === name);
    if (tool === undefined) throw toolErrors.UNKNOWN({ name, known: tools.map((each) => each.name) });
    return { id, name, result: redactor.redactData(await callTool(tool, parseArguments(call), context)) };
  } catch (error) {
    if (hasCode(error, 'KERNEL_CANCELLED') && context.signal?.aborted) throw error;
    const { code, message } = toSummary(error);
    return { id, name, error: redactor.redactData({ code, message }) };
  }
}

/** What the model is told of the calls it asked for, in its order. */
export const toToolMessage = (outcomes: readonly ToolOutcome[]): ToolMessage => ({
  role: 'tool',
  content: outcomes.map((outcome) => ({
    type: 'tool-result',
    toolCallId: outcome.id,
    toolName: outcome.name,
    output: outcome.error ? { type: 'error-json', value: { ...outcome.error } } : { type: 'json', value: outcome.result as never },
  })),
});
