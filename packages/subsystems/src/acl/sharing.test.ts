import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AccessCandidate, ACL, boot, type Candidate, type Entry, type Kernel } from '@smyth/kernel';
import { createFakeClock, type FakeClock } from '@smyth/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountSubsystem, dummyAccount } from '../account/index.ts';
import { homeFolder, homePort } from '../home/index.ts';
import { nkvSubsystem, ramNkv, sqliteNkv } from '../nkv/index.ts';
import { aclSubsystem, ramAcl, sqliteAcl } from './index.ts';

const run = promisify(execFile);
const denied = { code: 'KERNEL_ACCESS_DENIED' };
const owner = AccessCandidate.agent('owner');
const guest = AccessCandidate.agent('guest');
const ofOwner = 'smythfs://owner.agent/ns';
let folder: string;
let kernels: Kernel[];

async function bootAll(use: readonly Entry[], clock: FakeClock = createFakeClock()) {
  const subsystems = [homePort, accountSubsystem, aclSubsystem, nkvSubsystem];
  const kernel = await boot({ subsystems, use: [dummyAccount({ team: 'crew' }), ...use], clock });
  kernels.push(kernel);
  const nkv = (candidate: Candidate) => kernel.connectors.get('nkv').as(candidate);
  return { kernel, clock, nkv, acl: (candidate: Candidate) => kernel.connectors.get('acl').as(candidate) };
}
const onSharedHome = (clock?: FakeClock) => bootAll([homeFolder({ folder })], clock);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smyth-sharing-'));
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(folder, { recursive: true });
});

describe.each([
  ['memory', [ramAcl(), ramNkv()]],
  ['the database of the home', [sqliteAcl(), sqliteNkv()]],
])('sharing by grants kept in %s', (_, use) => {
  it('opens exactly the one key, at exactly the one level, and closes it on the next call', async () => {
    const { nkv } = await bootAll(use);
    await nkv(owner).set('ns', 'key', 1);
    await nkv(owner).set('ns', 'other', 2);
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);

    await nkv(owner).grant('ns/key', guest, 'read');
    expect([await nkv(guest).get(ofOwner, 'key'), await nkv(guest).exists(ofOwner, 'key')]).toEqual([1, true]);
    for (const call of [
      () => nkv(guest).get(ofOwner, 'other'),
      () => nkv(guest).set(ofOwner, 'key', 3),
      () => nkv(guest).delete(ofOwner, 'key'),
      () => nkv(guest).add(ofOwner, 'key', 1),
      () => nkv(guest).list(ofOwner),
      () => nkv(guest).deleteAll(ofOwner),
      () => nkv(guest).grant(`${ofOwner}/key`, guest, 'owner'),
      () => nkv(AccessCandidate.agent('stranger')).get(ofOwner, 'key'),
      () => nkv(AccessCandidate.user('guest')).get(ofOwner, 'key'),
    ]) {
      await expect(call()).rejects.toMatchObject(denied);
    }

    await nkv(owner).revoke('ns/key', guest, 'read');
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
  });

  it('opens a namespace by its prefix, whole segments only', async () => {
    const { nkv } = await bootAll(use);
    await nkv(owner).set('ns', 'a', 1);
    await nkv(owner).set('ns/deep', 'b', 2);
    await nkv(owner).set('ns2', 'c', 3);
    await nkv(owner).grant('ns/', guest, 'read');
    expect(await nkv(guest).list(ofOwner)).toEqual({ items: [{ name: 'a', value: 1 }, { name: 'deep/b', value: 2 }] });
    expect(await nkv(guest).get(`${ofOwner}/deep`, 'b')).toBe(2);
    await expect(nkv(guest).get(`${ofOwner}2`, 'c')).rejects.toMatchObject(denied);
    await nkv(owner).revoke('ns/', guest);
    await expect(nkv(guest).list(ofOwner)).rejects.toMatchObject(denied);
  });

  it('takes setACL for all there is, with teams and everybody in it', async () => {
    const { nkv } = await bootAll(use);
    await nkv(owner).set('ns', 'key', 1);
    await nkv(owner).grant('ns/key', guest, 'write');
    await nkv(owner).setACL('ns/key', new ACL().addAccess('team', 'crew', 'write').addPublicAccess('read'));
    expect((await nkv(owner).getACL('ns/key')).entries).toEqual([
      { role: 'public', id: 'public', level: 'read' },
      { role: 'team', id: 'crew', level: 'write' },
    ]);
    await nkv(guest).set(ofOwner, 'key', 2);
    expect(await nkv(AccessCandidate.public()).get(ofOwner, 'key')).toBe(2);
    await expect(nkv(AccessCandidate.public()).set(ofOwner, 'key', 3)).rejects.toMatchObject(denied);
    await nkv(owner).setACL('ns/key', new ACL());
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
  });

  it('forgets the grants of a key that is deleted', async () => {
    const { nkv } = await bootAll(use);
    await nkv(owner).set('ns', 'key', 'old');
    await nkv(owner).grant('ns/key', guest, 'read');
    await nkv(owner).delete('ns', 'key');
    await nkv(owner).set('ns', 'key', 'new');
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
  });

  it('forgets the grants of every key of a namespace that is emptied', async () => {
    const { nkv } = await bootAll(use);
    await nkv(owner).set('ns', 'key', 'old');
    await nkv(owner).grant('ns/key', guest, 'read');
    await nkv(owner).deleteAll('ns');
    await nkv(owner).set('ns', 'key', 'new');
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
  });

  it('tells the holder what is shared with it, and only the holder', async () => {
    const { nkv, acl } = await bootAll(use);
    await nkv(owner).grant('ns/key', guest, 'read');
    expect(await acl(guest).sharedWith()).toEqual([{ subsystem: 'nkv', name: 'smythfs://owner.agent/ns/key', level: 'read' }]);
    expect(await acl(owner).sharedWith()).toEqual([]);
  });

  it('lets no agent at the grants themselves', async () => {
    const { acl } = await bootAll(use);
    const target = { subsystem: 'nkv', key: 'default/agent/owner/ns/key' };
    const grant = { ...target, holder: guest.key, level: 'owner' as const };
    for (const call of [
      () => acl(guest).put(grant),
      () => acl(guest).replace(target, [grant]),
      () => acl(guest).remove(target, guest.key, undefined),
      () => acl(guest).list(target),
      () => acl(guest).match('nkv', [target.key], [owner.key]),
      () => acl(guest).version(),
    ]) {
      await expect(call()).rejects.toMatchObject(denied);
    }
  });
});

