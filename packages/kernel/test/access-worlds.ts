import fc from 'fast-check';
import type { AccessRule } from '../src/capabilities.ts';
import { AccessCandidate, type Candidate } from '../src/candidate.ts';
import type { Level } from '../src/policy.ts';
import { type Resource, resolveName, resolvePrefix } from '../src/resource.ts';
import { systemCandidate } from '../src/system.ts';
import { type GivenRight, nameOfSomeone, type NaiveRules, type Place } from '../src/testing/naive-access.ts';

/** What a call may be made for: something that is named, or a capability. */
export type Need = { readonly level: Level; readonly place: Place } | { readonly use: string };

export interface Question {
  /** The innermost first. */
  readonly actors: readonly [Candidate, ...Candidate[]];
  readonly needs: readonly Need[];
  readonly subsystem: string;
}

/** What anybody who may can do to the rights on one place. */
export type Change =
  | { readonly kind: 'grant'; readonly right: GivenRight }
  | { readonly kind: 'revoke'; readonly right: GivenRight; readonly allLevels: boolean }
  | { readonly kind: 'setACL'; readonly right: GivenRight; readonly more: readonly { readonly to: Candidate; readonly level: Level }[] }
  | { readonly kind: 'forget'; readonly right: GivenRight };

export type Event =
  | { readonly change: Change; readonly by: 'this process' | 'another process' }
  | { readonly member: Candidate; readonly team: string | undefined };

export type Step =
  /** Asked side by side; the rest happens while they wait for their answers. */
  | { readonly ask: readonly Question[]; readonly meanwhile: readonly Event[] }
  | Event
  | { readonly outage: 'grants' | 'teams' | 'none' }
  | { readonly waitMs: number };

export interface AccessWorld {
  readonly rights: readonly GivenRight[];
  readonly teams: ReadonlyMap<string, string>;
  readonly rules: NaiveRules;
  readonly steps: readonly Step[];
}

const tenants = ['default', 'acme'] as const;

/** Everybody who may own or ask, by tenant; the same ids stand in several roles, and in both cases. */
const crowd = tenants.map((tenant): readonly Candidate[] => {
  const { agent, user, team } = AccessCandidate;
  return [agent('a1', { tenant }), user('u1', { tenant }), team('t1', { tenant }), agent('a2', { tenant }), user('a1', { tenant }), agent('A1', { tenant }), team('t2', { tenant }), AccessCandidate.public({ tenant }), systemCandidate('boot', tenant)];
});
const most = crowd[0]?.length ?? 0;
const owners = crowd.map((all) => all.filter(({ role }) => role !== 'public'));

const names = [['x'], ['d'], ['d', 'x'], ['d', 'e'], ['d', 'e', 'x'], ['dx'], ['D', 'x'], ['d.e', 'x'], ['d e', 'ü']];
const prefixes = [[], ['d'], ['d', 'e'], ['D'], ['d e']];

const placesOf = (owner: Candidate): Place[] => [...names.map((segments) => ({ owner, segments, isPrefix: false })), ...prefixes.map((segments) => ({ owner, segments, isPrefix: true }))];
const places = owners.map((all) => all.flatMap(placesOf));

/** The place as the real thing sees it, by its URI. */
function toResource({ owner, segments, isPrefix }: Place): Resource {
  const uri = `smythfs://${owner.id}.${owner.role}/${segments.join('/')}`;
  return (isPrefix ? resolvePrefix : resolveName)(uri, AccessCandidate.agent('reader', { tenant: owner.tenant }));
}
const resources = new Map(places.flat().map((place) => [place, toResource(place)]));
export const resourceOf = (place: Place): Resource => resources.get(place) ?? toResource(place);

const levels = fc.constantFrom<Level>('read', 'read', 'write', 'owner');
const subsystems = fc.constantFrom('notes', 'notes', 'notes', 'storage');
const inTenant = fc.constantFrom(0, 0, 0, 1);
const anybody = fc.nat(most - 1);
const anywhere = fc.nat((places[0]?.length ?? 0) - 1);

