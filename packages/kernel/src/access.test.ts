import { describe, expect, test } from 'vitest';
import { type Access, createAccess } from './access.ts';
import { AccessCandidate, type Candidate } from './candidate.ts';
import type { CallContext } from './context.ts';
import type { Grant, GrantStore, TeamDirectory } from './grants.ts';
import type { Level } from './policy.ts';
import { type Resource, resolveName, resolvePrefix } from './resource.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createGrants } from './testing/toy.ts';

const { agent, user, team } = AccessCandidate;
const [a1, a2, u1, u2] = [agent('a1'), agent('a2'), user('u1'), user('u2')];
const everyone = AccessCandidate.public();
const call = { subsystem: 'notes', method: 'read' };

/** u1 and a1 belong to the team t1; nobody else to any. */
const membership: TeamDirectory = { teamOf: async ({ key }) => (key === u1.key || key === a1.key ? 't1' : undefined) };

const at = (uri: string, tenantOf: Candidate = a1): Resource => (uri.endsWith('/') ? resolvePrefix : resolveName)(`smythfs://${uri}`, tenantOf);
const grant = (uri: string, holder: Candidate, level: Level, subsystem = 'notes'): Grant => ({ subsystem, key: at(uri, holder).key, holder: holder.key, level });

async function isAllowed(access: Access, context: CallContext, resource: Resource, level: Level = 'read'): Promise<boolean> {
  try {
    await access.check([{ level, resource }], context, call);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'ACLAccessDeniedError', code: 'KERNEL_ACCESS_DENIED', category: 'denied' });
    return false;
  }
}

describe('access', () => {
  test('never crosses tenants: not for the same id, not by a grant, not for the public', async () => {
    const elsewhere = (candidate: (id: string, o: { tenant: string }) => Candidate, id: string): Candidate => candidate(id, { tenant: 'acme' });
    const resource = at('a1.agent/x');
    const strangers = [elsewhere(agent, 'a1'), elsewhere(user, 'u1'), elsewhere(team, 't1'), AccessCandidate.public({ tenant: 'acme' })];
    const grants = createGrants([...strangers, everyone].map((holder) => ({ subsystem: 'notes', key: resource.key, holder: holder.key, level: 'owner' })));
    const access = createAccess({ grants, teams: { teamOf: async () => 't1' } }, {}, createFakeClock());
    const seen = await Promise.all(strangers.map((candidate) => isAllowed(access, { candidate }, resource)));
    expect(seen).toEqual([false, false, false, false]);
  });

  test('says who was denied what, and the same whether or not it exists', async () => {
    const access = createAccess({ grants: createGrants() }, {}, createFakeClock());
    await expect(access.check([{ level: 'read', resource: at('a1.agent/x') }], { candidate: u2 }, call)).rejects.toMatchObject({
      details: { actor: 'user:u2', subsystem: 'notes', method: 'read', needs: 'read access' },
    });
  });

  test('of several demands needs every one', async () => {
    const access = createAccess({ grants: createGrants([grant('a1.agent/x', a2, 'read')]) }, { open: new Set(['llm']) }, createFakeClock());
    const [granted, own, other] = [at('a1.agent/x'), at('a2.agent/y'), at('u1.user/z')].map((resource) => ({ level: 'read' as const, resource }));
    const check = async (demands: Parameters<Access['check']>[0]): Promise<void> => access.check(demands, { candidate: a2 }, call);
    await check([granted!, own!, { use: 'llm:x' }, { open: 'nothing' }]);
    await expect(check([granted!, other!])).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    await expect(check([own!, { use: 'sql:main' }])).rejects.toMatchObject({ details: { needs: 'the capability sql:main' } });
  });

  test('demands a capability of every actor', () => {
    const access = createAccess({}, { allow: [{ to: 'agent:*', use: 'sql:*' }] }, createFakeClock());
    expect(access.check([{ use: 'sql:main' }], { candidate: a1 }, call)).toBe(undefined);
    expect(() => access.check([{ use: 'sql:main' }], { candidate: a1, onBehalfOf: [u1] }, call)).toThrow('KERNEL_ACCESS_DENIED: user:u1 may not call notes.read: it needs the capability sql:main.');
  });

  test('to what is ones own asks no store and makes no promise', () => {
    const failing = (): never => {
      throw new Error('the store was asked');
    };
    const store: GrantStore = { match: failing, list: failing, replace: failing, forget: failing, put: failing, remove: failing, version: failing };
    const access = createAccess({ grants: store, teams: { teamOf: failing } }, {}, createFakeClock());
    expect(access.check([{ level: 'owner', resource: at('a1.agent/x') }], { candidate: a1, onBehalfOf: [u2] }, call)).toBe(undefined);
  });
});

describe('a store of grants that fails', () => {
  const down = (): Promise<never> => Promise.reject(new Error('connection refused'));

  test.each<[string, Partial<GrantStore>]>([
    ['when asked for grants', { match: down }],
    ['when asked for its version', { version: down }],
    [
      'at once, without a promise',
      {
        match: () => {
          throw new Error('broken');
        },
      },
    ],
    ['with something that is no list', { match: async () => null as never }],
  ])('%s denies everything but what is ones own', async (_, failure) => {
    const grants = { ...createGrants([grant('a1.agent/x', a2, 'owner')]), ...failure };
    const access = createAccess({ grants }, {}, createFakeClock());
    expect([await isAllowed(access, { candidate: a2 }, at('a1.agent/x')), await isAllowed(access, { candidate: a2 }, at('a2.agent/x'))]).toEqual([false, true]);
    await expect(access.check([{ level: 'read', resource: at('a1.agent/x') }], { candidate: a2 }, call)).rejects.toMatchObject({
      details: { needs: 'read access, and the grants cannot be read' },
      cause: expect.any(Error) as Error,
    });
  });

  test('and cannot be reached at all denies a team’s own to its members too', async () => {
    const access = createAccess({ grants: { ...createGrants(), match: down, version: down }, teams: membership }, {}, createFakeClock());
    const asked = [[u1, 't1.team/x'], [team('t1'), 't1.team/x'], [u1, 'u1.user/x']] as const;
    expect(await Promise.all(asked.map(([candidate, uri]) => isAllowed(access, { candidate }, at(uri))))).toEqual([false, true, true]);
  });

  test('is asked again as soon as it answers', async () => {
    let isDown = true;
    const working = createGrants([grant('a1.agent/x', a2, 'read')]);
    const access = createAccess({ grants: { ...working, match: (...args) => (isDown ? down() : working.match(...args)) } }, {}, createFakeClock());
    expect(await isAllowed(access, { candidate: a2 }, at('a1.agent/x'))).toBe(false);
    isDown = false;
    expect(await isAllowed(access, { candidate: a2 }, at('a1.agent/x'))).toBe(true);
  });
});