describe('two runtimes on one home', () => {
  it('see each other\'s grants and removals within a second', async () => {
    const clock = createFakeClock();
    const [one, two] = [await onSharedHome(clock), await onSharedHome(clock)];
    await one.nkv(owner).set('ns', 'key', 1);
    await expect(two.nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
    await one.nkv(owner).grant('ns/key', guest, 'read');
    await clock.advance(1000);
    expect(await two.nkv(guest).get(ofOwner, 'key')).toBe(1);
    await one.nkv(owner).revoke('ns/key', guest);
    await clock.advance(1000);
    await expect(two.nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
  });

  it('see what another process granted', async () => {
    const clock = createFakeClock();
    const { nkv } = await onSharedHome(clock);
    await nkv(owner).set('ns', 'key', 1);
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject(denied);
    const urlOf = (module: string): string => JSON.stringify(new URL(module, import.meta.url).href);
    const granting = `
      import { AccessCandidate, boot } from '@smyth/kernel';
      import { homeFolder, homePort } from ${urlOf('../home/index.ts')};
      import { nkvSubsystem } from ${urlOf('../nkv/index.ts')};
      import { aclSubsystem } from ${urlOf('index.ts')};
      await using kernel = await boot({ subsystems: [homePort, aclSubsystem, nkvSubsystem], use: [homeFolder({ folder: ${JSON.stringify(folder)} })] });
      await kernel.connectors.get('nkv').as(AccessCandidate.agent('owner')).grant('ns/key', AccessCandidate.agent('guest'), 'read');
    `;
    await run(process.execPath, ['--conditions=smyth-source', '--input-type=module', '--eval', granting], { cwd: import.meta.dirname });
    await clock.advance(1000);
    expect(await nkv(guest).get(ofOwner, 'key')).toBe(1);
  }, 30_000);

  it('deny what is not one\'s own when the grants cannot be read', async () => {
    const { nkv, kernel } = await onSharedHome();
    await nkv(owner).grant('ns/key', guest, 'read');
    (await kernel.connectors.port('home').database()).close();
    await expect(nkv(guest).get(ofOwner, 'key')).rejects.toMatchObject({ ...denied, cause: { code: 'HOME_CLOSED' } });
    await expect(nkv(owner).get('ns', 'key')).rejects.toMatchObject({ code: 'HOME_CLOSED' });
  });
});
