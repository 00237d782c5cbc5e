// Fills the disk of a home, writes until that fails, makes room, and says what became of it. `full-disk.ts <store> <home>`
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createChance } from './chance.ts';
import { type StoreName, stores } from './stores/table.ts';

const [name, home = ''] = process.argv.slice(2);
const chance = createChance(1);
const store = await stores[name as StoreName]({ home });

const change = async (id: string): Promise<string> => {
  try {
    await store.change({ writer: 0, step: 0, id, chance }).run();
    return 'done';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
};
const found = async (): Promise<string | undefined> => (await store.observe()).states.get('own-0');

/** To the last byte: what is asked for is halved until nothing more is taken. */
function fill(file: string): void {
  const at = openSync(file, 'w');
  for (let bytes = 65_536; bytes >= 1; ) {
    try {
      writeSync(at, Buffer.alloc(bytes));
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
  closeSync(at);
}

let last = 'old';
await change(last);
const ballast = join(home, 'ballast');
fill(ballast);
let failing = 'done';
// What a store has claimed already may have room for some more.
for (let n = 0; n < 50 && failing === 'done'; n++) {
  failing = await change(`new${n}`);
  if (failing === 'done') last = `new${n}`;
}
const kept = (await found()) === last;
rmSync(ballast);
process.stdout.write(JSON.stringify({ failing, kept, next: await change('newer'), last: await found() }));
await store.close();
