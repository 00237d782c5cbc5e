import { boot, type BootOptions, type Kernel } from '../boot/boot.ts';
import type { Candidate } from '../candidate.ts';
import type { Connector, Entry, StartContext } from '../connector.ts';
import type { CallContext } from '../context.ts';
import type { Grant, GrantStore, TeamDirectory } from '../grants.ts';
import type { Handle } from '../handle.ts';
import type { Interceptor, Stage } from '../interceptor.ts';
import type { Io, Page, PageOptions, Policy, Samples } from '../policy.ts';
import type { Port, Resources } from '../subsystem.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';

/** A contract with one method for each kind of row a policy can have. */
export interface Notes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  list(prefix?: string, options?: PageOptions): Promise<Page<{ readonly name: string }>>;
  within(space: string, options?: PageOptions): Promise<Page<{ readonly name: string }>>;
  clear(prefix: string): Promise<void>;
  put(space: string, key: string, value: number): Promise<void>;
  whoAmI(): Promise<string>;
  ask(request: { readonly model?: string }): Promise<string>;
  ping(): Promise<string>;
  follow(name: string): Promise<AsyncIterable<string>>;
  tail(name: string): Promise<{ readonly parts: AsyncIterable<string>; readonly lines: number }>;
}

const policy: Policy<Notes> = {
  read: { level: 'read', name: 0 },
  write: { level: 'write', name: 0 },
  remove: { level: 'write', name: 0, forgets: true },
  move: [
    { level: 'owner', name: 0 },
    { level: 'write', name: 1 },
  ],
  list: { level: 'read', prefix: 0 },
  within: { level: 'read', prefix: 0, relative: true },
  clear: { level: 'write', prefix: 0, forgets: true },
  put: { level: 'write', name: 0, item: 1 },
  whoAmI: { level: 'read', own: true },
  ask: { use: 'notes:{connector}/{0.model}' },
  ping: { open: 'it says nothing but that it is there' },
  follow: { level: 'read', name: 0 },
  tail: { level: 'read', name: 0 },
};

const samples: Samples<Notes> = {
  read: (name) => [name],
  write: (name) => [name, 'text'],
  remove: (name) => [name],
  move: (name) => [name, 'b'],
  list: (name) => [name, {}],
  within: (name) => [name, {}],
  clear: (name) => [name],
  put: (name) => [name, 'key', 1],
  whoAmI: () => [],
  ask: () => [{ model: 'm' }],
  ping: () => [],
  follow: (name) => [name],
  tail: (name) => [name],
};

export const notes: Resources<Notes> = { kind: 'resource', name: 'notes', key: 'Notes', phase: 'agents', policy, samples, streams: { follow: 'self', tail: 'parts' }, sharing: true };

/** A resource that has the kernel's grants behind it. */
export const shares: Resources<GrantStore> = {
  kind: 'resource',
  name: 'shares',
  key: 'Shares',
  phase: 'security',
  policy: { match: { use: 'shares:all' }, list: { use: 'shares:all' }, replace: { use: 'shares:all' }, put: { use: 'shares:all' }, forget: { use: 'shares:all' }, remove: { use: 'shares:all' }, version: { use: 'shares:all' } },
  samples: {
    match: () => ['notes', [], []],
    list: () => [{ subsystem: 'notes', key: 'k' }],
    replace: () => [{ subsystem: 'notes', key: 'k' }, []],
    forget: () => [{ subsystem: 'notes', key: 'k' }],
    put: () => [{ subsystem: 'notes', key: 'k', holder: 'h', level: 'read' }],
    remove: () => [{ subsystem: 'notes', key: 'k' }, 'h', undefined],
    version: () => [],
  },
  serves: { grants: (implementation: GrantStore) => implementation },
};

export const crews: Resources<TeamDirectory> = {
  kind: 'resource',
  name: 'crews',
  key: 'Crews',
  phase: 'security',
  policy: { teamOf: { open: 'a toy' } },
  samples: { teamOf: () => [undefined as never] },
  serves: { teams: (implementation: TeamDirectory) => implementation },
};

/** A port: reached without a check. */
export const lamp: Port = { kind: 'port', name: 'lamp', key: 'Lamp', phase: 'security' };

const sameTarget = (a: { subsystem: string; key: string }, b: { subsystem: string; key: string }): boolean => a.subsystem === b.subsystem && a.key === b.key;

