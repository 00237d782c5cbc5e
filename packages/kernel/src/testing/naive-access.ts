import type { AccessRule } from '../capabilities.ts';
import type { Level } from '../policy.ts';

/**
 * Access as the specification says it, sentence by sentence: owners, segments and levels, without keys, memory or haste. Nothing of the
 * real evaluator is used here, so that the two can be compared. A candidate is a {@link Someone} as it is.
 */
export interface Someone {
  readonly role: string;
  readonly id: string;
  readonly tenant: string;
}

/** A name, or everything below it. */
export interface Place {
  readonly owner: Someone;
  readonly segments: readonly string[];
  readonly isPrefix: boolean;
}

export interface GivenRight {
  readonly subsystem: string;
  readonly on: Place;
  readonly to: Someone;
  readonly level: Level;
}

export interface NaiveRules {
  readonly allow: readonly AccessRule[];
  readonly deny: readonly AccessRule[];
  readonly open: readonly string[];
}

/** What the answer depends on, at one moment. */
export interface NaiveWorld {
  /** undefined: they cannot be read. */
  readonly rights: readonly GivenRight[] | undefined;
  /** Team ids by what {@link nameOfSomeone} gives for a member; undefined: nobody can say. */
  readonly teams: ReadonlyMap<string, string> | undefined;
}

export interface Wish {
  readonly level: Level;
  readonly place: Place;
  readonly subsystem: string;
}

export const nameOfSomeone = ({ tenant, role, id }: Someone): string => JSON.stringify([tenant, role, id]);

const isSame = (one: Someone, other: Someone): boolean => one.tenant === other.tenant && one.role === other.role && one.id === other.id;

/** "Prefixes match whole segments"; a name covers itself alone. */
export function covers(on: Place, place: Place): boolean {
  if (!isSame(on.owner, place.owner)) return false;
  const isAbove = on.segments.every((segment, i) => place.segments[i] === segment);
  const rest = place.segments.length - on.segments.length;
  if (on.isPrefix) return isAbove && (place.isPrefix ? rest >= 0 : rest > 0);
  return isAbove && rest === 0 && !place.isPrefix;
}

/** "`owner` implies all; `write` does not imply `read`." */
const implies = (held: Level, wanted: Level): boolean => held === 'owner' || held === wanted;

/** "Check order for one actor: owner of the resource; the resource belongs to the actor's team (read and write); direct grant; public grant; grant to the team; deny." */
export function passes(actor: Someone, { level, place, subsystem }: Wish, { rights, teams }: NaiveWorld): boolean {
  if (isSame(actor, place.owner)) return true;
  if (actor.role === 'system' || actor.tenant !== place.owner.tenant) return false;
  const isMember = actor.role === 'user' || actor.role === 'agent';
  if (rights === undefined || (isMember && teams === undefined)) return false;
  const team = isMember ? teams?.get(nameOfSomeone(actor)) : undefined;
  const { tenant } = actor;
  const ownTeam: Someone[] = team === undefined ? [] : [{ tenant, role: 'team', id: team }];
  if (ownTeam.some((each) => isSame(each, place.owner)) && level !== 'owner') return true;
  const holders = [actor, { tenant, role: 'public', id: 'public' }, ...ownTeam];
  return holders.some((holder) => rights.some((right) => right.subsystem === subsystem && isSame(right.to, holder) && implies(right.level, level) && covers(right.on, place)));
}

/** "The innermost actor passes and every outer actor passes too or the resource belongs to an actor further in." */
export const needsToPass = (actors: readonly Someone[], place: Place): readonly Someone[] =>
  actors.filter((_, i) => !actors.slice(0, i).some((further) => isSame(further, place.owner)));

/** A star stands for any text. */
function fits(pattern: string, text: string): boolean {
  const [start = '', ...more] = pattern.split('*');
  return more.length === 0 ? text === start : text.startsWith(start);
}

const names = (actor: Someone): string => (actor.role === 'public' ? 'public' : `${actor.role}:${actor.id}`);

/** "Rights come only from operator config": what is denied is denied, what is allowed or open by default is allowed, the rest is the system's. */
export function mayUse(actor: Someone, capability: string, { allow, deny, open }: NaiveRules): boolean {
  const use = capability.toLowerCase();
  const speaksOf = ({ to, use: pattern, tenant }: AccessRule): boolean => fits(to, names(actor)) && fits(pattern.toLowerCase(), use) && (tenant ?? actor.tenant) === actor.tenant;
  if (deny.some(speaksOf)) return false;
  return allow.some(speaksOf) || open.some((word) => use === word || use.startsWith(`${word}:`)) || actor.role === 'system';
}
