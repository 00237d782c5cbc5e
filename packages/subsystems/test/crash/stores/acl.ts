import { AccessCandidate, ACL } from '@smyth/kernel';
import { aclSubsystem } from '../../../src/acl/index.ts';
import { storageSubsystem } from '../../../src/storage/index.ts';
import { absent, type State } from '../history.ts';
import { bootHome, brokenPages } from './agent.ts';
import { type Change, everyWriter, type OpensStore, type Turn } from './store.ts';

const friend = AccessCandidate.user('friend');
const listLength = 5;
const names: readonly string[] = ['shared', ...everyWriter.flatMap((writer) => [`own-${writer}`, `friend-${writer}`])];

/** A list that tells who set it and whether it is whole. */
const toList = (id: string): ACL => new ACL(Array.from({ length: listLength }, (_, i) => ({ role: 'agent', id: `${id}-${i}`, level: i % 2 === 0 ? 'read' : 'write' })));

/** undefined: some of one list and some of another, or a part of one. */
function stateOf(acl: ACL): State | undefined {
  const ids = acl.entries.map(({ id }) => id).sort();
  if (ids.length === 0) return absent;
  if (ids.join() === friend.id) return 'given';
  const [id = ''] = (ids[0] ?? '').split('-');
  return ids.join() === toList(id).entries.map((entry) => entry.id).sort().join() ? id : undefined;
}

/** Grants as whoever owns a name gives and takes them. */
export const openAcl: OpensStore = async (options) => {
  const { kernel, as } = await bootHome(options, aclSubsystem, storageSubsystem);
  const storage = as('storage');
  const replace = (name: string, { id }: Turn): Change => ({ name, leaves: id, run: () => storage.setACL(name, toList(id)) });
  const clear = (name: string): Change => ({ name, leaves: absent, run: () => storage.setACL(name, new ACL()) });
  const give = (name: string): Change => ({ name, leaves: 'given', run: () => storage.grant(name, friend, 'read') });
  const take = (name: string): Change => ({ name, leaves: absent, run: () => storage.revoke(name, friend) });

  return {
    change(turn) {
      const [own, own2] = [`own-${turn.writer}`, `friend-${turn.writer}`];
      const steps = [() => replace(own, turn), () => give(own2), () => replace('shared', turn), () => replace(own, turn), () => take(own2), () => clear(own)] as const;
      return (steps[turn.step % steps.length] ?? steps[0])();
    },
    async observe() {
      const states = new Map<string, State>();
      const torn = await brokenPages(kernel);
      for (const name of names) {
        const state = stateOf(await storage.getACL(name));
        if (state === undefined) torn.push(`${name}: the list of grants is not one that was set`);
        else if (state !== absent) states.set(name, state);
      }
      return { states, torn };
    },
    close: () => kernel.stop(),
  };
};
