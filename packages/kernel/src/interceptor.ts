import type { Demand } from './access.ts';
import type { CallContext } from './context.ts';

/** One mediated call as interceptors see it. */
export interface Call {
  readonly subsystem: string;
  readonly method: string;
  /** The name the connector is bound under. */
  readonly connector: string;
  readonly context: CallContext;
  /** As the caller gave them; what the subsystem declares confidential is a `Secret` here. */
  readonly args: readonly unknown[];
  /** Empty when a name could not be resolved: the call is then refused at the access stage. */
  readonly demands: readonly Demand[];
  /** Text without live secrets; for whoever keeps or sends away what it saw. */
  redact(text: string): string;
  /** As it may be kept: live secrets masked in it. */
  toJSON(): object;
}

export type Outcome =
  | { readonly value: unknown }
  | { readonly error: unknown }
  | { readonly stream: 'done' | 'failed' | 'returned' | 'aborted' | 'abandoned'; readonly parts: number; readonly error?: unknown };

/** Stands in for the connector's result. */
export interface Answer {
  readonly answer: unknown;
}

/** Stages in the order calls pass them; access stands between `observe` and `replay`. */
export const stages = ['observe', 'replay', 'policy', 'approval', 'cache', 'budget'] as const;
export type Stage = (typeof stages)[number];

/** Looks at mediated calls on their way in and out. Observers see refusals; the later stages see only what was allowed. */
export interface Interceptor {
  readonly name: string;
  readonly stage: Stage;
  /** Asked once for every method, at boot; absent: every call. */
  applies?(subsystem: string, method: string): boolean;
  /** Throws to refuse; an answer means that the connector is not called. */
  before?(call: Call): void | Answer | Promise<void | Answer>;
  /** A synchronous look at each part of a stream. */
  chunk?(call: Call, part: unknown): void;
  /** Exactly once for each interceptor whose `before` ended well (or is absent), newest first. */
  after?(call: Call, outcome: Outcome): void | Promise<void>;
}

/** In the order of their stages; within a stage as given. */
export const inOrder = (interceptors: readonly Interceptor[]): Interceptor[] =>
  [...interceptors].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
