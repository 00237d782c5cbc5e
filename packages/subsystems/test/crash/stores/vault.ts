import { vaultSubsystem } from '../../../src/vault/index.ts';
import { between } from '../chance.ts';
import { absent, type State } from '../history.ts';
import { idOfPayload, toPayload } from '../payload.ts';
import { bootHome } from './agent.ts';
import type { Change, OpensStore, Turn } from './store.ts';

export const openVault: OpensStore = async (options) => {
  const { kernel, as } = await bootHome(options, vaultSubsystem);
  const vault = as('vault');
  const set = (name: string, { id }: Turn, length: number): Change => ({ name, leaves: id, run: () => vault.set(name, toPayload(id, length)) });
  const remove = (name: string): Change => ({ name, leaves: absent, run: () => vault.delete(name) });

  return {
    change(turn) {
      const own = `own-${turn.writer}`;
      const steps = [
        () => set(own, turn, between(turn.chance, 0, 200)),
        () => set('shared', turn, between(turn.chance, 0, 2_000)),
        () => set(own, turn, between(turn.chance, 5_000, 20_000)),
        () => remove(own),
      ] as const;
      return (steps[turn.step % steps.length] ?? steps[0])();
    },
    async observe() {
      const states = new Map<string, State>();
      const torn: string[] = [];
      for (const { name } of (await vault.listKeys()).items) {
        const state = idOfPayload((await vault.get(name))?.reveal() ?? '');
        if (state === undefined) torn.push(`${name}: the value is not whole`);
        else states.set(name, state);
      }
      return { states, torn };
    },
    close: () => kernel.stop(),
  };
};
