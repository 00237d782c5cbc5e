import { AccessCandidate, ACL, boot } from '@smyth/kernel';
import { expect, it } from 'vitest';
import { homePort } from '../home/index.ts';
import { nkvSubsystem } from '../nkv/index.ts';
import { aclSubsystem } from './index.ts';

const owner = AccessCandidate.agent('owner');

/** Grants in a database that takes none for the agent `unwelcome`. */
async function bootPicky() {
  const kernel = await boot({ subsystems: [homePort, aclSubsystem, nkvSubsystem] });
  const nkv = kernel.connectors.get('nkv').as(owner);
  await nkv.setACL('ns/key', new ACL().addAccess('agent', 'a', 'read').addAccess('agent', 'b', 'write'));
  const database = await kernel.connectors.port('home').database();
  database.exec(`CREATE TRIGGER picky BEFORE INSERT ON grants WHEN NEW.holder LIKE '%/unwelcome' BEGIN SELECT RAISE(ABORT, 'not that one'); END`);
  const versionOf = (): unknown => database.prepare('SELECT version FROM grants_version').get()?.['version'];
  return { kernel, nkv, versionOf };
}

it('replaces a list as a whole or not at all, and the version with it', async () => {
  const { kernel, nkv, versionOf } = await bootPicky();
  const before = versionOf();
  const wanted = new ACL().addAccess('agent', 'c', 'owner').addAccess('agent', 'unwelcome', 'read');
  await expect(nkv.setACL('ns/key', wanted)).rejects.toMatchObject({ code: 'HOME_FAILED' });
  expect([(await nkv.getACL('ns/key')).entries, versionOf()]).toEqual([
    [
      { role: 'agent', id: 'a', level: 'read' },
      { role: 'agent', id: 'b', level: 'write' },
    ],
    before,
  ]);
  await nkv.setACL('ns/key', new ACL().addAccess('agent', 'c', 'owner'));
  expect((await nkv.getACL('ns/key')).entries).toEqual([{ role: 'agent', id: 'c', level: 'owner' }]);
  await kernel.stop();
});
