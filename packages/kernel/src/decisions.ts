import { type Candidate, mint } from './candidate.ts';
import type { Clock } from './clock.ts';
import type { GrantStore, TeamDirectory } from './grants.ts';
import type { Level } from './policy.ts';
import { coveringPrefixes, type Resource } from './resource.ts';

/** Whom the kernel asks about grants and teams; filled while booting. Absent: nothing is shared, nobody has a team. */
export interface Authority {
  grants?: GrantStore;
  teams?: TeamDirectory;
}

/** May this actor do that to something it does not own? */
export interface Question {
  readonly actor: Candidate;
  readonly level: Level;
  readonly resource: Resource;
  readonly subsystem: string;
}

/** Answers from grants and teams, remembered as long as they are known to hold. */
export interface Decisions {
  isGranted(question: Question): Promise<boolean>;
  /** Forgets everything; called after every change of grants in this process. */
  forget(): void;
}

/** Age after which a decision asks the store whether anything changed. */
const freshMs = 1000;
/** Decisions kept; beyond it all are forgotten, which costs time and never correctness. */
const mostDecisions = 10_000;

interface Decision {
  readonly allowed: boolean;
  readonly version: number;
  readonly team: string | undefined;
  checkedAt: number;
}

const sufficient = (held: Level, wanted: Level): boolean => held === wanted || held === 'owner';

/** The check order for one actor; ownership was judged before. */
async function decide({ actor, level, resource, subsystem }: Question, team: string | undefined, grants: GrantStore | undefined): Promise<boolean> {
  if (team !== undefined && resource.owner.key === team && level !== 'owner') return true;
  if (grants === undefined) return false;
  const holders = [actor.key, mint('public', 'public', actor.tenant).key, ...(team === undefined ? [] : [team])];
  const found = await grants.match(subsystem, [resource.key, ...coveringPrefixes(resource)], holders);
  return found.some((grant) => sufficient(grant.level, level));
}

/** Teams by actor, asked again after a second. */
function createTeams(authority: Authority, clock: Clock): { teamOf(actor: Candidate): Promise<string | undefined>; forget(): void } {
  const teams = new Map<string, { team: string | undefined; askedAt: number }>();
  let epoch = 0;
  return {
    async teamOf(actor) {
      if (authority.teams === undefined || (actor.role !== 'user' && actor.role !== 'agent')) return undefined;
      const known = teams.get(actor.key);
      const askedAt = clock.now();
      if (known !== undefined && askedAt - known.askedAt < freshMs) return known.team;
      const askedIn = epoch;
      const id = await authority.teams.teamOf(actor);
      const team = id === undefined ? undefined : mint('team', id, actor.tenant).key;
      if (teams.size >= mostDecisions) teams.clear();
      if (askedIn === epoch) teams.set(actor.key, { team, askedAt });
      return team;
    },
    forget() {
      epoch++;
      teams.clear();
    },
  };
}

export function createDecisions(authority: Authority, clock: Clock): Decisions {
  const decisions = new Map<string, Decision>();
  const teams = createTeams(authority, clock);
  /** Counts changes: what was asked before one must not be remembered after it. */
  let epoch = 0;
  const versionNow = async (): Promise<number> => (await authority.grants?.version()) ?? 0;

  /** Whether what was decided still holds; past its freshness the store is asked whether anything changed. */
  async function stillHolds(known: Decision, now: number): Promise<boolean> {
    if (now - known.checkedAt < freshMs) return true;
    if ((await versionNow()) !== known.version) return false;
    known.checkedAt = now;
    return true;
  }

  return {
    async isGranted(question) {
      const { actor, level, resource, subsystem } = question;
      // What a part of the host program may do is its own space and its capabilities, whatever others share.
      if (actor.role === 'system' || actor.tenant !== resource.owner.tenant) return false;
      const id = `${subsystem}\n${level}\n${actor.key}\n${resource.key}`;
      const team = await teams.teamOf(actor);
      const now = clock.now();
      const known = decisions.get(id);
      if (known !== undefined && known.team === team && (await stillHolds(known, now))) return known.allowed;
      const decidedIn = epoch;
      // Read before deciding: a change meanwhile makes the decision look old, never new.
      const version = await versionNow();
      const allowed = await decide(question, team, authority.grants);
      if (decisions.size >= mostDecisions) decisions.clear();
      if (decidedIn === epoch) decisions.set(id, { allowed, version, team, checkedAt: now });
      return allowed;
    },
    forget() {
      epoch++;
      decisions.clear();
      teams.forget();
    },
  };
}
