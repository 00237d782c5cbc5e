import { type CallContext, isSmythError, type Redactor } from '@smyth/kernel';
import { type Answering, costNanoUsd, type Inference, type ModelCall, type ModelRef } from '@smyth/models';
import type { ModelMessage } from '@smyth/subsystems';
import { cleanParts } from './clean-parts.ts';
import { runErrors, toolErrors } from './errors.ts';
import { runCalls } from './parallel.ts';
import type { Run } from './run.ts';
import { answerCall, type Tool, type ToolOutcome, toModelTools, toToolMessage } from './tool.ts';
import { type AskedCall, emptyTurn, reduceTurn, toMessage, type Turn, type TurnEvent } from './turn.ts';
import { addUsage, noUsage, type TokenUsage } from './usage.ts';

/** What a reader is told while a conversation runs. */
export type ConversationPart =
  | { readonly type: 'requested'; readonly step: number; readonly by: Answering }
  | TurnEvent
  | { readonly type: 'toolCall'; readonly id: string; readonly name: string; readonly args: unknown; readonly statusMessage?: string }
  | ({ readonly type: 'toolResult' } & ToolOutcome)
  | { readonly type: 'usage'; readonly step: number; readonly usage: TokenUsage; readonly costNanoUsd: number | undefined };

/** What a conversation came to, or had come to when it broke off. */
export interface ConversationResult {
  readonly run: string;
  /** All text of all answers. */
  readonly text: string;
  /** What is to be added to the history: answers and tool results, in order, every call with its result. */
  readonly messages: readonly ModelMessage[];
  readonly usage: TokenUsage;
  /** Integer nano-USD; undefined when the price of a model is not known. */
  readonly costNanoUsd: number | undefined;
  /** Model calls made. */
  readonly steps: number;
  readonly toolCalls: readonly ToolOutcome[];
  readonly finishReason: string;
  readonly by: Answering | undefined;
}

export interface ConversationOptions {
  readonly inference: Inference;
  readonly run: Run;
  readonly model: ModelRef | undefined;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly Tool[];
  /** Sampling and output settings of every model call. */
  readonly settings?: Omit<ModelCall, 'prompt' | 'tools'>;
  /** Masks live secrets in what the model is asked and in what it says. */
  readonly redactor: Omit<Redactor, 'watch'>;
  /** Runs a tool with the context at hand for whatever it calls. */
  readonly within?: <T>(context: CallContext, work: () => Promise<T>) => Promise<T>;
}

const started = (run: Run): ConversationResult => ({
  run: run.id,
  text: '',
  messages: [],
  usage: noUsage,
  costNanoUsd: 0,
  steps: 0,
  toolCalls: [],
  finishReason: 'stop',
  by: undefined,
});

/** Ends every run: an error from below tells why it stopped, the run's own limits and signal come first. */
function asRunError(error: unknown, run: Run): unknown {
  if (run.isOver()) return runErrors.TIME_LIMIT({ run: run.id }, { cause: error });
  return run.context.signal?.aborted ? runErrors.CANCELLED({ run: run.id }, { cause: error }) : error;
}

/** One answer of the model, as it comes. */
async function* ask(options: ConversationOptions, by: Answering, messages: readonly ModelMessage[], step: number): AsyncGenerator<ConversationPart, Turn> {
  const { inference, run, tools, settings, redactor } = options;
  const stepId = `model-${step}`;
  const call: ModelCall = { ...settings, ...redactor.redactData({ prompt: [...messages], ...(tools.length === 0 ? {} : { tools: toModelTools(tools) }) }) };
  run.journal.append({ type: 'step-started', step: stepId, label: 'model' });
  try {
    const parts = await inference.stream(run.contextOf(stepId), by, call);
    yield { type: 'requested', step, by };
    let turn = emptyTurn;
    for await (const part of cleanParts(parts, redactor)) {
      const [next, events] = reduceTurn(turn, part);
      turn = next;
      for (const event of events) yield event;
    }
    run.journal.append({ type: 'step-ended', step: stepId, outcome: { value: { by, turn } } });
    return turn;
  } catch (error) {
    run.journal.append({ type: 'step-ended', step: stepId, outcome: { error: { code: isSmythError(error) ? error.code : 'UNEXPECTED', message: String(error) } } });
    throw error;
  }
}

const shownArguments = ({ input }: AskedCall): unknown => {
  try {
    return input.trim() === '' ? {} : (JSON.parse(input) as unknown);
  } catch {
    // Not JSON: the reader sees what the model sent, and the model is told.
    return input;
  }
};

