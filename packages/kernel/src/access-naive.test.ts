import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AccessWorld, accessWorlds, type Change, type Event, type Need, type Question, resourceOf } from '../test/access-worlds.ts';
import { type Access, createAccess, type Demand } from './access.ts';
import { ACL } from './acl.ts';
import type { Candidate } from './candidate.ts';
import type { Authority } from './decisions.ts';
import { hasCode } from './errors.ts';
import type { Grant, GrantStore } from './grants.ts';
import type { Level } from './policy.ts';
import { sharingMethods } from './sharing.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { covers, type GivenRight, mayUse, nameOfSomeone, needsToPass, passes, type NaiveWorld } from './testing/naive-access.ts';
import { createGrants } from './testing/toy.ts';

/** What is decided may be remembered for so long where another process changed something. */
const freshMs = 1000;

interface History<State> {
  current(): State;
  /** `seen`: whether anybody could have asked for the state that ends. */
  change(state: State, now: number, seen: boolean): void;
  /** The present state, and those before it that may still be remembered. */
  around(now: number): State[];
  /** From now on nothing of before may be remembered. */
  forget(): void;
}

function createHistory<State>(first: State): History<State> {
  let current = first;
  let past: { state: State; until: number }[] = [];
  return {
    current: () => current,
    change(state, now, seen) {
      if (seen) past.push({ state: current, until: now });
      current = state;
    },
    around(now) {
      past = past.filter(({ until }) => now - until < freshMs);
      return [current, ...past.map(({ state }) => state)];
    },
    forget: () => void (past = []),
  };
}

type Rights = NaiveWorld['rights'];
type Teams = NaiveWorld['teams'];

const isSamePlace = (a: GivenRight, b: GivenRight): boolean => JSON.stringify(a.on) === JSON.stringify(b.on) && a.subsystem === b.subsystem;
const isSameHolder = (a: GivenRight, b: GivenRight): boolean => nameOfSomeone(a.to) === nameOfSomeone(b.to);

/** Those who can be given something by sharing; a store that others write to may hold anything. */
const canHold = ({ on, to }: GivenRight): boolean => to.role !== 'system' && to.tenant === on.owner.tenant;

/** The rights after a change, as the contract of sharing says. */
function changed(rights: readonly GivenRight[], change: Change, byThisProcess: boolean): readonly GivenRight[] {
  const { right } = change;
  const elsewhere = rights.filter((each) => !isSamePlace(each, right));
  switch (change.kind) {
    case 'grant':
      return byThisProcess && !canHold(right) ? rights : [...rights, right];
    case 'revoke':
      return byThisProcess && !canHold(right) ? rights : rights.filter((each) => !(isSamePlace(each, right) && isSameHolder(each, right) && (change.allLevels || each.level === right.level)));
    case 'setACL': {
      const all = [right, ...change.more.map((more) => ({ ...right, ...more }))];
      if (!byThisProcess) return [...elsewhere, ...all];
      return [...elsewhere, ...all.filter(({ to }) => to.role !== 'system').map((each) => ({ ...each, to: { ...each.to, tenant: each.on.owner.tenant } }))];
    }
    case 'forget':
      return right.on.isPrefix ? rights.filter((each) => each.subsystem !== right.subsystem || isSamePlace(each, right) || !covers(right.on, each.on)) : elsewhere;
  }
}

const toGrant = ({ subsystem, on, to, level }: GivenRight): Grant => ({ subsystem, key: resourceOf(on).key, holder: (to as Candidate).key, level });

/** As often as that lets whoever waits go on first. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

/** Answers a little later each time, before and after it looked, so that questions and changes overlap; and can fail. */
function createDelays(): <T>(look: () => Promise<T>, isDown: boolean) => Promise<T> {
  let asked = 0;
  return async (look, isDown) => {
    asked++;
    await turns(asked % 4);
    if (isDown) throw new Error('it is down');
    const found = await look();
    await turns(asked % 7);
    return found;
  };
}

interface Played {
  cases: number;
  allowed: number;
  /** Answers that hold of another moment than when they were asked for: up to a second before it, or while they were waited for. */
  overtaken: number;
}

/** Plays one world with the real evaluator, and compares every answer with the naive one. */
async function play({ rights: given, teams: members, rules, steps }: AccessWorld, played: Played): Promise<void> {
  let now = 1_000_000;
  let outage: 'grants' | 'teams' | 'none' = 'none';
  const rights = createHistory<readonly GivenRight[]>(given);
  const teams = createHistory<ReadonlyMap<string, string>>(members);
  const store = createGrants(given.map(toGrant));
  const later = createDelays();
  const authority: Authority = {
    grants: { ...store, match: (...args) => later(() => store.match(...args), outage === 'grants'), version: () => later(store.version, outage === 'grants') },
    teams: { teamOf: (candidate) => later(async () => teams.current().get(nameOfSomeone(candidate)), outage === 'teams') },
  };
  const access = createAccess(authority, { ...rules, open: new Set(rules.open) }, { ...createFakeClock(), now: () => now });

  const rightsAround = (): Rights[] => rights.around(now).map((each, i) => (i === 0 && outage === 'grants' ? undefined : each));
  const teamsAround = (): Teams[] => teams.around(now).map((each, i) => (i === 0 && outage === 'teams' ? undefined : each));

  async function happen(event: Event): Promise<void> {
    if ('member' in event) {
      const next = new Map(teams.current());
      if (event.team === undefined) next.delete(nameOfSomeone(event.member));
      else next.set(nameOfSomeone(event.member), event.team);
      teams.change(next, now, outage !== 'teams');
      return;
    }
    const isOurs = event.by === 'this process';
    rights.change(changed(rights.current(), event.change, isOurs), now, outage !== 'grants');
    if (!isOurs) return write(store, event.change);
    await share(store, access, event.change);
    rights.forget();
    teams.forget();
  }

  async function askAll(asked: readonly Question[], meanwhile: readonly Event[]): Promise<void> {
    const moments = { rules, rights: rightsAround(), teams: teamsAround() };
    const pending = asked.map((question) => ask(access, question));
    for (const event of meanwhile) {
      // Long enough for some of them to have been answered, and for others to have asked the store only.
      await turns(played.cases % 41);
      await happen(event);
      moments.rights.push(...rightsAround());
      moments.teams.push(...teamsAround());
    }
    compare(asked, await Promise.all(pending), moments, played);
  }

  for (const step of steps) {
    if ('waitMs' in step) now += step.waitMs;
    else if ('outage' in step) {
      if (outage !== 'grants') rights.change(rights.current(), now, true);
      if (outage !== 'teams') teams.change(teams.current(), now, true);
      outage = step.outage;
    } else if (!('ask' in step)) await happen(step);
    else {
      await askAll(step.ask, step.meanwhile);
      // Whatever was still on its way when something changed must not be remembered.
      if (step.meanwhile.length > 0) await askAll(step.ask, []);
    }
  }
}

