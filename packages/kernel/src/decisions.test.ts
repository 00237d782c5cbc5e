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
const [a1, a2, u1, u2, t1] = [agent('a1'), agent('a2'), user('u1'), user('u2'), team('t1')];
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

describe('a decision', () => {
  interface Counted {
    readonly access: Access;
    readonly grants: ReturnType<typeof createGrants>;
    readonly clock: ReturnType<typeof createFakeClock>;
    readonly asked: { matches: number; versions: number; teams: number };
    readonly queries: Parameters<GrantStore['match']>[];
  }

  function counted(given: readonly Grant[] = [], teams = membership): Counted {
    const grants = createGrants(given);
    const clock = createFakeClock();
    const asked = { matches: 0, versions: 0, teams: 0 };
    const queries: Counted['queries'] = [];
    const store: GrantStore = {
      ...grants,
      match: (...args) => (asked.matches++, queries.push(args), grants.match(...args)),
      version: () => (asked.versions++, grants.version()),
    };
    const directory: TeamDirectory = { teamOf: (candidate) => (asked.teams++, teams.teamOf(candidate)) };
    return { access: createAccess({ grants: store, teams: directory }, {}, clock), grants, clock, asked, queries };
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

  test('asks for all names and all holders at once: one query an actor', async () => {
    const { access, queries } = counted([grant('a1.agent/', u2, 'read'), grant('a1.agent/d/', u1, 'read')]);
    const file = at('a1.agent/d/e/x');
    expect(await isAllowed(access, { candidate: u2, onBehalfOf: [u1] }, file)).toBe(true);
    const names = ['d/e/x', 'd/e/', 'd/', ''].map((path) => `default/agent/a1/${path}`);
    expect(queries).toEqual([
      ['notes', names, [u2.key, 'default/public/public']],
      ['notes', names, [u1.key, 'default/public/public', 'default/team/t1']],
    ]);
  });

  test('made while another process changed something looks old a second later, never new', async () => {
    const grants = createGrants([grant('a1.agent/x', u2, 'read')]);
    const clock = createFakeClock();
    const meanwhile: GrantStore = {
      ...grants,
      async match(...args) {
        const found = await grants.match(...args);
        await grants.remove({ subsystem: 'notes', key: x.key }, u2.key, undefined);
        return found;
      },
    };
    const access = createAccess({ grants: meanwhile }, {}, clock);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(true);
    await clock.advance(1000);
    expect(await isAllowed(access, { candidate: u2 }, x)).toBe(false);
  });

  test('takes no team that was asked for before this process changed something', async () => {
    const clock = createFakeClock();
    let team: string | undefined = 't1';
    let answer: () => void = () => undefined;
    const slow: TeamDirectory = {
      async teamOf() {
        const found = team;
        await new Promise<void>((resolve) => (answer = resolve));
        return found;
      },
    };
    const access = createAccess({ grants: createGrants(), teams: slow }, {}, clock);
    const early = isAllowed(access, { candidate: u2 }, at('t1.team/x'));
    await clock.advance(0);
    team = undefined;
    access.forget();
    answer();
    expect(await early).toBe(true);
    const late = isAllowed(access, { candidate: u2 }, at('t1.team/x'));
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
