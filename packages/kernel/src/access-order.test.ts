import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { AccessCandidate, type Candidate } from './candidate.ts';
import { hasCode } from './errors.ts';
import type { Grant } from './grants.ts';
import type { Level } from './policy.ts';
import { coveringPrefixes, type Resource, resolveName, resolvePrefix } from './resource.ts';
import { systemCandidate } from './system.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createGrants } from './testing/toy.ts';

const { agent, user, team } = AccessCandidate;
const [a1, a2, u1, u2, t1] = [agent('a1'), agent('a2'), user('u1'), user('u2'), team('t1')];

interface World {
  readonly grants: readonly Grant[];
  /** Team ids by the key of a member. */
  readonly teams: ReadonlyMap<string, string>;
}

interface Question {
  /** The innermost first. */
  readonly actors: readonly Candidate[];
  readonly level: Level;
  readonly resource: Resource;
}

const at = (uri: string): Resource => (uri.endsWith('/') ? resolvePrefix : resolveName)(`smythfs://${uri}`, a1);

/** The check order of one actor, word for word, without memory. */
function passes(actor: Candidate, { level, resource }: Question, { grants, teams }: World): boolean {
  if (actor.key === resource.owner.key) return true;
  if (actor.role === 'system' || actor.tenant !== resource.owner.tenant) return false;
  const id = teams.get(actor.key);
  const ownTeam = id === undefined ? undefined : team(id, { tenant: actor.tenant }).key;
  if (resource.owner.key === ownTeam && level !== 'owner') return true;
  const names = [resource.key, ...coveringPrefixes(resource)];
  const holders = [actor.key, AccessCandidate.public({ tenant: actor.tenant }).key, ownTeam];
  return grants.some((each) => each.subsystem === 'notes' && names.includes(each.key) && holders.includes(each.holder) && (each.level === level || each.level === 'owner'));
}

/** The innermost actor passes, and every outer one passes too or runs an actor further in that owns the resource. */
const naive = (question: Question, world: World): boolean =>
  question.actors.every((actor, i) => question.actors.slice(0, i).some(({ key }) => key === question.resource.owner.key) || passes(actor, question, world));

const candidates = fc.constantFrom(a1, a2, u1, u2, t1, team('t2'), AccessCandidate.public(), systemCandidate('boot'), agent('a1', { tenant: 'acme' }));
const levels = fc.constantFrom<Level>('read', 'write', 'owner');
const resources = fc
  .tuple(fc.constantFrom('a1.agent', 'a2.agent', 'u1.user', 't1.team', 'boot.system'), fc.constantFrom('x', 'd/x', 'd/e/x', 'd/', 'd/e/'))
  .map(([owner, name]) => at(`${owner}/${name}`));
const grants = fc.tuple(resources, candidates, levels, fc.constantFrom('notes', 'storage')).map(([{ key }, holder, level, subsystem]): Grant => ({ subsystem, key, holder: holder.key, level }));
const teams = fc.array(fc.tuple(fc.constantFrom(a1.key, a2.key, u1.key, u2.key), fc.constantFrom('t1', 't2')), { maxLength: 4 }).map((pairs) => new Map(pairs));
const worlds = fc.record({ grants: fc.array(grants, { maxLength: 6 }), teams });
const questions = fc.array(fc.record({ actors: fc.array(candidates, { minLength: 1, maxLength: 3 }), level: levels, resource: resources }), { minLength: 1, maxLength: 6 });

test('access agrees with a naive evaluator on any actors, teams, grants and names, asked in any order', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, questions, async (world, asked) => {
      const access = createAccess({ grants: createGrants(world.grants), teams: { teamOf: async ({ key }) => world.teams.get(key) } }, {}, createFakeClock());
      for (const question of asked) {
        const [candidate, ...onBehalfOf] = question.actors as [Candidate, ...Candidate[]];
        const check = async (): Promise<void> => access.check([question], { candidate, onBehalfOf }, { subsystem: 'notes', method: 'read' });
        const answer = await check().then(
          () => true,
          (error: unknown) => !hasCode(error, 'KERNEL_ACCESS_DENIED'),
        );
        expect(answer).toBe(naive(question, world));
      }
    }),
    { numRuns: 500 },
  );
});
