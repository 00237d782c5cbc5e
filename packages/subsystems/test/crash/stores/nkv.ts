import type { Json } from '../../../src/cache/index.ts';
import { nkvSubsystem } from '../../../src/nkv/index.ts';
import { between } from '../chance.ts';
import { absent, type State } from '../history.ts';
import { idOfPayload, toPayload } from '../payload.ts';
import { bootHome, brokenPages } from './agent.ts';
import { type Change, everyWriter, type OpensStore, type Turn } from './store.ts';

const counterOf = (writer: number): string => `counter-${writer}`;

/** A counter is its total; anything else a payload. */
const stateOf = (value: Json): State | undefined => (typeof value === 'number' ? String(value) : idOfPayload(String((value as { text?: unknown }).text)));

export const openNkv: OpensStore = async (options) => {
  const { kernel, as } = await bootHome(options, nkvSubsystem);
  const nkv = as('nkv');
  const totals = new Map<string, number>();
  for (const name of everyWriter.map(counterOf)) totals.set(name, Number((await nkv.get('ring', name)) ?? 0));

  const set = (name: string, { id }: Turn, length: number): Change => ({ name, leaves: id, run: () => nkv.set('ring', name, { text: toPayload(id, length) }) });
  const remove = (name: string): Change => ({ name, leaves: absent, run: () => nkv.delete('ring', name) });
  const add = (name: string, delta: number): Change => {
    const total = (totals.get(name) ?? 0) + delta;
    totals.set(name, total);
    return { name, leaves: String(total), run: () => nkv.add('ring', name, delta) };
  };

  return {
    change(turn) {
      const [own, counter] = [`own-${turn.writer}`, counterOf(turn.writer)];
      const steps = [
        () => set(own, turn, between(turn.chance, 0, 300)),
        () => add(counter, between(turn.chance, 1, 9)),
        () => set('shared', turn, between(turn.chance, 0, 3_000)),
        () => set(own, turn, between(turn.chance, 10_000, 60_000)),
        () => remove(own),
        () => add(counter, between(turn.chance, 1, 9)),
      ] as const;
      return (steps[turn.step % steps.length] ?? steps[0])();
    },
    async observe() {
      const states = new Map<string, State>();
      const torn = await brokenPages(kernel);
      for (const { name, value } of (await nkv.list('ring')).items) {
        const state = stateOf(value);
        if (state === undefined) torn.push(`${name}: the value is not whole`);
        else states.set(name, state);
      }
      return { states, torn };
    },
    close: () => kernel.stop(),
  };
};
