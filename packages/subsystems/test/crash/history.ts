/** What is under a name: the id of the change that made it so, or another word that tells two states apart. */
export type State = string;

export const absent: State = 'absent';

/** What a process said about a change: that it began, or that it was acknowledged. */
export type Event = { readonly kind: 'begun'; readonly id: string; readonly name: string; readonly leaves: State } | { readonly kind: 'done'; readonly id: string };

export const toLine = (event: Event): string => JSON.stringify(event);

/** The events of a process in their order. What it could not finish saying was not said. */
export function parseEvents(output: string): Event[] {
  const lines = output.split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Event);
}

interface Change {
  readonly leaves: State;
  readonly begunAt: number;
  /** Infinity: it was cut off. */
  readonly doneAt: number;
}

function changesOf(events: readonly Event[]): Map<string, Change[]> {
  const doneAt = new Map<string, number>();
  for (const [at, event] of events.entries()) if (event.kind === 'done') doneAt.set(event.id, at);
  const changes = new Map<string, Change[]>();
  for (const [begunAt, event] of events.entries()) {
    if (event.kind === 'done') continue;
    const change = { leaves: event.leaves, begunAt, doneAt: doneAt.get(event.id) ?? Infinity };
    changes.set(event.name, [...(changes.get(event.name) ?? []), change]);
  }
  return changes;
}

/** The states a durable name can be in: of every change that no acknowledged one came wholly after. */
function possible(before: State, changes: readonly Change[]): Set<State> {
  const all = [{ leaves: before, begunAt: -1, doneAt: -1 }, ...changes];
  const isOvertaken = ({ doneAt }: Change): boolean => changes.some((later) => later.doneAt !== Infinity && later.begunAt > doneAt);
  return new Set(all.filter((change) => !isOvertaken(change)).map(({ leaves }) => leaves));
}

export interface Loss {
  readonly name: string;
  readonly found: State;
  readonly expected: readonly State[];
}

export interface Judgement {
  readonly acknowledged: number;
  /** Changes that were cut off. */
  readonly inFlight: number;
  /** Names whose last acknowledged change is not there, nor one that came after it. */
  readonly lost: readonly Loss[];
}

/** Compares what is found after a crash with what the process had said. States by name; a name that is missing is absent. */
export function judgeHistory(events: readonly Event[], before: ReadonlyMap<string, State>, found: ReadonlyMap<string, State>): Judgement {
  const changes = changesOf(events);
  const names = new Set([...before.keys(), ...found.keys(), ...changes.keys()]);
  const lost = [...names].flatMap((name) => {
    const expected = possible(before.get(name) ?? absent, changes.get(name) ?? []);
    const state = found.get(name) ?? absent;
    return expected.has(state) ? [] : [{ name, found: state, expected: [...expected] }];
  });
  const acknowledged = events.filter(({ kind }) => kind === 'done').length;
  return { acknowledged, inFlight: events.length - 2 * acknowledged, lost };
}
