import type { Access, Demand } from './access.ts';
import type { Clock } from './clock.ts';
import type { CallContext } from './context.ts';
import type { Resolve } from './demands.ts';
import { isSmythError } from './errors.ts';
import type { Answer, Call, Interceptor, Outcome } from './interceptor.ts';
import { kernelErrors } from './kernel-errors.ts';
import { type CursorSeal, closePage, openOptions } from './listing.ts';
import { MediatedCall } from './mediated-call.ts';
import { watchStream } from './mediated-stream.ts';
import type { Io, Page } from './policy.ts';
import type { Redactor } from './redactor.ts';
import { nameFor } from './resource.ts';
import { Secret } from './secret.ts';

/** All that is known about one method of one bound connector before anybody calls it. */
export interface MethodPlan {
  readonly subsystem: string;
  readonly method: string;
  readonly connector: string;
  /** Arguments of the contract; the connector gets `io` after them. */
  readonly arity: number;
  readonly resolve: readonly Resolve[];
  /** Arguments that are objects whose properties are judged. */
  readonly judged: readonly number[];
  /** Where the prefix of a listing stands, and whether its names are given relative to it. */
  readonly listing?: { readonly prefix: number; readonly relative: boolean } | undefined;
  /** The argument that is a secret. */
  readonly confidential?: number | undefined;
  /** The property that is the stream, or `self`. */
  readonly stream?: string | undefined;
  /** Runs before the connector on an allowed call, e.g. to drop grants of what is deleted. */
  readonly prepare?: ((demands: readonly Demand[]) => Promise<void>) | undefined;
  readonly observers: readonly Interceptor[];
  readonly inner: readonly Interceptor[];
  readonly run: (args: readonly unknown[]) => unknown;
}

/** What every plan of one kernel shares. */
export interface Mediation {
  readonly access: Access;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly seal: CursorSeal;
  /** Set when the kernel stops; every later call is refused. */
  stopped: boolean;
}

const placeOf = ({ subsystem, method, connector }: MethodPlan): { subsystem: string; method: string; connector: string } => ({ subsystem, method, connector });

/** Who calls, as a handle holds it. */
export interface Caller {
  readonly context: CallContext;
  readonly io: Io;
}

/** Streams without a deadline of their own are settled after this long. */
const streamDeadlineMs = 600_000;

interface Attempt {
  readonly plan: MethodPlan;
  readonly context: CallContext;
  readonly io: Io;
  /** With keys in place of names once resolved. */
  readonly args: unknown[];
  demands: readonly Demand[];
}

/** The one road to a resource. Always a promise; every rejection carries a code. */
export function mediate(mediation: Mediation, plan: MethodPlan, { context, io }: Caller, given: unknown[]): Promise<unknown> {
  const args = given.length === plan.arity ? given : Array.from({ length: plan.arity }, (_, i) => given[i]);
  const attempt: Attempt = { plan, context, io, args, demands: [] };
  try {
    // A getter, or a change while grants are asked, would show the connector something else than was judged.
    for (const index of plan.judged) if (typeof args[index] === 'object' && args[index] !== null) args[index] = { ...args[index] };
    if (plan.observers.length > 0 || plan.inner.length > 0) return intercepted(mediation, attempt, [...args]);
    admit(mediation, attempt);
    const pending = mediation.access.check(attempt.demands, context, plan);
    if (pending !== undefined) return performOnceAllowed(mediation, attempt, pending);
    return perform(mediation, attempt);
  } catch (error) {
    return Promise.reject(printable(error, mediation));
  }
}

const printable = (error: unknown, { redactor }: Mediation): Error => redactor.redactError(error) as Error;

async function performOnceAllowed(mediation: Mediation, attempt: Attempt, pending: Promise<void>): Promise<unknown> {
  await pending.catch((error: unknown) => Promise.reject(printable(error, mediation)));
  refuseUnwanted(mediation, attempt);
  return perform(mediation, attempt);
}

/** Refuses what nobody waits for any more. Asked again after each wait. */
function refuseUnwanted({ clock, stopped }: Mediation, { plan, io }: Attempt): void {
  if (stopped) throw kernelErrors.STOPPED({});
  if (io.signal?.aborted) throw kernelErrors.CANCELLED(placeOf(plan));
  if (io.deadline !== undefined && clock.now() > io.deadline) throw kernelErrors.DEADLINE(placeOf(plan));
}

