import { boot, type Kernel } from '../boot/boot.ts';
import { AccessCandidate } from '../candidate.ts';
import type { Connector, Entry } from '../connector.ts';
import type { Handle } from '../handle.ts';
import { rowsOf, type Row } from '../policy.ts';
import type { Resources, Subsystem, SubsystemMap } from '../subsystem.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';
import type { OpenWorld, World } from './law.ts';

export interface WorldOptions {
  /** The connector on trial, with settings. */
  readonly entry: Entry;
  /** The subsystem it belongs to (unless the world was given it), and those it needs. */
  readonly subsystems?: readonly Subsystem[];
  /** Entries of the subsystems it needs. */
  readonly use?: readonly Entry[];
  /** Called after the kernel has stopped, e.g. to remove a folder. */
  readonly cleanUp?: () => Promise<void>;
}

/** A connector that needs nothing else is said by its entry alone. */
type Trial = Entry | WorldOptions;

/** The subsystem a connector is tried as, or its name where `subsystems` holds it. */
type Subject<Name extends keyof SubsystemMap> = Name | (Resources<SubsystemMap[Name]> & { readonly name: Name });

type Given = WorldOptions & { readonly subsystems: readonly Subsystem[] };

async function readTrial(subject: string | Resources, open: () => Trial | Promise<Trial>): Promise<{ name: string; given: Given }> {
  const trial = await open();
  const options = 'entry' in trial ? trial : { entry: trial };
  const { subsystems = [] } = options;
  if (typeof subject === 'string') return { name: subject, given: { ...options, subsystems } };
  const others = subsystems.filter(({ name }) => name !== subject.name);
  return { name: subject.name, given: { ...options, subsystems: [...others, subject] } };
}

/** A kernel on a fake clock with fake ids, everything else real. */
export async function bootForTest(options: WorldOptions): Promise<{ kernel: Kernel; clock: FakeClock }> {
  const clock = createFakeClock();
  const kernel = await boot({ subsystems: options.subsystems ?? [], use: [options.entry, ...(options.use ?? [])], clock, ids: createFakeIds() });
  return { kernel, clock };
}

type Opened<C> = World<C> & { close(): Promise<void> };

/**
 * The subject as an agent reaches it: through a handle, every call mediated. `open` is called for each law.
 *
 * ```ts
 * guardedWorld(cacheSubsystem, () => acmeCache({ maxEntries: 10 }))
 * ```
 */
export const guardedWorld =
  <Name extends keyof SubsystemMap & string>(subject: Subject<Name>, open: () => Trial | Promise<Trial>): OpenWorld<Handle<SubsystemMap[Name]>> =>
  async (): Promise<Opened<Handle<SubsystemMap[Name]>>> => {
    const { name, given } = await readTrial(subject as string | Resources, open);
    const { kernel, clock } = await bootForTest(given);
    return {
      it: kernel.connectors.get(name as Name).as(AccessCandidate.agent('subject')),
      advance: clock.advance,
      now: clock.now,
      async close() {
        await kernel.stop();
        await given.cleanUp?.();
      },
    };
  };

/** The subject itself, reached past the kernel: names become keys below `raw/` and nothing else is done for it. `open` as in {@link guardedWorld}. */
export const rawWorld =
  <Name extends keyof SubsystemMap & string>(subject: Subject<Name>, open: () => Trial | Promise<Trial>): OpenWorld<Handle<SubsystemMap[Name]>> =>
  async (): Promise<Opened<Handle<SubsystemMap[Name]>>> => {
    const { name, given } = await readTrial(subject as string | Resources, open);
    let implementation: unknown;
    const { connector } = given.entry;
    const spy: Connector = {
      ...connector,
      subsystem: connector.subsystem,
      id: connector.id,
      settings: connector.settings,
      start: async (context) => (implementation = await connector.start(context)),
    };
    const { kernel, clock } = await bootForTest({ ...given, entry: { ...given.entry, connector: spy } });
    const subsystem = given.subsystems.find((each) => each.name === name) as Resources;
    return {
      it: rawSubject(subsystem, implementation as Record<string, unknown>) as Handle<SubsystemMap[Name]>,
      advance: clock.advance,
      now: clock.now,
      async close() {
        await kernel.stop();
        await given.cleanUp?.();
      },
    };
  };

const root = 'raw';
const asPrefix = (prefix: unknown): string => (prefix === undefined || prefix === '' ? `${root}/` : `${root}/${String(prefix).replace(/\/$/, '')}/`);

/** Turns names into keys in place, by the one row that speaks of names. */
function putKeys(row: Row | undefined, args: unknown[]): void {
  if (row === undefined) return;
  if ('prefix' in row) args[row.prefix] = asPrefix(args[row.prefix]);
  else if ('name' in row) args[row.name] = `${root}/${String(args[row.name])}`;
}

function putNames(row: Row | undefined, prefix: unknown, result: unknown): unknown {
  if (row === undefined || !('prefix' in row) || typeof result !== 'object' || result === null || !('items' in result)) return result;
  const cut = row.relative ? String(prefix).length : root.length + 1;
  return { ...result, items: (result.items as { name: string }[]).map((item) => ({ ...item, name: item.name.slice(cut) })) };
}

function rawSubject(subsystem: Resources, implementation: Record<string, unknown>): unknown {
  const io = Object.freeze({ candidate: AccessCandidate.agent('subject'), signal: undefined, deadline: undefined });
  const policy = subsystem.policy as Record<string, Row | readonly Row[]>;
  const samples = subsystem.samples as Record<string, (name: string) => unknown[]>;
  const methods = Object.entries(policy).map(([method, rows]) => {
    const named = rowsOf(rows).find((row) => 'name' in row || 'prefix' in row);
    const arity = samples[method]?.('sample').length ?? 0;
    const call = async (...given: unknown[]): Promise<unknown> => {
      const args = Array.from({ length: arity }, (_, i) => given[i]);
      putKeys(named, args);
      const found = implementation[method] as (...all: unknown[]) => unknown;
      return putNames(named, args[0], await found.call(implementation, ...args, io));
    };
    return [method, call] as const;
  });
  return Object.fromEntries(methods);
}
