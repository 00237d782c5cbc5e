import { type AccessRules, checkRules } from '../capabilities.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Entry } from '../connector.ts';
import type { Binding } from '../handle.ts';
import { createIds, type Ids } from '../ids.ts';
import { inOrder, type Interceptor } from '../interceptor.ts';
import { kernelErrors, type Problem } from '../kernel-errors.ts';
import type { Redactor } from '../redactor.ts';
import type { Phase, PortMap, Subsystem, SubsystemMap } from '../subsystem.ts';
import { planBoot } from './plan.ts';
import { createBoard } from './board.ts';
import { startAll } from './start.ts';

export interface BootOptions {
  readonly subsystems: readonly Subsystem[];
  readonly use?: readonly Entry[];
  readonly access?: Omit<AccessRules, 'open'>;
  readonly interceptors?: readonly Interceptor[];
  /** Where `env` of connectors is looked up; absent: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly allowDevConnectors?: boolean;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** For each start and each release. Absent: 30 s and 10 s. */
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
  /** Told of each connector as it becomes ready. */
  readonly onStarted?: (started: Started) => void;
}

/** One line of the boot tree. */
export interface Started {
  readonly phase: Phase;
  readonly subsystem: string;
  /** The subsystem's key in configurations. */
  readonly key: string;
  readonly connector: string;
  readonly id: string;
  readonly isDefault: boolean;
  readonly tookMs: number;
}

/** What is bound, by subsystem and by the name it is bound under (its default when none is given). */
export interface Connectors {
  /** @throws KERNEL_NOT_BOUND listing what is bound */
  get<Name extends keyof SubsystemMap>(subsystem: Name, name?: string): Binding<SubsystemMap[Name]>;
  /** @throws KERNEL_NOT_BOUND */
  port<Name extends keyof PortMap>(port: Name, name?: string): PortMap[Name];
  /** Names bound for a subsystem or port, the default first. */
  names(subsystem: string): readonly string[];
}

export interface Kernel extends AsyncDisposable {
  readonly connectors: Connectors;
  /** In the order of the documented phases. */
  readonly started: readonly Started[];
  /** The interceptors every call passes, in order, with where access stands. */
  readonly order: readonly string[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly redact: Redactor['redact'];
  /** For whatever sends texts, data or errors away. */
  readonly redactor: Omit<Redactor, 'watch'>;
  /** Releases everything, newest first; later calls give the same promise. @throws KERNEL_STOP_FAILED when a release failed */
  stop(): Promise<void>;
}

const openCapabilities = (subsystems: readonly Subsystem[]): ReadonlySet<string> =>
  new Set(subsystems.flatMap((subsystem) => (subsystem.kind === 'resource' ? (subsystem.openCapabilities ?? []) : [])));

function orderOf(interceptors: readonly Interceptor[]): string[] {
  const observers = interceptors.filter(({ stage }) => stage === 'observe');
  return [...observers.map(({ name }) => name), 'access', ...interceptors.slice(observers.length).map(({ name }) => name)];
}

/** Everything that is wrong with a configuration, seen without starting anything. */
export function checkConfiguration({ subsystems, use = [], access = {}, environment = {}, allowDevConnectors = false }: BootOptions): readonly Problem[] {
  return [...planBoot({ subsystems, use, environment, allowDevConnectors }).problems, ...checkRules(access)];
}

/**
 * Starts everything a configuration names, and the embedded default of what it does not. Everything is validated before anything
 * starts; a boot that fails half-way is undone, newest first.
 *
 * @throws KERNEL_BAD_CONFIG with every problem, KERNEL_START_FAILED, KERNEL_START_TIMEOUT
 */
export async function boot(options: BootOptions): Promise<Kernel> {
  const { subsystems, use = [], access = {}, environment = {}, allowDevConnectors = false, clock = systemClock } = options;
  const { planned, problems } = planBoot({ subsystems, use, environment, allowDevConnectors });
  const all = [...problems, ...checkRules(access)];
  if (all.length > 0) throw kernelErrors.BAD_CONFIG({ problems: all });
  const ids = options.ids ?? createIds(clock);
  const interceptors = inOrder(options.interceptors ?? []);
  const board = createBoard({ clock, ids, interceptors, subsystems, rules: { ...access, open: openCapabilities(subsystems) } });
  const stopTimeoutMs = options.stopTimeoutMs ?? 10_000;
  const started = await startAll(planned, { board, clock, ids, startTimeoutMs: options.startTimeoutMs ?? 30_000, stopTimeoutMs, onStarted: options.onStarted });

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      board.mediation.stopped = true;
      const failures = await board.releases.closeAll(stopTimeoutMs);
      const told = failures.map(({ connector, reason }) => ({ connector, reason: board.redactor.redact(reason) }));
      if (told.length > 0) throw kernelErrors.STOP_FAILED({ failures: told });
    })());
  return Object.freeze({
    connectors: board.connectors,
    started,
    order: orderOf(interceptors),
    clock,
    ids,
    redact: board.redactor.redact,
    redactor: board.redactor,
    stop,
    [Symbol.asyncDispose]: stop,
  });
}