function compare(asked: readonly Question[], answers: readonly boolean[], moments: Moments, played: Played): void {
  const { rules, rights, teams } = moments;
  for (const [i, question] of asked.entries()) {
    const answer = answers[i] as boolean;
    played.cases++;
    if (answer) played.allowed++;
    if (couldBe(answer, question, { rules, rights: rights.slice(0, 1), teams: teams.slice(0, 1) })) continue;
    played.overtaken++;
    if (!couldBe(answer, question, moments)) throw new Error(`${answer ? 'allowed' : 'denied'}, and the specification says otherwise: ${JSON.stringify(question)}`);
  }
}

/** Through the store alone: this process is not told. */
async function write(store: GrantStore, change: Change): Promise<void> {
  const { right } = change;
  const grant = toGrant(right);
  if (change.kind === 'grant') return store.put(grant);
  if (change.kind === 'revoke') return store.remove(grant, grant.holder, change.allLevels ? undefined : grant.level);
  if (change.kind === 'forget') return store.forget(grant);
  return store.replace(grant, [right, ...change.more.map((more) => ({ ...right, ...more }))].map(toGrant));
}

/** As the handle does it; what cannot be given is refused and changes nothing. */
async function share(store: GrantStore, access: Access, change: Change): Promise<void> {
  const { right } = change;
  const methods = sharingMethods(() => store, right.subsystem, () => access.forget());
  const run = (method: 'grant' | 'revoke' | 'setACL', ...args: unknown[]): Promise<unknown> => methods[method].run([resourceOf(right.on), ...args] as never);
  const refused = (error: unknown): void => {
    if (canHold(right) || !(hasCode(error, 'ACL_BAD_ENTRY') || hasCode(error, 'KERNEL_TENANT_MISMATCH'))) throw error;
    access.forget();
  };
  if (change.kind === 'grant') await run('grant', right.to, right.level).catch(refused);
  else if (change.kind === 'revoke') await run('revoke', right.to, change.allLevels ? undefined : right.level).catch(refused);
  else if (change.kind === 'setACL') {
    const acl = new ACL();
    for (const { to, level } of [right, ...change.more]) if (to.role !== 'system') acl.addAccess(to.role as 'user', to.id, level);
    await run('setACL', acl);
  } else {
    await store.forget(toGrant(right));
    access.forget();
  }
}

const toDemand = (need: Need): Demand => ('use' in need ? need : { level: need.level, resource: resourceOf(need.place) });

/** Whether it is allowed; any other failure than a denial is a failure of the test. */
async function ask(access: Access, { actors: [candidate, ...onBehalfOf], needs, subsystem }: Question): Promise<boolean> {
  try {
    await access.check(needs.map(toDemand), { candidate, onBehalfOf }, { subsystem, method: 'any' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'KERNEL_ACCESS_DENIED')) throw error;
    return false;
  }
}

interface Moments {
  readonly rules: AccessWorld['rules'];
  readonly rights: readonly Rights[];
  readonly teams: readonly Teams[];
}

/** Whether that answer holds of these moments, of each actor and need by one of them. */
function couldBe(answer: boolean, { actors, needs, subsystem }: Question, { rules, rights, teams }: Moments): boolean {
  const judgements = needs.flatMap((need) =>
    'use' in need
      ? actors.map((actor) => [mayUse(actor, need.use, rules)])
      : needsToPass(actors, need.place).map((actor) => {
          const wish: { level: Level; place: typeof need.place; subsystem: string } = { ...need, subsystem };
          return rights.flatMap((known) => teams.map((members) => passes(actor, wish, { rights: known, teams: members })));
        }),
  );
  return answer ? judgements.every((verdicts) => verdicts.includes(true)) : judgements.some((verdicts) => verdicts.includes(false));
}

test('the evaluator and the specification agree on 100,000 random cases, asked in any order while grants, teams and time move on', { timeout: 60_000 }, async () => {
  const played: Played = { cases: 0, allowed: 0, overtaken: 0 };
  await fc.assert(fc.asyncProperty(accessWorlds, (world) => play(world, played)), { numRuns: 900 });
  const said = `0 of ${played.cases} answers differ; ${played.allowed} were allowed, ${played.overtaken} were overtaken by a change within the second`;
  expect(played.cases, said).toBeGreaterThanOrEqual(100_000);
  expect(played.allowed, said).toBeGreaterThan(played.cases / 10);
  expect(played.overtaken, said).toBeGreaterThan(0);
});
