import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { State } from '../history.ts';
import { idOfPayload, toPayload } from '../payload.ts';
import { everyWriter, type OpensStore } from './store.ts';

/** Keeps none of the promises: overwrites in place, and acknowledges before it has written. For showing that the ring notices. */
export const openCareless: OpensStore = async ({ home }) => {
  const folder = join(home, 'careless');
  await mkdir(folder, { recursive: true });
  const late = new Map<string, Promise<void>>();

  async function overwrite(path: string, text: string): Promise<void> {
    await rm(path, { force: true });
    await writeFile(path, text.slice(0, text.length / 2));
    await writeFile(path, text.slice(text.length / 2), { flag: 'a' });
  }

  return {
    change({ writer, id }) {
      const name = `own-${everyWriter.at(writer)}`;
      return {
        name,
        leaves: id,
        async run() {
          await late.get(name);
          late.set(name, overwrite(join(folder, name), toPayload(id, 200_000)));
        },
      };
    },
    async observe() {
      const states = new Map<string, State>();
      const torn: string[] = [];
      for (const name of await readdir(folder)) {
        const state = idOfPayload(await readFile(join(folder, name), 'utf8'));
        if (state === undefined) torn.push(`${name}: the value is not whole`);
        else states.set(name, state);
      }
      return { states, torn };
    },
    close: async () => void (await Promise.all(late.values())),
  };
};
