import type { Candidate } from './candidate.ts';
import type { Connector } from './connector.ts';
import { type CallContext, toContext } from './context.ts';
import type { Authority } from './decisions.ts';
import { compileRow, judgedObjects, type Resolve } from './demands.ts';
import type { Interceptor } from './interceptor.ts';
import { unsupported } from './kernel-errors.ts';
import { type Caller, mediate, type Mediation, type MethodPlan } from './mediate.ts';
import { type Level, type Policy, type Row, rowsOf } from './policy.ts';
import { resolveName, resolvePrefix } from './resource.ts';
import { sharingMethods, type Sharing } from './sharing.ts';
import type { Resources } from './subsystem.ts';

/** A contract as callers use it: every method present, names as the caller says them, every call mediated. */
export type Handle<C> = { readonly [Method in keyof C]-?: NonNullable<C[Method]> } & Sharing;

/** A started connector. `as` gives the only way to call it. */
export interface Binding<C = unknown> {
  readonly id: string;
  readonly subsystem: string;
  readonly connector: string;
  readonly capabilities: Readonly<Record<string, boolean | number | string>>;
  /** @throws KERNEL_BAD_CANDIDATE, KERNEL_TENANT_MISMATCH */
  as(caller: Candidate | CallContext): Handle<C>;
}

export interface BindOptions {
  readonly subsystem: Resources;
  readonly connector: Connector;
  readonly id: string;
  readonly implementation: Readonly<Record<string, unknown>>;
  readonly mediation: Mediation;
  readonly interceptors: readonly Interceptor[];
  /** Read at each call: grants may be bound after this connector. */
  readonly authority: Authority;
}

const isObserver = ({ stage }: Interceptor): boolean => stage === 'observe';

interface Method {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly arity: number;
  readonly run: MethodPlan['run'];
}

function planMethod(options: BindOptions, { name: method, rows, arity, run }: Method): MethodPlan {
  const { subsystem, id, interceptors } = options;
  const applying = interceptors.filter((each) => each.applies?.(subsystem.name, method) ?? true);
  const listing = rows.find((row) => 'prefix' in row);
  return {
    subsystem: subsystem.name,
    method,
    connector: id,
    arity,
    resolve: rows.map((row) => compileRow(row, id)),
    judged: judgedObjects(rows),
    listing: listing && { prefix: listing.prefix, relative: listing.relative ?? false },
    confidential: (subsystem.confidential as Readonly<Record<string, number>> | undefined)?.[method],
    stream: (subsystem.streams as Readonly<Record<string, string>> | undefined)?.[method],
    prepare: rows.some((row) => 'forgets' in row) ? forgetGrants(options) : undefined,
    observers: applying.filter(isObserver),
    inner: applying.filter((each) => !isObserver(each)),
    run,
  };
}

/** Exact-name grants go before the data: a name written again later starts out unshared. */
function forgetGrants({ authority, subsystem, mediation }: BindOptions): MethodPlan['prepare'] {
  return async (demands) => {
    for (const demand of demands) {
      if ('level' in demand) await authority.grants?.forget({ subsystem: subsystem.name, key: demand.resource.key });
    }
    mediation.access.forget();
  };
}

function connectorMethod({ implementation, subsystem, connector }: BindOptions, method: string): MethodPlan['run'] {
  const found = implementation[method];
  if (typeof found !== 'function') {
    return () => {
      throw unsupported(subsystem.name, connector.id, method);
    };
  }
  return (args) => (found as (...args: readonly unknown[]) => unknown).apply(implementation, args as unknown[]);
}

function plansOf(options: BindOptions): MethodPlan[] {
  const { subsystem } = options;
  const policy = subsystem.policy as Policy<Record<string, unknown>>;
  const samples = subsystem.samples as Record<string, (name: string) => unknown[]>;
  const plans = Object.entries(policy).map(([name, rows]) =>
    planMethod(options, { name, rows: rowsOf(rows), arity: samples[name]?.('sample').length ?? 0, run: connectorMethod(options, name) }),
  );
  return [...plans, ...sharingPlans(options)];
}

function sharingPlans(options: BindOptions): MethodPlan[] {
  const { subsystem, authority, mediation, connector } = options;
  const methods = sharingMethods(() => authority.grants, subsystem.name, () => mediation.access.forget());
  return Object.entries(methods).map(([method, { level, arity, run }]) => {
    const refuse = (): never => {
      throw unsupported(subsystem.name, connector.id, method);
    };
    const plan = planMethod(options, { name: method, rows: [], arity, run: subsystem.sharing ? (args) => run(args as never) : refuse });
    return { ...plan, resolve: [resolveShared(level)] };
  });
}

/** Names to share may be prefixes ending in "/"; the resolved resource takes the name's place. */
const resolveShared =
  (level: Level): Resolve =>
  (args, caller) => {
    const [name] = args;
    const resource = typeof name === 'string' && name.endsWith('/') ? resolvePrefix(name, caller) : resolveName(name, caller);
    args[0] = resource;
    return { level, resource };
  };

/** Composes the handle class of a bound connector once, so that a handle is one private field and its methods are shared. */
export function bind<C>(options: BindOptions): Binding<C> {
  const { mediation, connector, subsystem, id } = options;
  class MediatedHandle {
    // Private: whoever is handed a handle must not get at the candidate it acts for.
    readonly #caller: Caller;
    constructor(given: Candidate | CallContext) {
      const context = toContext(given);
      this.#caller = { context, io: Object.freeze({ candidate: context.candidate, signal: context.signal, deadline: context.run?.deadline }) };
    }
    static callerOf(handle: MediatedHandle): Caller {
      return handle.#caller;
    }
  }
  const { callerOf } = MediatedHandle;
  for (const plan of plansOf(options)) {
    Object.defineProperty(MediatedHandle.prototype, plan.method, {
      enumerable: true,
      value(this: MediatedHandle, ...args: unknown[]) {
        return mediate(mediation, plan, callerOf(this), args);
      },
    });
  }
  // The class itself stays here: its constructor is no way to callerOf.
  Object.defineProperty(MediatedHandle.prototype, 'constructor', { value: undefined });
  return Object.freeze({
    id,
    subsystem: subsystem.name,
    connector: connector.id,
    capabilities: Object.freeze({ ...connector.capabilities }),
    as: (caller: Candidate | CallContext) => new MediatedHandle(caller) as unknown as Handle<C>,
  });
}
