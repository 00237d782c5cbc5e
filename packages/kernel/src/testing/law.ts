import type { FakeClock } from './fake-clock.ts';

/** What a law is tried on: a fresh, empty subject, and the time it lives in. */
export interface World<C> {
  readonly it: C;
  /** Moves the subject's time on; real backends really wait. */
  readonly advance: FakeClock['advance'];
  /** The subject's time, epoch ms. */
  readonly now: () => number;
}

/** One sentence of a contract, as something that can be tried. It speaks only of what every connector of the kind must do. */
export interface Law<C> {
  readonly id: string;
  readonly says: string;
  /** Rejects when the law is broken. */
  check(world: World<C>): Promise<void>;
  /** The subject with just this promise broken; proves that the law bites. */
  sabotage(it: C): C;
}

export type Verdict =
  | { readonly law: string; readonly outcome: 'holds' }
  | { readonly law: string; readonly outcome: 'breaks'; readonly error: unknown }
  /** It breaks, as the connector says it does. */
  | { readonly law: string; readonly outcome: 'deviates'; readonly because: string }
  /** It holds although the connector says that it breaks: the deviation is to be removed. */
  | { readonly law: string; readonly outcome: 'stale'; readonly because: string };

/** Opens a fresh subject; `close` is called after the law was tried. */
export type OpenWorld<C> = () => Promise<World<C> & { close(): Promise<void> }>;

/** Law id → why this connector does not keep it. */
export type Deviations = Readonly<Record<string, string>>;

async function attempt<C>(open: OpenWorld<C>, law: Law<C>, alter: (it: C) => C): Promise<{ error: unknown } | undefined> {
  const world = await open();
  try {
    await law.check({ ...world, it: alter(world.it) });
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    await world.close();
  }
}

/** Tries each law on a subject of its own. Runner-free: tests, `doctor` and capability tables read the verdicts. */
export async function judge<C>(laws: readonly Law<C>[], open: OpenWorld<C>, deviations: Deviations = {}): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const law of laws) {
    const broken = await attempt(open, law, (it) => it);
    const because = deviations[law.id];
    if (because !== undefined) verdicts.push({ law: law.id, outcome: broken ? 'deviates' : 'stale', because });
    else verdicts.push(broken ? { law: law.id, outcome: 'breaks', error: broken.error } : { law: law.id, outcome: 'holds' });
  }
  return verdicts;
}

/** The laws whose saboteur goes unnoticed: none, if every law bites. */
export async function toothless<C>(laws: readonly Law<C>[], open: OpenWorld<C>): Promise<string[]> {
  const unnoticed: string[] = [];
  for (const law of laws) if (!(await attempt(open, law, (it) => law.sabotage(it)))) unnoticed.push(law.id);
  return unnoticed;
}

/** `it` with some methods replaced; each gets the original method and then the arguments. */
export function altered<C extends object>(it: C, changes: { readonly [Method in keyof C]?: (original: C[Method], ...args: never[]) => unknown }): C {
  return new Proxy(it, {
    get(target, method) {
      const original: unknown = Reflect.get(target, method);
      const bound = typeof original === 'function' ? (original.bind(target) as unknown) : original;
      const change = (changes as Record<PropertyKey, ((...args: unknown[]) => unknown) | undefined>)[method];
      return change === undefined ? bound : (...args: unknown[]) => change(bound, ...args);
    },
  });
}