/** Resolves names into keys, and the policy rows into demands. */
function admit(mediation: Mediation, attempt: Attempt): void {
  refuseUnwanted(mediation, attempt);
  const { plan, context, args } = attempt;
  const [only] = plan.resolve;
  attempt.demands = plan.resolve.length === 1 && only ? [only(args, context.candidate)] : plan.resolve.map((resolve) => resolve(args, context.candidate));
}

/** Calls the connector with everything checked. */
function perform(mediation: Mediation, attempt: Attempt): Promise<unknown> {
  const { plan } = attempt;
  if (plan.listing !== undefined || plan.prepare !== undefined) return performListed(mediation, attempt);
  const result = callConnector(mediation, attempt);
  return plan.stream === undefined || hasInterceptors(plan) ? result : result.then((value) => withStream(mediation, attempt, value, {}));
}

const hasInterceptors = (plan: MethodPlan): boolean => plan.observers.length > 0 || plan.inner.length > 0;

function callConnector(mediation: Mediation, attempt: Attempt): Promise<unknown> {
  const { plan, args, io } = attempt;
  args.push(io);
  try {
    const result = plan.run(args);
    return result instanceof Promise ? result.catch((error: unknown) => Promise.reject(explained(error, attempt, mediation))) : Promise.resolve(result);
  } catch (error) {
    return Promise.reject(explained(error, attempt, mediation));
  }
}

/** An error that carries a code, whatever the connector threw, that speaks of names as the caller does, never of keys, and shows no secret. */
const explained = (error: unknown, attempt: Attempt, mediation: Mediation): Error => printable(withCode(error, attempt), mediation);

function withCode(error: unknown, { plan, io, context, demands }: Attempt): Error {
  if (!isSmythError(error)) return io.signal?.aborted ? kernelErrors.CANCELLED(placeOf(plan), { cause: error }) : kernelErrors.CONNECTOR_FAILED(placeOf(plan), { cause: error });
  return error.rephrased((text) => {
    for (const demand of demands) if ('level' in demand && demand.resource.key === text) return nameFor(context.candidate, demand.resource);
    return undefined;
  });
}

async function performListed(mediation: Mediation, attempt: Attempt): Promise<unknown> {
  const { seal } = mediation;
  const { plan, args, context, demands } = attempt;
  await plan.prepare?.(demands).catch((error: unknown) => Promise.reject(explained(error, attempt, mediation)));
  const demand = plan.listing && demands.find((each) => 'level' in each);
  if (!plan.listing || !demand) return callConnector(mediation, attempt);
  const listing = { subsystem: plan.subsystem, method: plan.method, prefix: demand.resource, connector: plan.connector, caller: context.candidate, relative: plan.listing.relative };
  const optionsAt = plan.listing.prefix + 1;
  if (optionsAt < plan.arity) args[optionsAt] = await openOptions(args[optionsAt], listing, seal);
  const result = await callConnector(mediation, attempt);
  const isPage = typeof result === 'object' && result !== null && 'items' in result;
  return isPage ? closePage(result as Page<{ name: string }>, listing, seal) : result;
}

/** The slow way round: each stage in order, then `after` for whoever let the call pass, newest first. */
async function intercepted(mediation: Mediation, attempt: Attempt, asGiven: readonly unknown[]): Promise<unknown> {
  const { plan, context } = attempt;
  const { subsystem, method, connector } = plan;
  let refused: { error: unknown } | undefined;
  try {
    admit(mediation, attempt);
  } catch (error) {
    refused = { error };
  }
  const call: Call = new MediatedCall({ subsystem, method, connector, context, args: withoutSecret(asGiven, plan), demands: attempt.demands }, mediation.redactor);
  const passed: Interceptor[] = [];
  let outcome: Outcome;
  try {
    const observed = pass(plan.observers, call, passed);
    let answer = isPending(observed) ? await observed : observed;
    if (refused) throw refused.error;
    const pending = mediation.access.check(attempt.demands, context, plan);
    if (pending !== undefined) await pending;
    if (answer === undefined) {
      const given = pass(plan.inner, call, passed);
      answer = isPending(given) ? await given : given;
    }
    refuseUnwanted(mediation, attempt);
    const value = answer === undefined ? await perform(mediation, attempt) : answer.answer;
    if (plan.stream !== undefined) return withStream(mediation, attempt, value, { call, passed });
    outcome = { value };
  } catch (error) {
    outcome = { error: printable(error, mediation) };
  }
  await settle(mediation, call, passed, outcome);
  if ('error' in outcome) throw outcome.error;
  return (outcome as { value: unknown }).value;
}

