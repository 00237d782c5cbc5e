import { suggestion } from '../closest.ts';
import type { Connector, Entry } from '../connector.ts';
import type { Problem } from '../kernel-errors.ts';
import type { Subsystem } from '../subsystem.ts';
import { checkSettings, type GivenSettings } from './settings.ts';

/** One connector that will be started. */
export interface Planned {
  readonly subsystem: Subsystem;
  readonly connector: Connector;
  readonly id: string;
  readonly isDefault: boolean;
  readonly where: string;
  readonly settings: GivenSettings;
  /** Subsystems that start before it. */
  readonly needs: readonly string[];
}

export interface PlanOptions {
  readonly subsystems: readonly Subsystem[];
  readonly use: readonly Entry[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly allowDevConnectors: boolean;
}

const where = (entry: Entry, subsystem: Subsystem): string => entry.where ?? `${subsystem.key} (${entry.connector.id})`;

/** The entries of a subsystem, or its embedded default. */
function entriesOf(subsystem: Subsystem, use: readonly Entry[]): Entry[] {
  const given = use.filter(({ connector }) => connector.subsystem === subsystem.name);
  if (given.length > 0 || subsystem.embedded === undefined) return given;
  return [{ connector: subsystem.embedded, where: `${subsystem.key} (embedded default)` }];
}

function planEntry(entry: Entry, subsystem: Subsystem, options: PlanOptions): { planned: Omit<Planned, 'isDefault'>; problems: Problem[] } {
  const at = where(entry, subsystem);
  const { connector } = entry;
  const settings = checkSettings(connector, entry.settings, options.environment);
  const problems = settings.problems.map((problem) => ({ ...problem, where: `${at}.Settings${problem.where}` }));
  if (connector.devOnly && options.environment['NODE_ENV'] === 'production' && !options.allowDevConnectors) {
    problems.push({ where: at, says: `${connector.id} is for development and NODE_ENV is production.`, fix: 'Configure a production connector, or set allowDevConnectors: true (or SMYTH_ALLOW_DEV=1).' });
  }
  const secrets = settings.vaultNames.length > 0 ? options.subsystems.filter((each) => each.kind === 'resource' && each.serves?.secrets).map(({ name }) => name) : [];
  const needs = [...new Set([...(connector.needs ?? []), ...secrets])];
  return { planned: { subsystem, connector, id: entry.id ?? connector.id, where: at, settings, needs }, problems };
}

function planSubsystem(subsystem: Subsystem, options: PlanOptions, problems: Problem[]): Planned[] {
  const entries = entriesOf(subsystem, options.use);
  const marked = entries.filter((entry) => entry.default);
  if (marked.length > 1) {
    problems.push({ where: subsystem.key, says: `${marked.length} entries say that they are the default.`, fix: 'Leave Default on one of them.' });
  }
  const first = marked[0] ?? entries[0];
  const seen = new Set<string>();
  return entries.map((entry) => {
    const { planned, problems: found } = planEntry(entry, subsystem, options);
    problems.push(...found);
    if (seen.has(planned.id)) {
      problems.push({ where: planned.where, says: `Two ${subsystem.key} entries are called "${planned.id}".`, fix: 'Give one of them an Id of its own.' });
    }
    seen.add(planned.id);
    return { ...planned, isDefault: entry === first };
  });
}

/** A cycle of needs as the path that closes it, or undefined. */
function findCycle(needsOf: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const need of needsOf.get(name) ?? []) {
      const cycle = walk(need, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of needsOf.keys()) {
    const cycle = walk(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function checkNeeds(planned: readonly Planned[], options: PlanOptions): Problem[] {
  const names = options.subsystems.map(({ name }) => name);
  const bound = new Set(planned.map(({ subsystem }) => subsystem.name));
  const problems = planned.flatMap(({ needs, connector, where: at }) =>
    needs
      .filter((need) => !bound.has(need))
      .map((need) => ({
        where: at,
        says: `${connector.id} needs ${need}, and none is bound.`,
        fix: names.includes(need) ? `Add a ${need} connector to the configuration.` : `${need} is not a subsystem. ${suggestion(need, names)}`,
      })),
  );
  const needsOf = new Map<string, string[]>();
  for (const { subsystem, needs } of planned) needsOf.set(subsystem.name, [...(needsOf.get(subsystem.name) ?? []), ...needs]);
  const cycle = findCycle(needsOf);
  if (cycle) problems.push({ where: 'needs', says: `Subsystems need each other in a circle: ${cycle.join(' → ')}.`, fix: 'Break it: one of them has to do without.' });
  return problems;
}

/** What to start, and everything that is wrong; pure, nothing is opened. */
export function planBoot(options: PlanOptions): { planned: Planned[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const known = new Set(options.subsystems.map(({ name }) => name));
  for (const { connector, where: at } of options.use) {
    if (!known.has(connector.subsystem)) {
      problems.push({ where: at ?? connector.id, says: `${connector.id} is a connector of "${connector.subsystem}", which is not a subsystem here.`, fix: suggestion(connector.subsystem, known) });
    }
  }
  const planned = options.subsystems.flatMap((subsystem) => planSubsystem(subsystem, options, problems));
  return { planned, problems: [...problems, ...checkNeeds(planned, options)] };
}