async function* callTools(options: ConversationOptions, calls: readonly AskedCall[], step: number): AsyncGenerator<ConversationPart, ToolOutcome[]> {
  const { run, tools, redactor, within = (_, work) => work() } = options;
  for (const call of calls) {
    const statusMessage = tools.find(({ name }) => name === call.name)?.statusMessage;
    yield { type: 'toolCall', id: call.id, name: call.name, args: redactor.redactData(shownArguments(call)), ...(statusMessage === undefined ? {} : { statusMessage }) };
  }
  const perform = (call: AskedCall, index: number): Promise<ToolOutcome> => {
    if (index >= run.limits.toolCallsPerStep) {
      const { code, message } = toolErrors.TOO_MANY_CALLS({ name: call.name, most: run.limits.toolCallsPerStep });
      return Promise.resolve({ id: call.id, name: call.name, error: { code, message } });
    }
    const stepId = `model-${step}/${call.id}`;
    const context = run.contextOf(stepId, { tool: call.name });
    return run.journal.step(stepId, call.name, () => within(context, () => answerCall(tools, call, context, redactor)));
  };
  const outcomes = new Map<string, ToolOutcome>();
  for await (const outcome of runCalls(calls, perform, { atOnce: run.limits.parallelTools, signal: run.context.signal })) {
    outcomes.set(outcome.id, outcome);
    yield { type: 'toolResult', ...outcome };
  }
  return calls.map(({ id }) => outcomes.get(id) as ToolOutcome);
}

const withTurn = (so: ConversationResult, turn: Turn, by: Answering, { redactData }: Pick<Redactor, 'redactData'>): ConversationResult => {
  const cost = turn.usage && costNanoUsd(by, turn.usage);
  return {
    ...so,
    by,
    text: so.text + turn.text,
    messages: turn.text === '' && turn.thinking === '' && turn.calls.length === 0 ? so.messages : [...so.messages, redactData(toMessage(turn))],
    usage: addUsage(so.usage, turn.usage),
    costNanoUsd: so.costNanoUsd === undefined || cost === undefined ? undefined : so.costNanoUsd + cost,
    steps: so.steps + 1,
    finishReason: turn.finishReason ?? 'other',
  };
};

/**
 * Lets a model answer, calling tools as it asks for them until it has no more to ask: several at once, each mistake told to the model,
 * at most `limits.steps` model calls. Yields what happens; returns the result.
 *
 * @throws RUN_STEP_LIMIT, RUN_CANCELLED, RUN_TIME_LIMIT, and whatever the model call throws; each with the result so far as `partial`
 */
export async function* converse(options: ConversationOptions): AsyncGenerator<ConversationPart, ConversationResult> {
  const { run, messages } = options;
  const names = options.tools.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw toolErrors.DUPLICATE({ name: twice });
  let so = started(run);
  let saying = '';
  try {
    const by = await options.inference.select(run.context, options.model);
    for (let step = 1; step <= run.limits.steps; step++) {
      const asking = ask(options, by, [...messages, ...so.messages], step);
      let next = await asking.next();
      for (; !next.done; next = await asking.next()) {
        if (next.value.type === 'content') saying += next.value.text;
        yield next.value;
      }
      const turn = next.value;
      so = withTurn(so, turn, by, options.redactor);
      saying = '';
      yield { type: 'usage', step, usage: addUsage(noUsage, turn.usage), costNanoUsd: turn.usage && costNanoUsd(by, turn.usage) };
      if (turn.calls.length === 0) {
        run.end('completed');
        return so;
      }
      const outcomes = yield* callTools(options, turn.calls, step);
      so = { ...so, messages: [...so.messages, toToolMessage(outcomes)], toolCalls: [...so.toolCalls, ...outcomes] };
    }
    throw runErrors.STEP_LIMIT({ run: run.id, steps: run.limits.steps });
  } catch (error) {
    const cause = asRunError(error, run);
    const aborted = run.context.signal?.aborted === true;
    run.end(aborted ? 'cancelled' : 'failed', cause);
    throw attachPartial(cause, { ...so, text: so.text + saying, finishReason: aborted ? 'aborted' : 'error' });
  } finally {
    // Reached without an end only when the reader walked away.
    run.end('cancelled');
  }
}

/** What had come before a run failed; on every error of {@link converse}. */
export const partialOf = (error: unknown): ConversationResult | undefined => (error as { partial?: ConversationResult } | undefined)?.partial;

function attachPartial(error: unknown, partial: ConversationResult): unknown {
  return error instanceof Error ? Object.assign(error, { partial }) : error;
}