const at = <T>(lists: readonly (readonly T[])[], tenant: number, index: number): T => lists[tenant]?.[index] as T;

const uses = ['llm:openai/gpt-4o', 'LLM:OpenAI/gpt-4o', 'llm:openai/?', 'sql:main', 'sqlx:main', 'code:python', 'code', 'search:Tavily', 'search:llm:openai/gpt-4o'];
const patterns = ['llm:*', 'llm:openai/*', 'llm:openai/gpt-4o', 'SQL:Main', 'sql:*', 'code', 'code:py*', 'search:tavily'];
const receivers = ['*', 'agent:*', 'agent:a*', 'agent:a1', 'user:u1', 'user:*', 'team:t1', 'public', 'system:*', 'system:boot'];
const ruleLists = fc.array(
  fc.tuple(fc.constantFrom(...receivers), fc.constantFrom(...patterns), fc.constantFrom(undefined, undefined, ...tenants)).map(([to, use, tenant]): AccessRule => ({ to, use, ...(tenant && { tenant }) })),
  { maxLength: 4 },
);
const rules = fc.record({ allow: ruleLists, deny: ruleLists, open: fc.subarray(['llm', 'search', 'sql']) });

const actors = fc.tuple(inTenant, fc.oneof({ weight: 3, arbitrary: fc.tuple(anybody) }, { weight: 2, arbitrary: fc.array(anybody, { minLength: 2, maxLength: 4 }) })).map(([tenant, indexes]) => indexes.map((index) => at(crowd, tenant, index)));
const named = fc.tuple(levels, inTenant, anywhere).map(([level, tenant, place]): Need => ({ level, place: at(places, tenant, place) }));
const capability = fc.constantFrom(...uses).map((use): Need => ({ use }));
const needs = fc.oneof({ weight: 8, arbitrary: fc.tuple(named) }, { weight: 2, arbitrary: fc.tuple(capability) }, { weight: 1, arbitrary: fc.tuple(named, named) }, { weight: 1, arbitrary: fc.tuple(capability, named) });
const questions = fc.record({ actors, needs, subsystem: subsystems }) as unknown as fc.Arbitrary<Question>;

/** The same but for one thing, which must not be mistaken for it. */
const twins: fc.Arbitrary<(question: Question) => Question> = fc.oneof(
  fc.constant((question: Question) => ({ ...question, subsystem: question.subsystem === 'notes' ? 'storage' : 'notes' })),
  levels.map((level) => (question: Question) => ({ ...question, needs: question.needs.map((need) => ('use' in need ? need : { ...need, level })) })),
  anywhere.map((place) => (question: Question) => ({ ...question, needs: question.needs.map((need) => ('use' in need ? need : { ...need, place: at(places, 0, place) })) })),
  anybody.map((index) => (question: Question) => ({ ...question, actors: [at(crowd, question.actors[0].tenant === 'default' ? 0 : 1, index), ...question.actors.slice(1)] as const })),
);
const askedTogether = fc.array(fc.tuple(questions, twins), { minLength: 1, maxLength: 8, size: 'max' }).map((pairs) => pairs.flatMap(([question, toTwin]) => [question, toTwin(question)]));

/** Something is made of what the world asks, so that rights and questions meet. */
type About<T> = (asked: readonly Question[]) => T;

/** Nobody grants across tenants, and nothing is granted to the system; a store may hold such things all the same. */
const anyRights = fc
  .tuple(inTenant, inTenant, anywhere, anybody, levels, subsystems)
  .map(([of, to, place, holder, level, subsystem]): About<GivenRight> => () => ({ on: at(places, of, place), to: at(crowd, to, holder), level, subsystem }));

const outwards = (place: Place, steps: number): Place => (steps === 0 ? place : { owner: place.owner, segments: place.segments.slice(0, Math.max(0, place.segments.length - steps)), isPrefix: true });

function holderLike(actor: Candidate, like: 'itself' | 'public' | 'team'): Candidate {
  const { tenant } = actor;
  return like === 'itself' ? actor : like === 'public' ? AccessCandidate.public({ tenant }) : AccessCandidate.team('t1', { tenant });
}

