// Makes a change that is made to fail, then one that is not, and says what became of them. `faulted-write.ts <store> <home>`
import { createChance } from './chance.ts';
import { type StoreName, stores } from './stores/table.ts';

const [name, home = ''] = process.argv.slice(2);
const chance = createChance(1);
const store = await stores[name as StoreName]({ home, predictable: true });

const change = async (id: string): Promise<string> => {
  try {
    await store.change({ writer: 0, step: 0, id, chance }).run();
    return 'done';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
};
const found = async (): Promise<string | undefined> => (await store.observe()).states.get('own-0');

const outcome = { failing: await change('new'), then: await found(), next: await change('newer'), last: await found() };
process.stdout.write(JSON.stringify(outcome));
await store.close();
