import { describe, expect, test } from 'vitest';
import { temporaryHome } from '../test/temporary-home.ts';
import { AccessCandidate, createRuntime, defineConnector, type Runtime } from './index.ts';

const denied = expect.objectContaining({ code: 'KERNEL_ACCESS_DENIED' }) as Error;
const quiet = { LLM: { Connector: 'Echo' }, Log: { Connector: 'ConsoleLog', Settings: { level: 'error' } } } as const;

const onDisk = async (): Promise<Runtime> => createRuntime({ ...quiet, home: await temporaryHome() });

describe('two who ask for the same name never see each other\'s', () => {
  const pairs = [
    ['agent a and agent b', AccessCandidate.agent('a'), AccessCandidate.agent('b')],
    ['user a and agent a', AccessCandidate.user('a'), AccessCandidate.agent('a')],
    ['a team and its member of the same id', AccessCandidate.team('a'), AccessCandidate.agent('a')],
    ['tenant 1 and tenant 2', AccessCandidate.agent('a', { tenant: 't1' }), AccessCandidate.agent('a', { tenant: 't2' })],
    ['ids that differ in case', AccessCandidate.agent('A'), AccessCandidate.agent('a')],
  ] as const;

  test.each(pairs)('%s', async (_, one, two) => {
    await using runtime = await onDisk();
    const { connectors } = await runtime.ready();
    for (const subsystem of ['storage', 'cache', 'nkv', 'vault'] as const) expect(connectors.names(subsystem)).toHaveLength(1);
    const [mine, theirs] = [connectors.get('storage').as(one), connectors.get('storage').as(two)];
    await mine.write('data.json', 'one');
    expect(await theirs.exists('data.json')).toBe(false);
    await theirs.write('data.json', 'two');
    expect([String(await mine.read('data.json')), String(await theirs.read('data.json'))]).toEqual(['one', 'two']);
    expect((await mine.list()).items.map(({ name }) => name)).toEqual(['data.json']);

    await connectors.get('cache').as(one).set('data.json', 1);
    await connectors.get('nkv').as(one).set('data', 'json', 1);
    await connectors.get('vault').as(one).set('data.json', 'a secret');
    expect(await connectors.get('cache').as(two).get('data.json')).toBeUndefined();
    expect(await connectors.get('nkv').as(two).get('data', 'json')).toBeUndefined();
    expect(await connectors.get('vault').as(two).get('data.json')).toBeUndefined();
  });

  test('a URI of another tenant cannot be written down: it is read in the caller\'s own', async () => {
    await using runtime = await onDisk();
    const { connectors } = await runtime.ready();
    await connectors.get('storage').as(AccessCandidate.agent('a', { tenant: 't1' })).write('data.json', 'secret');
    const stranger = connectors.get('storage').as(AccessCandidate.agent('b', { tenant: 't2' }));
    await expect(stranger.read('smythfs://a.agent/data.json')).rejects.toThrow(denied);
    await expect(stranger.read('smythfs://t1/a.agent/data.json')).rejects.toMatchObject({ code: 'KERNEL_BAD_NAME' });
  });
});

