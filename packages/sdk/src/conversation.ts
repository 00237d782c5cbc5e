import { AccessCandidate, type CallContext, type Candidate } from '@smyth/kernel';
import { type ConversationResult, converse, type RunLimits, startRun, type Tool } from '@smyth/engine';
import type { ModelRef } from '@smyth/models';
import type { ModelMessage } from '@smyth/subsystems';
import { ambientContext, withinContext } from './ambient.ts';
import { Command } from './command.ts';
import { type ModelSettings, toCallSettings } from './options.ts';
import type { GetServices, Services } from './services.ts';
import { openStream, type Stream } from './stream.ts';

/** One question to a model, with all that goes with it. */
export interface Question {
  readonly candidate: Candidate;
  readonly model: ModelRef | undefined;
  readonly settings: ModelSettings & { readonly headers?: Readonly<Record<string, string>> };
  readonly limits: Partial<RunLimits>;
  readonly tools: readonly Tool[];
  /** The whole conversation, the question last; asked for when the command starts. */
  readonly messages: () => readonly ModelMessage[];
  readonly signal?: AbortSignal | undefined;
  /** Called once the answer is whole. */
  readonly onDone?: (result: ConversationResult) => void;
  /** Called before the first model call. */
  readonly onStart?: (services: Services) => void | Promise<void>;
}

/** Standalone verbs act for this team. */
export const defaultTeam = (): Candidate => AccessCandidate.team('default');

/** `candidate`, acting for whoever is running here: rights only narrow on the way down, and a nested run ends with its parent. */
export function contextFor(candidate: Candidate, signal?: AbortSignal): CallContext {
  const outer = ambientContext();
  if (outer === undefined) return { candidate, signal };
  const actors = [outer.candidate, ...(outer.onBehalfOf ?? [])].filter(({ key }) => key !== candidate.key);
  return { candidate, onBehalfOf: actors, ...(outer.run === undefined ? {} : { run: outer.run }), signal };
}

/** Aborts `control` as soon as one of `signals` is; returns how to stop following. */
export function follow(control: AbortController, signals: readonly (AbortSignal | undefined)[]): () => void {
  const given = signals.filter((signal) => signal !== undefined);
  const abort = ({ target }: { target: unknown }): void => control.abort((target as AbortSignal).reason);
  for (const signal of given) {
    if (signal.aborted) abort({ target: signal });
    else signal.addEventListener('abort', abort, { once: true });
  }
  return () => given.forEach((signal) => signal.removeEventListener('abort', abort));
}

async function open(getServices: GetServices, question: Question): Promise<Stream> {
  const services = await getServices();
  await question.onStart?.(services);
  const { kernel, inference } = services;
  const control = new AbortController();
  const unfollow = follow(control, [question.signal, ambientContext()?.signal]);
  const run = startRun(contextFor(question.candidate, control.signal), question.limits, kernel);
  const { headers, ...settings } = question.settings;
  const conversation = converse({
    inference,
    run,
    model: question.model,
    messages: question.messages(),
    tools: question.tools,
    settings: { ...toCallSettings(settings), ...(headers === undefined ? {} : { headers }) },
    redactor: kernel.redactor,
    within: withinContext,
  });
  async function* followed(): typeof conversation {
    try {
      const result = yield* conversation;
      question.onDone?.(result);
      return result;
    } finally {
      unfollow();
    }
  }
  return openStream(followed(), control);
}

export const ask = (getServices: GetServices, question: Question): Command => new Command(() => open(getServices, question));

export const userMessage = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });

export const systemMessage = (behavior: string | undefined): ModelMessage[] => (behavior === undefined || behavior === '' ? [] : [{ role: 'system', content: behavior }]);
