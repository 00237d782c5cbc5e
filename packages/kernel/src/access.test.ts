import { describe, expect, test } from 'vitest';
import { type Access, createAccess } from './access.ts';
import { AccessCandidate, type Candidate } from './candidate.ts';
import type { CallContext } from './context.ts';
import type { Grant, GrantStore, TeamDirectory } from './grants.ts';
import type { Level } from './policy.ts';
import { type Resource, resolveName, resolvePrefix } from './resource.ts';
import { systemCandidate } from './system.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createGrants } from './testing/toy.ts';

const { agent, user, team } = AccessCandidate;
const [a1, a2, u1, u2, t1] = [agent('a1'), agent('a2'), user('u1'), user('u2'), team('t1')];
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

interface Case {
  /** The innermost actor first. */
  readonly actors: readonly [Candidate, ...Candidate[]];
  readonly wants: `${Level} ${string}`;
  readonly grants?: readonly Grant[];
  readonly teams?: TeamDirectory;
  readonly passes: boolean;
}

const judged: Readonly<Record<string, Case>> = {
  'the owner may read': { actors: [a1], wants: 'read a1.agent/x', passes: true },
  'the owner may write': { actors: [a1], wants: 'write a1.agent/x', passes: true },
  'the owner may do what only owners may': { actors: [a1], wants: 'owner a1.agent/x', passes: true },
  'a team owns its own space': { actors: [t1], wants: 'owner t1.team/x', passes: true },
  'the system owns its own space': { actors: [systemCandidate('boot')], wants: 'owner boot.system/x', passes: true },
  'anybody else is denied': { actors: [a2], wants: 'read a1.agent/x', passes: false },
  'a user of the same id is somebody else': { actors: [user('a1')], wants: 'read a1.agent/x', passes: false },
  'an id in another case is somebody else': { actors: [agent('A1')], wants: 'read a1.agent/x', passes: false },
  'the public is denied': { actors: [everyone], wants: 'read a1.agent/x', passes: false },
  'the system is denied what is not its own': { actors: [systemCandidate('boot')], wants: 'read a1.agent/x', passes: false },
  'one part of the system is denied what belongs to another': { actors: [systemCandidate('boot')], wants: 'read operator.system/x', passes: false },

  'a member may read what belongs to the team': { actors: [u1], wants: 'read t1.team/x', passes: true },
  'a member may write what belongs to the team': { actors: [a1], wants: 'write t1.team/x', passes: true },
  'a member does not own what belongs to the team': { actors: [u1], wants: 'owner t1.team/x', passes: false },
  'who is no member is denied what belongs to the team': { actors: [u2], wants: 'read t1.team/x', passes: false },
  'a team is denied what belongs to its members': { actors: [t1], wants: 'read u1.user/x', passes: false },
  'members are denied what belongs to each other': { actors: [u1], wants: 'read a1.agent/x', passes: false },

  'a direct grant lets pass': { actors: [a2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'read')], passes: true },
  'a grant is for its holder only': { actors: [u2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'read')], passes: false },
  'a grant is for its name only': { actors: [a2], wants: 'read a1.agent/y', grants: [grant('a1.agent/x', a2, 'read')], passes: false },
  'a grant is for its subsystem only': { actors: [a2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'read', 'storage')], passes: false },
  'a grant on a name says nothing about what is below it': { actors: [a2], wants: 'read a1.agent/x/y', grants: [grant('a1.agent/x', a2, 'read')], passes: false },
  'a grant to the public lets everyone pass': { actors: [a2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', everyone, 'read')], passes: true },
  'a grant to the public lets the public pass': { actors: [everyone], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', everyone, 'read')], passes: true },
  'a grant to the team lets its members pass': { actors: [u1], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', t1, 'read')], passes: true },
  'a grant to the team lets nobody else pass': { actors: [u2], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', t1, 'read')], passes: false },

  'read does not imply write': { actors: [a2], wants: 'write a1.agent/x', grants: [grant('a1.agent/x', a2, 'read')], passes: false },
  'write does not imply read': { actors: [a2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'write')], passes: false },
  'write does not imply owner': { actors: [a2], wants: 'owner a1.agent/x', grants: [grant('a1.agent/x', a2, 'write')], passes: false },
  'owner implies read': { actors: [a2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'owner')], passes: true },
  'owner implies write': { actors: [a2], wants: 'write a1.agent/x', grants: [grant('a1.agent/x', a2, 'owner')], passes: true },
  'read and write together give both': { actors: [a2], wants: 'write a1.agent/x', grants: [grant('a1.agent/x', a2, 'read'), grant('a1.agent/x', a2, 'write')], passes: true },

  'a grant on a prefix covers what is below it': { actors: [a2], wants: 'read a1.agent/d/e/x', grants: [grant('a1.agent/d/', a2, 'read')], passes: true },
  'a grant on a prefix covers whole segments only': { actors: [a2], wants: 'read a1.agent/data', grants: [grant('a1.agent/d/', a2, 'read')], passes: false },
  'a grant on a prefix covers no name of the same spelling': { actors: [a2], wants: 'read a1.agent/d', grants: [grant('a1.agent/d/', a2, 'read')], passes: false },
  'a grant on a whole space covers all of it': { actors: [a2], wants: 'read a1.agent/d/e/x', grants: [grant('a1.agent/', a2, 'read')], passes: true },
  'a grant on a space covers no other space': { actors: [a2], wants: 'read a11.agent/x', grants: [grant('a1.agent/', a2, 'read')], passes: false },
  'a listing needs a grant on its prefix': { actors: [a2], wants: 'read a1.agent/d/', grants: [grant('a1.agent/d/', a2, 'read')], passes: true },
  'a listing is covered by a grant further up': { actors: [a2], wants: 'read a1.agent/d/e/', grants: [grant('a1.agent/d/', a2, 'read')], passes: true },
  'a listing is not covered by grants on single names': { actors: [a2], wants: 'read a1.agent/d/', grants: [grant('a1.agent/d/x', a2, 'read')], passes: false },

  'an agent in its own space passes for every user who runs it': { actors: [a1, u2], wants: 'write a1.agent/x', passes: true },
  "a user's own file stays closed to the agent the user runs": { actors: [a1, u2], wants: 'read u2.user/x', passes: false },
  "a user's own file opens to the agent by a grant": { actors: [a1, u2], wants: 'read u2.user/x', grants: [grant('u2.user/x', a1, 'read')], passes: true },
  "what is shared with the agent but not with the user stays closed to that user's runs": { actors: [a1, u2], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', a1, 'read')], passes: false },
  'what is shared with the user but not with the agent stays closed': { actors: [a1, u2], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', u2, 'read')], passes: false },
  'what is shared with both is open': { actors: [a1, u2], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', a1, 'read'), grant('a2.agent/x', u2, 'read')], passes: true },
  'what is shared with everyone is open': { actors: [a1, u2], wants: 'read a2.agent/x', grants: [grant('a2.agent/x', everyone, 'read')], passes: true },
  'what belongs to the team of both is open': { actors: [a1, u1], wants: 'read t1.team/x', passes: true },
  'what belongs to the team of the agent only stays closed': { actors: [a1, u2], wants: 'read t1.team/x', passes: false },
  'an agent that runs an agent accepts the space of the inner one': { actors: [a2, a1, u1], wants: 'write a2.agent/x', passes: true },
  'an inner agent is denied the space of the outer one': { actors: [a2, a1, u1], wants: 'read a1.agent/x', passes: false },
  'an inner agent with a grant of the outer one passes for the users of it': { actors: [a2, a1, u2], wants: 'read a1.agent/x', grants: [grant('a1.agent/x', a2, 'read')], passes: true },
  'every outer actor counts': { actors: [a2, u1, u2], wants: 'read t1.team/x', grants: [grant('t1.team/x', a2, 'read')], passes: false },

  'without a directory nobody has a team': { actors: [u1], wants: 'read t1.team/x', teams: undefined as never, passes: false },
  'a team that does not answer denies': { actors: [u1], wants: 'read t1.team/x', teams: { teamOf: () => Promise.reject(new Error('down')) }, passes: false },
  'a team with an id that cannot be denies': { actors: [u1], wants: 'read t1.team/x', teams: { teamOf: async () => '../t1' }, passes: false },
  'a team that does not answer denies no one their own': { actors: [u1], wants: 'write u1.user/x', teams: { teamOf: () => Promise.reject(new Error('down')) }, passes: true },
};

describe('access', () => {
  test.each(Object.entries(judged))('%s', async (_, { actors: [candidate, ...onBehalfOf], wants, grants, passes, ...rest }) => {
    const teams = 'teams' in rest ? rest.teams : membership;
    const access = createAccess({ grants: createGrants(grants), ...(teams && { teams }) }, {}, createFakeClock());
    const [level, uri = ''] = wants.split(' ');
    expect(await isAllowed(access, { candidate, onBehalfOf }, at(uri), level as Level)).toBe(passes);
  });

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

  test('is asked again as soon as it answers', async () => {
    let isDown = true;
    const working = createGrants([grant('a1.agent/x', a2, 'read')]);
    const access = createAccess({ grants: { ...working, match: (...args) => (isDown ? down() : working.match(...args)) } }, {}, createFakeClock());
    expect(await isAllowed(access, { candidate: a2 }, at('a1.agent/x'))).toBe(false);
    isDown = false;
    expect(await isAllowed(access, { candidate: a2 }, at('a1.agent/x'))).toBe(true);
  });
});

describe('a decision', () => {
  interface Counted {
    readonly access: Access;
    readonly grants: ReturnType<typeof createGrants>;
    readonly clock: ReturnType<typeof createFakeClock>;
    readonly asked: { matches: number; versions: number; teams: number };
  }

  function counted(given: readonly Grant[] = [], teams = membership): Counted {
    const grants = createGrants(given);
    const clock = createFakeClock();
    const asked = { matches: 0, versions: 0, teams: 0 };
    const store: GrantStore = {
      ...grants,
      match: (...args) => (asked.matches++, grants.match(...args)),
      version: () => (asked.versions++, grants.version()),
    };
    const directory: TeamDirectory = { teamOf: (candidate) => (asked.teams++, teams.teamOf(candidate)) };
    return { access: createAccess({ grants: store, teams: directory }, {}, clock), grants, clock, asked };
  }

  const x = at('a1.agent/x');

  test('is remembered for a second, asking nobody', async () => {
    const { access, clock, asked } = counted([grant('a1.agent/x', u2, 'read')]);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    await clock.advance(999);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    expect(asked).toEqual({ matches: 1, versions: 1, teams: 1 });
  });

  test('after a second asks only whether anything changed, and then counts as new', async () => {
    const { access, clock, asked } = counted([grant('a1.agent/x', u2, 'read')]);
    await isAllowed(access, { candidate: u2 }, x);
    await clock.advance(1000);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    await clock.advance(999);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    expect([asked.matches, asked.versions]).toEqual([1, 2]);
  });

  test('made in another process is gone within a second', async () => {
    const { access, grants, clock } = counted([grant('a1.agent/x', u2, 'read')]);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    await grants.remove({ subsystem: 'notes', key: x.key }, u2.key, undefined);
    await clock.advance(1000);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(false);
    await grants.put(grant('a1.agent/x', u2, 'read'));
    await clock.advance(1000);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
  });

  test('is forgotten at once when this process changed something', async () => {
    const { access, grants } = counted([grant('a1.agent/x', u2, 'read')]);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    await grants.remove({ subsystem: 'notes', key: x.key }, u2.key, undefined);
    access.forget();
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(false);
  });

  test('whose freshness cannot be asked is a denial', async () => {
    const grants = createGrants([grant('a1.agent/x', u2, 'read')]);
    const clock = createFakeClock();
    let isDown = false;
    const access = createAccess({ grants: { ...grants, version: () => (isDown ? Promise.reject(new Error('down')) : grants.version()) } }, {}, clock);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    isDown = true;
    await clock.advance(1000);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(false);
  });

  test('is kept apart by level, actor, name and subsystem', async () => {
    const { access } = counted([grant('a1.agent/x', u2, 'read')]);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    expect([await isAllowed(access, { candidate: u2 }, x, 'write'), await isAllowed(access, { candidate: a2 }, x), await isAllowed(access, { candidate: u2 }, at('a1.agent/y'))]).toEqual([false, false, false]);
    await expect(access.check([{ level: 'read', resource: x }], { candidate: u2 }, { subsystem: 'storage', method: 'read' })).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('follows a change of team within a second', async () => {
    let current: string | undefined = 't1';
    const { access, clock, asked } = counted([grant('a2.agent/x', t1, 'read')], { teamOf: async () => current });
    const shared = at('a2.agent/x');
    expect(await isAllowed(access, { candidate: u2 }, shared)).toBe(true);
    current = undefined;
    await clock.advance(999);
    expect([await isAllowed(access, { candidate: u2 }, shared), asked.teams]).toEqual([true, 1]);
    await clock.advance(1);
    expect([await isAllowed(access, { candidate: u2 }, shared), asked.teams]).toEqual([false, 2]);
  });

  test('counts the age of a team from when it was asked for, however long the answer took', async () => {
    const clock = createFakeClock();
    let asked = 0;
    const slow: TeamDirectory = { teamOf: () => (asked++, new Promise((resolve) => clock.after(900, () => resolve('t1')))) };
    const access = createAccess({ grants: createGrants(), teams: slow }, {}, clock);
    const first = isAllowed(access, { candidate: u2 }, at('t1.team/x'));
    await clock.advance(900);
    expect(await first).toBe(true);
    await clock.advance(100);
    const second = isAllowed(access, { candidate: u2 }, at('t1.team/x'));
    await clock.advance(900);
    expect([await second, asked]).toEqual([true, 2]);
  });

  test('begun before a revocation is not remembered after it, however slow it was', async () => {
    const grants = createGrants([grant('a1.agent/x', u2, 'read')]);
    let answer: () => void = () => undefined;
    const slow: GrantStore = {
      ...grants,
      match: async (...args) => {
        const found = await grants.match(...args);
        await new Promise<void>((resolve) => (answer = resolve));
        return found;
      },
    };
    const clock = createFakeClock();
    const access = createAccess({ grants: slow }, {}, clock);
    const early = isAllowed(access, { candidate: u2 }, x);
    await clock.advance(0);
    await grants.remove({ subsystem: 'notes', key: x.key }, u2.key, undefined);
    access.forget();
    answer();
    expect(await early).toBe(true);
    const late = isAllowed(access, { candidate: u2 }, x);
    await clock.advance(0);
    answer();
    expect(await late).toBe(false);
  });

  test('is remembered for ten thousand things, and forgetting them costs no correctness', async () => {
    const { access, asked } = counted([grant('a1.agent/d/', u2, 'read')]);
    for (let i = 0; i < 10_001; i++) expect(await isAllowed(access, { candidate: u2 }, at(`a1.agent/d/${i}`))).toBe(true);
    const before = asked.matches;
    expect([await isAllowed(access, { candidate: u2 }, at('a1.agent/d/0')), asked.matches - before]).toEqual([true, 1]);
  });
});
