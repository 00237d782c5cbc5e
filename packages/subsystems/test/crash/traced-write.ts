// Makes one change after another, and says when the second begins and when it is acknowledged. `traced-write.ts <store> <home>`
import { writeSync } from 'node:fs';
import { createChance } from './chance.ts';
import { type StoreName, stores } from './stores/table.ts';

const [name, home = ''] = process.argv.slice(2);
const chance = createChance(1);
const store = await stores[name as StoreName]({ home });
await store.change({ writer: 0, step: 0, id: 'first', chance }).run();
const { run } = store.change({ writer: 0, step: 0, id: 'second', chance });
writeSync(1, 'begun\n');
await run();
writeSync(1, 'acknowledged\n');
await store.close();
