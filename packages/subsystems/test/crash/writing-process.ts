// Writes until it is killed, and says what it begins and what is acknowledged. `writing-process.ts <store> <home> <life> <seed>`
import { writeSync } from 'node:fs';
import { createChance } from './chance.ts';
import { type Event, toLine } from './history.ts';
import { everyWriter, type OpenStore } from './stores/store.ts';
import { type StoreName, stores } from './stores/table.ts';

const [name, home = '', life = '', seed = ''] = process.argv.slice(2);

/** At once: what is said before a kill is heard. */
const say = (event: Event): void => void writeSync(1, `${toLine(event)}\n`);

async function write(store: OpenStore, writer: number): Promise<never> {
  const chance = createChance(Number(seed) * 1000 + Number(life) * 10 + writer);
  for (let step = 0; ; step++) {
    const id = `${life}.${writer}.${step}`;
    const { run, ...change } = store.change({ writer, step, id, chance });
    say({ kind: 'begun', id, name: change.name, leaves: change.leaves });
    await run();
    say({ kind: 'done', id });
  }
}

const store = await stores[name as StoreName]({ home });
await Promise.all(everyWriter.map((writer) => write(store, writer)));