const isBelow = (a: { subsystem: string; key: string }, b: { subsystem: string; key: string }): boolean => a.subsystem === b.subsystem && a.key !== b.key && a.key.startsWith(b.key);

/** Grants in memory. */
export function createGrants(given: readonly Grant[] = []): GrantStore & { readonly all: () => readonly Grant[] } {
  let all: readonly Grant[] = given;
  let version = 0;
  const change = (next: readonly Grant[]): void => {
    all = next;
    version++;
  };
  return {
    all: () => all,
    match: async (subsystem, keys, holders) => all.filter((grant) => grant.subsystem === subsystem && keys.includes(grant.key) && holders.includes(grant.holder)),
    list: async (target) => all.filter((grant) => sameTarget(grant, target)),
    forget: async (target) => change(all.filter((grant) => !(target.key.endsWith('/') ? isBelow(grant, target) : sameTarget(grant, target)))),
    replace: async (target, grants) => change([...all.filter((grant) => !sameTarget(grant, target)), ...grants.map((grant) => ({ ...grant, subsystem: target.subsystem, key: target.key }))]),
    put: async ({ subsystem, key, holder, level }) => change([...all, { subsystem, key, holder, level }]),
    remove: async (target, holder, level) => change(all.filter((grant) => !(sameTarget(grant, target) && grant.holder === holder && (level === undefined || grant.level === level)))),
    version: async () => version,
  };
}

type Method = (...args: never[]) => unknown;

/** Every call that came to a connector: the method and its arguments with `io` at the end. */
export type Calls = [method: string, ...args: unknown[]][];

/** Notes whose every method records its call and answers with `undefined`, or as told. */
export function recordingNotes(calls: Calls, answers: { readonly [M in keyof Notes]?: Method } = {}): Record<string, Method> {
  const methods = Object.keys(policy).map((method) => {
    const answer = (answers as Record<string, Method | undefined>)[method];
    const record = (...args: never[]): unknown => {
      calls.push([method, ...args]);
      return answer?.(...args);
    };
    return [method, record] as const;
  });
  return Object.fromEntries(methods);
}

/** A connector that starts with what it is given. */
export const connectorOf = (subsystem: string, id: string, start: (context: StartContext<never>) => unknown, more: Partial<Connector> = {}): Connector => ({ subsystem, id, settings: {}, start, ...more });

export const entryOf = (subsystem: string, implementation: unknown, id = 'Toy'): Entry => ({ connector: connectorOf(subsystem, id, () => implementation) });

export interface Toy {
  readonly kernel: Kernel;
  readonly clock: FakeClock;
  readonly calls: Calls;
  as(caller: Candidate | CallContext): Handle<Notes>;
}

export interface ToyOptions extends Partial<Omit<BootOptions, 'clock'>> {
  readonly answers?: { readonly [M in keyof Notes]?: Method };
  readonly grants?: GrantStore;
  readonly teams?: TeamDirectory;
  readonly implementation?: Record<string, unknown>;
}

/** A kernel with notes, on a fake clock; grants and teams where they are given. */
export async function bootToy({ answers, grants, teams, implementation, ...options }: ToyOptions = {}): Promise<Toy> {
  const clock = createFakeClock();
  const calls: Calls = [];
  const use = [
    entryOf('notes', implementation ?? recordingNotes(calls, answers)),
    ...(grants === undefined ? [] : [entryOf('shares', grants)]),
    ...(teams === undefined ? [] : [entryOf('crews', teams)]),
  ];
  const kernel = await boot({ subsystems: [shares, crews, notes], use, ids: createFakeIds(), ...options, clock });
  return { kernel, clock, calls, as: (caller) => kernel.connectors.get('notes' as never).as(caller) };
}

/** The `io` a connector gets of a call by a bare candidate. */
export const ioOf = (candidate: Candidate): Io => ({ candidate, signal: undefined, deadline: undefined });

/** Writes down what it sees. */
export function witness(log: string[], name: string, stage: Stage = 'observe', more: Partial<Interceptor> = {}): Interceptor {
  return {
    name,
    stage,
    before: () => void log.push(`${name} before`),
    after: (_, outcome) => void log.push(`${name} after ${'stream' in outcome ? outcome.stream : 'error' in outcome ? 'error' : 'value'}`),
    ...more,
  };
}