describe('a grant', () => {
  test('opens exactly what it says, and its removal closes it on the next call', async () => {
    await using runtime = await onDisk();
    const { connectors } = await runtime.ready();
    const [owner, guest] = [AccessCandidate.agent('a'), AccessCandidate.agent('b')];
    const [mine, theirs] = [connectors.get('storage').as(owner), connectors.get('storage').as(guest)];
    const shared = 'smythfs://a.agent/data.json';
    await mine.write('data.json', 'one');
    await mine.write('other.json', 'two');
    await expect(theirs.read(shared)).rejects.toThrow(denied);

    await mine.grant('data.json', guest, 'read');
    expect(String(await theirs.read(shared))).toBe('one');
    await expect(theirs.write(shared, 'x')).rejects.toThrow(denied);
    await expect(theirs.delete(shared)).rejects.toThrow(denied);
    await expect(theirs.grant(shared, guest, 'owner')).rejects.toThrow(denied);
    await expect(theirs.read('smythfs://a.agent/other.json')).rejects.toThrow(denied);
    await expect(connectors.get('cache').as(guest).get(shared)).rejects.toThrow(denied);

    await mine.revoke('data.json', guest);
    await expect(theirs.read(shared)).rejects.toThrow(denied);
  });

  test('to the agent does not open it to a user the agent runs for', async () => {
    await using runtime = await onDisk();
    const { connectors } = await runtime.ready();
    const [owner, agent, user] = [AccessCandidate.agent('owner'), AccessCandidate.agent('agent'), AccessCandidate.user('user')];
    await connectors.get('storage').as(owner).write('data.json', 'one');
    await connectors.get('storage').as(owner).grant('data.json', agent, 'read');
    const forUser = connectors.get('storage').as({ candidate: agent, onBehalfOf: [user] });
    await expect(forUser.read('smythfs://owner.agent/data.json')).rejects.toThrow(denied);
    await connectors.get('storage').as(owner).grant('data.json', user, 'read');
    expect(String(await forUser.read('smythfs://owner.agent/data.json'))).toBe('one');
  });
});

test('a denied call never reaches the connector', async () => {
  const reached: string[] = [];
  const spy = defineConnector({
    subsystem: 'cache',
    id: 'Spy',
    settings: {},
    start: () => ({ get: (key) => (reached.push(key), Promise.resolve(undefined)), set: (key) => (reached.push(key), Promise.resolve()) }),
  });
  await using runtime = createRuntime({ ...quiet, home: false, Cache: { Connector: spy } });
  const { connectors } = await runtime.ready();
  const stranger = connectors.get('cache').as(AccessCandidate.agent('b'));
  await expect(stranger.get('smythfs://a.agent/k')).rejects.toThrow(denied);
  await expect(stranger.set('smythfs://a.agent/k', 1)).rejects.toThrow(denied);
  await stranger.get('k');
  expect(reached).toEqual(['default/agent/b/k']);
});

describe('two runtimes in one process', () => {
  test('with homes of their own share nothing', async () => {
    await using one = await onDisk();
    await using two = await onDisk();
    const a = AccessCandidate.agent('a');
    await one.connectors.getStorageConnector().user(a).write('x', '1');
    await one.connectors.getCacheConnector().user(a).set('x', 1);
    await one.connectors.getNKVConnector().user(a).set('x', 'y', 1);
    await one.connectors.getVaultConnector().user(a).set('x', 'secret');
    expect(await two.connectors.getStorageConnector().user(a).exists('x')).toBe(false);
    expect(await two.connectors.getCacheConnector().user(a).exists('x')).toBe(false);
    expect(await two.connectors.getNKVConnector().user(a).exists('x', 'y')).toBe(false);
    expect(await two.connectors.getVaultConnector().user(a).exists('x')).toBe(false);
  });

  test('on one home share what lasts, on purpose, and nothing else', async () => {
    const home = await temporaryHome();
    await using one = createRuntime({ ...quiet, home });
    await using two = createRuntime({ ...quiet, home });
    const a = AccessCandidate.agent('a');
    await one.connectors.getStorageConnector().user(a).write('x', '1');
    await one.connectors.getNKVConnector().user(a).set('x', 'y', 1);
    await one.connectors.getVaultConnector().user(a).set('x', 'secret');
    await one.connectors.getCacheConnector().user(a).set('x', 1);
    expect(String(await two.connectors.getStorageConnector().user(a).read('x'))).toBe('1');
    expect(await two.connectors.getNKVConnector().user(a).get('x', 'y')).toBe(1);
    expect((await two.connectors.getVaultConnector().user(a).get('x'))?.reveal()).toBe('secret');
    expect(await two.connectors.getCacheConnector().user(a).exists('x')).toBe(false);
  });

  test('stop one and the other goes on', async () => {
    const one = createRuntime({ ...quiet, home: false });
    await using two = createRuntime({ ...quiet, home: false });
    await one.ready();
    const handle = two.connectors.getCacheConnector().agent('a');
    await handle.set('x', 1);
    await one.stop();
    expect(await handle.get('x')).toBe(1);
  });
});
