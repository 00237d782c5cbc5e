import { storageSubsystem } from '../../../src/storage/index.ts';
import { between } from '../chance.ts';
import { absent, type State } from '../history.ts';
import { idOfPayload, toPayload } from '../payload.ts';
import { bootHome } from './agent.ts';
import type { Change, Found, OpensStore, Turn } from './store.ts';

async function* inParts(text: string): AsyncGenerator<string> {
  const size = Math.ceil(text.length / 5);
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/** The metadata say which write the bytes are of, and which change came last. */
const toCustom = (of: string, id: string): Record<string, string> => ({ of, id });

export const openStorage: OpensStore = async (options) => {
  const { kernel, as } = await bootHome(options, storageSubsystem);
  const storage = as('storage');
  /** The write that the bytes of a name are of, as far as this process wrote them. */
  const written = new Map<string, string>();

  const write = (name: string, { id }: Turn, length: number): Change => {
    written.set(name, id);
    const text = toPayload(id, length);
    return { name, leaves: id, run: () => storage.write(name, length > 50_000 ? inParts(text) : text, { custom: toCustom(id, id) }) };
  };
  const mark = (name: string, { id }: Turn): Change => ({ name, leaves: id, run: () => storage.setMetadata(name, toCustom(written.get(name) ?? '', id)) });
  const remove = (name: string): Change => ({ name, leaves: absent, run: () => storage.delete(name) });

  async function stateOf(name: string): Promise<{ state: State } | { torn: string }> {
    const [bytes, metadata] = [await storage.read(name), await storage.getMetadata(name)];
    const of = idOfPayload(bytes.toString());
    if (of === undefined) return { torn: `${name}: the bytes are not whole` };
    if (metadata?.sizeBytes !== bytes.length || metadata.custom['of'] !== of) return { torn: `${name}: bytes and metadata are of different writes` };
    return { state: metadata.custom['id'] ?? '' };
  }

  return {
    change(turn) {
      const [own, deep] = [`own-${turn.writer}`, `deep/${turn.writer}/a/b`];
      const steps = [
        () => write(own, turn, between(turn.chance, 0, 300)),
        () => mark(own, turn),
        () => write(own, turn, between(turn.chance, 60_000, 300_000)),
        () => write('shared', turn, between(turn.chance, 0, 80_000)),
        () => remove(own),
        () => write(deep, turn, between(turn.chance, 0, 5_000)),
        () => write(own, turn, between(turn.chance, 0, 20_000)),
        () => remove(deep),
      ] as const;
      return (steps[turn.step % steps.length] ?? steps[0])();
    },
    async observe(): Promise<Found> {
      const states = new Map<string, State>();
      const torn: string[] = [];
      for (const { name } of (await storage.list()).items) {
        const found = await stateOf(name).catch((error: unknown) => ({ torn: `${name}: ${String(error)}` }));
        if ('torn' in found) torn.push(found.torn);
        else states.set(name, found.state);
      }
      return { states, torn };
    },
    close: () => kernel.stop(),
  };
};
