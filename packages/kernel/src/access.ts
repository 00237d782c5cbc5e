import type { Candidate } from './candidate.ts';
import { isAllowed, type AccessRules } from './capabilities.ts';
import type { Clock } from './clock.ts';
import type { CallContext } from './context.ts';
import { type Authority, createDecisions, type Decisions, type Question } from './decisions.ts';
import { kernelErrors } from './kernel-errors.ts';
import type { Level } from './policy.ts';
import type { Resource } from './resource.ts';

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

type Named = { readonly subsystem: string; readonly method: string };

const denied = (actor: Candidate, call: Named, needs: string, cause?: unknown): Error =>
  kernelErrors.ACCESS_DENIED({ actor: actor.toString(), subsystem: call.subsystem, method: call.method, needs }, cause === undefined ? undefined : { cause });

/** What needs no store: the owner, and whoever runs an actor further in that owns the resource. */
function ownsOrRunsOwner(actors: readonly Candidate[], index: number, resource: Resource): boolean {
  for (let i = 0; i <= index; i++) if (actors[i]?.key === resource.owner.key) return true;
  return false;
}

/** One after the other: the first refusal is the answer. */
async function ask(questions: readonly Question[], decisions: Decisions, call: Named): Promise<void> {
  for (const question of questions) {
    const { actor, level } = question;
    const allowed = await decisions.isGranted(question).catch((cause: unknown) => {
      throw denied(actor, call, `${level} access, and the grants cannot be read`, cause);
    });
    if (!allowed) throw denied(actor, call, `${level} access`);
  }
}

/** Judges the demands of calls: every actor of the context has to pass each of them. */
export function createAccess(authority: Authority, rules: AccessRules, clock: Clock): Access {
  const decisions = createDecisions(authority, clock);
  return {
    check(demands, context, call) {
      const actors = context.onBehalfOf === undefined ? [context.candidate] : [context.candidate, ...context.onBehalfOf];
      // Made by the first question: most calls ask none.
      let questions: Question[] | undefined;
      for (const demand of demands) {
        if ('open' in demand) continue;
        for (let i = 0; i < actors.length; i++) {
          const actor = actors[i] as Candidate;
          if ('use' in demand) {
            if (!isAllowed(rules, actor, demand.use)) throw denied(actor, call, `the capability ${demand.use}`);
          } else if (!ownsOrRunsOwner(actors, i, demand.resource)) (questions ??= []).push({ actor, ...demand, subsystem: call.subsystem });
        }
      }
      return questions && ask(questions, decisions, call);
    },
    forget: () => decisions.forget(),
  };
}
