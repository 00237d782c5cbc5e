import { describe, expect, test } from 'vitest';
import { ACL } from './acl.ts';
import { AccessCandidate } from './candidate.ts';
import { systemCandidate } from './system.ts';
import { bootToy, connectorOf, createGrants, notes } from './testing/toy.ts';
import { boot } from './boot/boot.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');
const u1 = AccessCandidate.user('u1');
const shared = 'smythfs://a1.agent/plan';

describe('sharing', () => {
  test('opens a name to somebody, and revoking closes it on the next call', async () => {
    const { as } = await bootToy({ grants: createGrants(), answers: { read: () => 'text' } });
    await expect(as(a2).read(shared)).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    await as(a1).grant('plan', a2, 'read');
    expect(await as(a2).read(shared)).toBe('text');
    await as(a1).revoke('plan', a2);
    await expect(as(a2).read(shared)).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('with a closing slash opens everything below', async () => {
    const { as } = await bootToy({ grants: createGrants(), answers: { read: () => 'text', list: () => ({ items: [] }) } });
    await as(a1).grant('plans/', a2, 'read');
    expect([await as(a2).read('smythfs://a1.agent/plans/2026/q1'), await as(a2).list('smythfs://a1.agent/plans')]).toEqual(['text', { items: [] }]);
    await expect(as(a2).read('smythfs://a1.agent/plans')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('tells who else may use a name, and replaces it as a whole', async () => {
    const { as } = await bootToy({ grants: createGrants() });
    await as(a1).grant('plan', a2, 'read');
    await as(a1).grant('plan', AccessCandidate.user('bob@acme.com'), 'write');
    expect((await as(a1).getACL('plan')).entries).toEqual([
      { role: 'agent', id: 'a2', level: 'read' },
      { role: 'user', id: 'bob@acme.com', level: 'write' },
    ]);
    await as(a1).setACL('plan', new ACL().addPublicAccess('read'));
    expect((await as(a1).getACL('plan')).entries).toEqual([{ role: 'public', id: 'public', level: 'read' }]);
    await as(a1).setACL('plan', new ACL());
    expect((await as(a1).getACL('plan')).entries).toEqual([]);
  });

  test('revokes one level of somebody, or all', async () => {
    const { as } = await bootToy({ grants: createGrants() });
    await as(a1).grant('plan', a2, 'read');
    await as(a1).grant('plan', a2, 'write');
    await as(a1).revoke('plan', a2, 'read');
    expect((await as(a1).getACL('plan')).entries).toEqual([{ role: 'agent', id: 'a2', level: 'write' }]);
  });

  test('is for owners; to be shown the list takes the right to read', async () => {
    const { as } = await bootToy({ grants: createGrants() });
    const attempts = [
      () => as(a2).grant(shared, u1, 'read'),
      () => as(a2).revoke(shared, u1),
      () => as(a2).setACL(shared, new ACL()),
      () => as(a2).getACL(shared),
    ] as const;
    const outcomes = async (): Promise<boolean[]> => (await Promise.allSettled(attempts.map((attempt) => attempt()))).map(({ status }) => status === 'fulfilled');
    expect(await outcomes()).toEqual([false, false, false, false]);
    await as(a1).grant('plan', a2, 'read');
    expect(await outcomes()).toEqual([false, false, false, true]);
    await as(a1).setACL('plan', new ACL().addAccess('agent', 'a2', 'write'));
    expect(await outcomes()).toEqual([false, false, false, false]);
    await as(a1).grant('plan', a2, 'owner');
    expect((await Promise.allSettled([attempts[0](), attempts[3]()])).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  test('keeps grants by subsystem and key', async () => {
    const grants = createGrants();
    const { as } = await bootToy({ grants });
    await as(a1).grant('Plan', u1, 'write');
    expect(grants.all()).toEqual([{ subsystem: 'notes', key: 'default/agent/a1/%50lan', holder: 'default/user/u1', level: 'write' }]);
  });

  test('of an exact name ends with its deletion, before the data is gone', async () => {
    const grants = createGrants();
    let atDeletion: unknown;
    const { as } = await bootToy({ grants, answers: { remove: () => (atDeletion = grants.all().map(({ key }) => key)) } });
    await as(a1).grant('plan', a2, 'read');
    await as(a1).grant('plan/', a2, 'read');
    await as(a2).read(shared);
    await as(a1).remove('plan');
    expect(atDeletion).toEqual(['default/agent/a1/plan/']);
    await expect(as(a2).read(shared)).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('of everything below a prefix ends with the deletion of it, and of nothing else', async () => {
    const grants = createGrants();
    const { as } = await bootToy({ grants });
    for (const name of ['plans/a', 'plans/b/', 'plans', 'plansx']) await as(a1).grant(name, a2, 'read');
    await as(a1).clear('plans');
    expect(grants.all().map(({ key }) => key)).toEqual(['default/agent/a1/plans', 'default/agent/a1/plansx']);
  });

  test('that cannot be ended keeps the data: the deletion fails, with a code', async () => {
    const { as, calls } = await bootToy({ grants: { ...createGrants(), forget: () => Promise.reject(new Error('connection refused')) } });
    await expect(as(a1).remove('plan')).rejects.toMatchObject({ code: 'KERNEL_CONNECTOR_FAILED', cause: new Error('connection refused') });
    expect(calls).toEqual([]);
  });

  test('is kept when a deletion is denied', async () => {
    const grants = createGrants();
    const { as } = await bootToy({ grants });
    await as(a1).grant('plan', a2, 'read');
    await expect(as(a2).remove(shared)).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    expect(grants.all()).toHaveLength(1);
  });

  test.each<[string, unknown[], string]>([
    ['a level that does not exist', [a2, 'admin'], 'ACL_BAD_LEVEL'],
    ['no level', [a2], 'ACL_BAD_LEVEL'],
    ['the level none', [a2, 'none'], 'ACL_BAD_LEVEL'],
    ['somebody who only looks like a candidate', [{ ...a2 }, 'read'], 'KERNEL_BAD_CANDIDATE'],
    ['nobody', [undefined, 'read'], 'KERNEL_BAD_CANDIDATE'],
    ['somebody of another tenant', [AccessCandidate.agent('a2', { tenant: 'acme' }), 'read'], 'KERNEL_TENANT_MISMATCH'],
    ['a part of the system', [systemCandidate('boot'), 'read'], 'ACL_BAD_ENTRY'],
  ])('with %s is refused, and nothing is changed', async (_, args, code) => {
    const grants = createGrants();
    const { as } = await bootToy({ grants });
    await expect((as(a1).grant as (...all: unknown[]) => Promise<void>)('plan', ...args)).rejects.toMatchObject({ code });
    expect(grants.all()).toEqual([]);
  });

  test.each([[[{ role: 'user', id: 'u1', level: 'read' }]], [undefined], [{ entries: [] }]])('a list that is no ACL, %j, is refused', async (list) => {
    const { as } = await bootToy({ grants: createGrants() });
    await expect(as(a1).setACL('plan', list as never)).rejects.toMatchObject({ code: 'ACL_BAD_LIST' });
  });

  test('without a store of grants says what is missing', async () => {
    const { as } = await bootToy();
    await expect(as(a1).grant('plan', a2, 'read')).rejects.toMatchObject({ code: 'ACL_NO_STORE', category: 'config' });
  });

  test('of a subsystem that shares nothing is unsupported', async () => {
    const { sharing: _, ...alone } = notes;
    const kernel = await boot({ subsystems: [alone], use: [{ connector: connectorOf('notes', 'Toy', () => ({})) }] });
    const handle = kernel.connectors.get('notes' as never).as(a1) as { grant: (...args: unknown[]) => Promise<void> };
    await expect(handle.grant('plan', a2, 'read')).rejects.toMatchObject({ code: 'NOTES_UNSUPPORTED' });
  });
});