const withoutSecret = (args: readonly unknown[], { confidential }: MethodPlan): readonly unknown[] =>
  confidential === undefined ? args : args.map((arg, i) => (i === confidential && typeof arg === 'string' ? new Secret(arg, 'argument') : arg));

/** A refusal carries a code; whatever else an interceptor throws is its own failure, and refuses too. */
const refusal = ({ name }: Interceptor, { subsystem, method }: Call, cause: unknown): Error =>
  isSmythError(cause) ? cause : kernelErrors.INTERCEPTOR_FAILED({ interceptor: name, subsystem, method }, { cause });

function look(interceptors: readonly Interceptor[], call: Call, part: unknown, mediation: Mediation): void {
  for (const interceptor of interceptors) {
    try {
      interceptor.chunk?.(call, part);
    } catch (cause) {
      throw printable(refusal(interceptor, call, cause), mediation);
    }
  }
}

/** Most interceptors look and are done: to wait for what is there already would cost more than the look. */
const isPending = <T>(given: T | Promise<T>): given is Promise<T> => typeof (given as { then?: unknown } | null | undefined)?.then === 'function';

/** Asks each for its answer, from the one at `from` on, until there is one. A promise only where one of them gave one. */
function pass(interceptors: readonly Interceptor[], call: Call, passed: Interceptor[], from = 0): void | Answer | Promise<void | Answer> {
  for (let i = from; i < interceptors.length; i++) {
    const interceptor = interceptors[i] as Interceptor;
    let given: void | Answer | Promise<void | Answer>;
    try {
      given = interceptor.before?.(call);
    } catch (cause) {
      throw refusal(interceptor, call, cause);
    }
    if (isPending(given)) return given.then(
      (answer) => {
        passed.push(interceptor);
        return answer ?? pass(interceptors, call, passed, i + 1);
      },
      (cause: unknown) => {
        throw refusal(interceptor, call, cause);
      },
    );
    passed.push(interceptor);
    if (given !== undefined) return given;
  }
}

/** A failing `after` stops no other; it is reported only where the call itself went well. */
async function settle(mediation: Mediation, call: Call, passed: readonly Interceptor[], outcome: Outcome): Promise<void> {
  let failure: { interceptor: string; cause: unknown } | undefined;
  for (const interceptor of passed.toReversed()) {
    try {
      const given = interceptor.after?.(call, outcome);
      if (isPending(given)) await given;
    } catch (cause) {
      failure ??= { interceptor: interceptor.name, cause };
    }
  }
  if (failure && !('error' in outcome)) {
    throw printable(kernelErrors.INTERCEPTOR_FAILED({ interceptor: failure.interceptor, subsystem: call.subsystem, method: call.method }, { cause: failure.cause }), mediation);
  }
}

/** The same value with its stream watched. */
function withStream(mediation: Mediation, attempt: Attempt, value: unknown, watched: { call?: Call; passed?: readonly Interceptor[] }): unknown {
  const { plan, io } = attempt;
  const { clock } = mediation;
  const { call, passed = [] } = watched;
  const looks = passed.filter(({ chunk }) => chunk !== undefined);
  const watch = (source: AsyncIterable<unknown>): AsyncIterableIterator<unknown> =>
    watchStream(source, {
      clock,
      signal: io.signal,
      deadline: io.deadline ?? clock.now() + streamDeadlineMs,
      chunk: call && looks.length > 0 ? (part) => look(looks, call, part, mediation) : undefined,
      ended: async (ending) => (call ? settle(mediation, call, passed, ending) : undefined),
      cancelled: () => kernelErrors.CANCELLED(placeOf(plan)),
      late: () => kernelErrors.DEADLINE(placeOf(plan)),
      explained: (error) => explained(error, attempt, mediation),
    });
  try {
    if (plan.stream === 'self') return watch(value as AsyncIterable<unknown>);
    const holder = value as Record<string, AsyncIterable<unknown>>;
    const property = plan.stream ?? '';
    return { ...holder, [property]: watch(holder[property] as AsyncIterable<unknown>) };
  } catch (error) {
    // What came is no stream.
    throw explained(error, attempt, mediation);
  }
}