/** On what a question asks for or above it, to one of those who ask or to everyone. */
const meetingRights = fc
  .record({ question: fc.nat(23), actor: fc.nat(3), steps: fc.constantFrom(0, 0, 0, 1, 2, 3), like: fc.constantFrom('itself' as const, 'itself' as const, 'public' as const, 'team' as const), level: levels })
  .map(({ question, actor, steps, like, level }): About<GivenRight | undefined> => (asked) => {
    const { needs, actors, subsystem } = asked[question % asked.length] as Question;
    const need = needs.find((each) => 'place' in each);
    return need && { on: outwards(need.place, steps), to: holderLike(actors[actor % actors.length] as Candidate, like), level, subsystem };
  });

const rights: fc.Arbitrary<About<GivenRight>> = fc.oneof(
  { weight: 1, arbitrary: anyRights },
  { weight: 4, arbitrary: fc.tuple(meetingRights, anyRights).map(([meeting, other]): About<GivenRight> => (asked) => meeting(asked) ?? other(asked)) },
);

const holders = fc.tuple(inTenant, anybody, levels).map(([tenant, holder, level]) => ({ to: at(crowd, tenant, holder), level }));
const kinds = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'grant' as const }) },
  { weight: 3, arbitrary: fc.boolean().map((allLevels) => ({ kind: 'revoke' as const, allLevels })) },
  { weight: 2, arbitrary: fc.array(holders, { maxLength: 3 }).map((more) => ({ kind: 'setACL' as const, more })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'forget' as const }) },
);
const changes = fc.tuple(rights, kinds).map(([right, kind]): About<Change> => (asked) => ({ ...kind, right: right(asked) }));

const canJoin = ({ role }: Candidate): boolean => role === 'user' || role === 'agent';
const members = fc.tuple(inTenant, fc.nat((crowd[0]?.filter(canJoin).length ?? 0) - 1)).map(([tenant, index]) => at(crowd.map((all) => all.filter(canJoin)), tenant, index));
const events: fc.Arbitrary<About<Event>> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(changes, fc.constantFrom('this process' as const, 'another process' as const, 'another process' as const)).map(([change, by]): About<Event> => (asked) => ({ change: change(asked), by })) },
  { weight: 1, arbitrary: fc.tuple(members, fc.constantFrom('t1', 't1', 't2', undefined)).map(([member, team]): About<Event> => () => ({ member, team })) },
);
const meanwhile = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(events, { minLength: 1, maxLength: 3 }) });
const steps: fc.Arbitrary<About<Step>> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(fc.array(fc.nat(23), { minLength: 1, maxLength: 16, size: 'max' }), meanwhile)
      .map(([indexes, during]): About<Step> => (asked) => ({ ask: indexes.map((index) => asked[index % asked.length] as Question), meanwhile: during.map((event) => event(asked)) })),
  },
  { weight: 3, arbitrary: events },
  { weight: 1, arbitrary: fc.constantFrom('grants' as const, 'teams' as const, 'none' as const, 'none' as const, 'none' as const).map((outage): About<Step> => () => ({ outage })) },
  { weight: 5, arbitrary: fc.constantFrom(1, 400, 999, 1000, 1000, 1500).map((waitMs): About<Step> => () => ({ waitMs })) },
);

const memberships = fc.array(fc.tuple(members, fc.constantFrom('t1', 't2')), { maxLength: 8 }).map((pairs) => new Map(pairs.map(([member, team]) => [nameOfSomeone(member), team])));

/** Worlds small enough that rights and questions meet and the same is asked again, told step by step. */
export const accessWorlds: fc.Arbitrary<AccessWorld> = fc
  .record({
    asked: askedTogether,
    rights: fc.array(rights, { maxLength: 16, size: 'max' }),
    teams: memberships,
    rules,
    steps: fc.array(steps, { maxLength: 60, size: 'max' }),
  })
  .map(({ asked, ...world }) => ({ ...world, rights: world.rights.map((right) => right(asked)), steps: world.steps.map((step) => step(asked)) }));
