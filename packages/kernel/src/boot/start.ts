import type { Clock } from '../clock.ts';
import type { StartContext } from '../connector.ts';
import type { Ids } from '../ids.ts';
import { kernelErrors } from '../kernel-errors.ts';
import { resolveName } from '../resource.ts';
import { Secret } from '../secret.ts';
import { isSmythError } from '../errors.ts';
import { phases } from '../subsystem.ts';
import { systemCandidate } from '../system.ts';
import type { Board } from './board.ts';
import type { Started } from './boot.ts';
import type { Planned } from './plan.ts';
import { within } from './releases.ts';
import { resolveSettings } from './settings.ts';

export interface StartOptions {
  readonly board: Board;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  readonly onStarted: ((started: Started) => void) | undefined;
}

/** The space in which `$vault(NAME)` of a configuration is looked up. */
const operator = systemCandidate('operator');
const operatorIo = Object.freeze({ candidate: operator, signal: undefined, deadline: undefined });

const findSecret = async ({ secrets, hold }: Board, name: string): Promise<Secret | undefined> => {
  const found = await secrets()?.secretOf(resolveName(name, operator).key, operatorIo);
  return found && hold(found);
};

function contextFor(planned: Planned, resolved: Pick<StartContext<unknown>, 'settings' | 'sources'>, signal: AbortSignal, { board, clock, ids }: StartOptions): StartContext<never> {
  const { connector, subsystem } = planned;
  const owner = systemCandidate(connector.id);
  return {
    ...(resolved as Pick<StartContext<never>, 'settings' | 'sources'>),
    signal,
    clock,
    ids,
    defer: (release) => board.releases.add(`${connector.id} (${subsystem.name})`, release),
    secret: (value, source) => board.redactor.watch(new Secret(value, source)),
    redact: board.redactor.redact,
    use: (name) => {
      if (!connector.needs?.includes(name)) throw kernelErrors.NOT_NEEDED({ connector: connector.id, subsystem: name });
      const bound: unknown = board.connectors.get(name as never);
      const isBinding = typeof bound === 'object' && bound !== null && 'as' in bound && 'subsystem' in bound;
      return (isBinding ? (bound as { as: (caller: unknown) => unknown }).as(owner) : bound) as never;
    },
  };
}

async function startOne(planned: Planned, signal: AbortSignal, options: StartOptions): Promise<Started> {
  const { board, clock, startTimeoutMs } = options;
  const { connector, subsystem, id, isDefault } = planned;
  const from = clock.elapsed();
  const place = { connector: connector.id, subsystem: subsystem.name };
  try {
    const resolved = await resolveSettings(connector, planned.settings, planned.where, (name) => findSecret(board, name));
    for (const [key, value] of Object.entries(resolved.settings)) if (value instanceof Secret) resolved.settings[key] = board.hold(value);
    const starting = Promise.resolve().then(() => connector.start(contextFor(planned, resolved, signal, options)));
    board.place(planned, await within(clock, startTimeoutMs, starting, () => kernelErrors.START_TIMEOUT({ ...place, timeoutMs: startTimeoutMs })));
  } catch (cause) {
    const clean = board.redactor.redactError(cause);
    if (isSmythError(clean)) throw clean;
    throw kernelErrors.START_FAILED({ ...place, reason: clean instanceof Error ? clean.message : String(clean) }, { cause: clean });
  }
  const started = { phase: subsystem.phase, subsystem: subsystem.name, key: subsystem.key, connector: connector.id, id, isDefault, tookMs: clock.elapsed() - from };
  options.onStarted?.(started);
  return started;
}

/** Starts each connector once what it needs is ready, the rest side by side. The first failure aborts the others and undoes everything. */
export async function startAll(planned: readonly Planned[], options: StartOptions): Promise<Started[]> {
  const { board, stopTimeoutMs } = options;
  const giveUp = new AbortController();
  const starts = new Map<Planned, Promise<Started>>();
  const start = (one: Planned): Promise<Started> => {
    const known = starts.get(one);
    if (known) return known;
    const needed = planned.filter(({ subsystem }) => one.needs.includes(subsystem.name));
    const begun = Promise.all(needed.map(start)).then(() => {
      giveUp.signal.throwIfAborted();
      return startOne(one, giveUp.signal, options);
    });
    starts.set(one, begun);
    return begun;
  };
  try {
    const started = await Promise.all(planned.map(start));
    return started.sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase));
  } catch (failure) {
    giveUp.abort(failure);
    board.mediation.stopped = true;
    // Those that heed the signal finish now and register what they opened; what a hanging one opens later is released at once.
    await within(options.clock, stopTimeoutMs, Promise.allSettled(starts.values()), () => new Error('late')).catch(() => undefined);
    await board.releases.closeAll(stopTimeoutMs);
    throw failure;
  }
}
