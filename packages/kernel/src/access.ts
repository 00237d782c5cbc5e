import { type Candidate, mint } from './candidate.ts';
import { isAllowed, type AccessRules } from './capabilities.ts';
import type { Clock } from './clock.ts';
import type { CallContext } from './context.ts';
import type { GrantStore, TeamDirectory } from './grants.ts';
import { kernelErrors } from './kernel-errors.ts';
import type { Level } from './policy.ts';
import { coveringPrefixes, type Resource } from './resource.ts';

/** One thing a call needs, resolved from a policy row and the arguments. */
export type Demand =
  | { readonly level: Level; readonly resource: Resource }
  | { readonly use: string }
  | { readonly open: string };

export interface Access {
  /**
   * Nothing when every demand is met; a promise only when grants or teams must be asked. A store that fails denies.
   * @throws KERNEL_ACCESS_DENIED
   */
  check(demands: readonly Demand[], context: CallContext, call: { subsystem: string; method: string }): void | Promise<void>;
  /** Forgets what was decided; called after every change of grants in this process. */
  forget(): void;
}

/** Whom the kernel asks about grants and teams; filled while booting. Absent: nothing is shared, nobody has a team. */
export interface Authority {
  grants?: GrantStore;
  teams?: TeamDirectory;
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

/** What needs no store: the owner, and whoever runs an actor further in that owns the resource. */
function ownsOrRunsOwner(actors: readonly Candidate[], index: number, resource: Resource): boolean {
  for (let i = 0; i <= index; i++) if (actors[i]?.key === resource.owner.key) return true;
  return false;
}

export function createAccess(authority: Authority, rules: AccessRules, clock: Clock): Access {
  const decisions = new Map<string, Decision>();
  const teams = new Map<string, { team: string | undefined; askedAt: number }>();
  /** Counts changes: what was asked before one must not be remembered after it. */
  let epoch = 0;
  const versionNow = async (): Promise<number> => (await authority.grants?.version()) ?? 0;

  async function teamOf(actor: Candidate): Promise<string | undefined> {
    if (authority.teams === undefined || (actor.role !== 'user' && actor.role !== 'agent')) return undefined;
    const known = teams.get(actor.key);
    if (known !== undefined && clock.now() - known.askedAt < freshMs) return known.team;
    const askedIn = epoch;
    const askedAt = clock.now();
    const id = await authority.teams.teamOf(actor);
    const team = id === undefined ? undefined : mint('team', id, actor.tenant).key;
    if (teams.size >= mostDecisions) teams.clear();
    if (askedIn === epoch) teams.set(actor.key, { team, askedAt });
    return team;
  }

  /** The check order for one actor; ownership was judged before. */
  async function decide(actor: Candidate, team: string | undefined, { level, resource }: { level: Level; resource: Resource }, subsystem: string): Promise<boolean> {
    if (team !== undefined && resource.owner.key === team && level !== 'owner') return true;
    if (authority.grants === undefined) return false;
    const holders = [actor.key, mint('public', 'public', actor.tenant).key, ...(team === undefined ? [] : [team])];
    const keys = [resource.key, ...coveringPrefixes(resource)];
    const grants = await authority.grants.match(subsystem, keys, holders);
    return grants.some((grant) => sufficient(grant.level, level));
  }

  async function isGranted(actor: Candidate, demand: { level: Level; resource: Resource }, subsystem: string): Promise<boolean> {
    if (actor.tenant !== demand.resource.owner.tenant) return false;
    const id = `${subsystem}\n${demand.level}\n${actor.key}\n${demand.resource.key}`;
    const team = await teamOf(actor);
    const known = decisions.get(id);
    const now = clock.now();
    if (known !== undefined && known.team === team) {
      if (now - known.checkedAt < freshMs) return known.allowed;
      if ((await versionNow()) === known.version) {
        known.checkedAt = now;
        return known.allowed;
      }
    }
    const decidedIn = epoch;
    // Read before deciding: a change meanwhile makes the decision look old, never new.
    const version = await versionNow();
    const allowed = await decide(actor, team, demand, subsystem);
    if (decisions.size >= mostDecisions) decisions.clear();
    if (decidedIn === epoch) decisions.set(id, { allowed, version, team, checkedAt: now });
    return allowed;
  }

  return {
    check(demands, context, call) {
      const actors = context.onBehalfOf === undefined ? [context.candidate] : [context.candidate, ...context.onBehalfOf];
      const questions: { actor: Candidate; demand: { level: Level; resource: Resource } }[] = [];
      for (const demand of demands) {
        if ('open' in demand) continue;
        for (const [i, actor] of actors.entries()) {
          if ('use' in demand) {
            if (!isAllowed(rules, actor, demand.use)) throw denied(actor, call, `the capability ${demand.use}`);
          } else if (!ownsOrRunsOwner(actors, i, demand.resource)) questions.push({ actor, demand });
        }
      }
      if (questions.length === 0) return;
      return (async () => {
        for (const { actor, demand } of questions) {
          const allowed = await isGranted(actor, demand, call.subsystem).catch((cause: unknown) => {
            throw denied(actor, call, `${demand.level} access, and the grants cannot be read`, cause);
          });
          if (!allowed) throw denied(actor, call, `${demand.level} access`);
        }
      })();
    },
    forget() {
      epoch++;
      decisions.clear();
      teams.clear();
    },
  };
}

const denied = (actor: Candidate, call: { subsystem: string; method: string }, needs: string, cause?: unknown): Error =>
  kernelErrors.ACCESS_DENIED({ actor: actor.toString(), subsystem: call.subsystem, method: call.method, needs }, cause === undefined ? undefined : { cause });
