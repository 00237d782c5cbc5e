import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { AccessCandidate, boot, type Handle, type Kernel } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { homeFolder, homePort } from '../home/index.ts';
import { type NkvContract, nkvSubsystem } from './index.ts';

const run = promisify(execFile);
const agent = AccessCandidate.agent('a');
let folder: string;
let kernels: Kernel[];

async function bootNkv(clock = createFakeClock()): Promise<{ nkv: Handle<NkvContract>; kernel: Kernel }> {
  const kernel = await boot({ subsystems: [homePort, nkvSubsystem], use: [homeFolder({ folder })], clock });
  kernels.push(kernel);
  return { nkv: kernel.connectors.get('nkv').as(agent), kernel };
}

/** A program in a process of its own, with `nkv` as its agent has it. */
const programOf = (body: string): string[] => [
  '--conditions=smyth-source',
  '--input-type=module',
  '--eval',
  `
    import { AccessCandidate, boot } from '@smyth/kernel';
    import { homeFolder, homePort } from ${JSON.stringify(new URL('../home/index.ts', import.meta.url).href)};
    import { nkvSubsystem } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const kernel = await boot({ subsystems: [homePort, nkvSubsystem], use: [homeFolder({ folder: ${JSON.stringify(folder)} })] });
    const nkv = kernel.connectors.get('nkv').as(AccessCandidate.agent('a'));
    ${body}
  `,
];
const cwd = import.meta.dirname;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smyth-nkv-'));
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(folder, { recursive: true });
});

it('is the embedded default, under either name', async () => {
  const { kernel } = await bootNkv();
  expect(kernel.started.map(({ key, id }) => [key, id])).toEqual([['home', 'Home'], ['NKV', 'LocalStorage']]);
  expect([nkvSubsystem.embedded?.id, nkvSubsystem.embedded?.aliases]).toEqual(['LocalStorage', ['SQLite']]);
});

it('adds up what two processes add at once to one counter, never beyond the limit', async () => {
  const adding = programOf(`
    let added = 0, refused = 0;
    for (let i = 0; i < 300; i++) {
      try {
        const total = await nkv.add('budget', 'spent', 1, { max: 400 });
        if (total > 400) throw new Error('the counter passed its limit: ' + total);
        added++;
      } catch (error) {
        if (error.code !== 'NKV_LIMIT') throw error;
        refused++;
      }
    }
    console.log(JSON.stringify({ added, refused }));
    await kernel.stop();
  `);
  const outputs = await Promise.all([1, 2].map(() => run(process.execPath, adding, { cwd })));
  const [one, two] = outputs.map(({ stdout }) => JSON.parse(stdout) as { added: number; refused: number });
  const { nkv } = await bootNkv();
  expect([await nkv.get('budget', 'spent'), (one?.added ?? 0) + (two?.added ?? 0), (one?.refused ?? 0) + (two?.refused ?? 0)]).toEqual([400, 400, 200]);
}, 60_000);

it('keeps what a process had acknowledged when it was killed', async () => {
  const writing = programOf(`
    for (let i = 0; ; i++) {
      await nkv.set('ns', 'last', i);
      process.stdout.write(i + '\\n');
    }
  `);
  const child = spawn(process.execPath, writing, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.split('\n').length > 50) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const acknowledged = Number(output.split('\n').slice(0, -1).at(-1));
  const { nkv } = await bootNkv();
  expect(Number(await nkv.get('ns', 'last'))).toBeGreaterThanOrEqual(acknowledged);
  expect(acknowledged).toBeGreaterThanOrEqual(49);
}, 60_000);

it('sweeps expired counters away when another one is made', async () => {
  const clock = createFakeClock();
  const { nkv, kernel } = await bootNkv(clock);
  for (let i = 0; i < 5; i++) await nkv.add('ns', `minute-${i}`, 1, { expiresAt: clock.now() + 1000 });
  await nkv.set('ns', 'lasting', 1);
  await clock.advance(1001);
  await nkv.add('ns', 'minute-5', 1, { expiresAt: clock.now() + 1000 });
  const database = await kernel.connectors.port('home').database();
  expect(database.prepare('SELECT name FROM nkv ORDER BY name').all().map(({ name }) => name)).toEqual(['default/agent/a/ns/lasting', 'default/agent/a/ns/minute-5']);
});

it('keeps the earlier value when the disk is full, and goes on once there is space', async () => {
  const { nkv, kernel } = await bootNkv();
  await nkv.set('ns', 'key', 'earlier');
  const database = await kernel.connectors.port('home').database();
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
  database.exec(`PRAGMA max_page_count = ${pages}`);
  const large = 'x'.repeat(100_000);
  await expect(nkv.set('ns', 'key', large)).rejects.toMatchObject({ code: 'HOME_DISK_FULL' });
  expect([await nkv.get('ns', 'key'), await nkv.add('ns', 'n', 1)]).toEqual(['earlier', 1]);
  database.exec(`PRAGMA max_page_count = ${pages + 1000}`);
  await nkv.set('ns', 'key', large);
  expect(await nkv.get('ns', 'key')).toBe(large);
});

it('says so when another process does not give the lock back in time, and goes on once it does', async () => {
  const { nkv, kernel } = await bootNkv();
  (await kernel.connectors.port('home').database()).exec('PRAGMA busy_timeout = 0');
  const other = new DatabaseSync(join(folder, 'smyth.db'));
  other.exec('BEGIN IMMEDIATE');
  await expect(nkv.add('ns', 'n', 1)).rejects.toMatchObject({ code: 'HOME_LOCKED', retryable: true });
  other.close();
  expect(await nkv.add('ns', 'n', 1)).toBe(1);
});

it('keeps what agents of the same name in other tenants write apart', async () => {
  const { nkv, kernel } = await bootNkv();
  const other = kernel.connectors.get('nkv').as(AccessCandidate.agent('a', { tenant: 'other' }));
  await nkv.set('ns', 'key', 'ours');
  expect([await other.get('ns', 'key'), await other.list('ns')]).toEqual([undefined, { items: [] }]);
});

it('has no trouble with any text as key', async () => {
  const { nkv } = await bootNkv();
  const keys = ['Ä b', "'; DROP TABLE nkv; --", '100%', 'a/B'];
  for (const key of keys) await nkv.set('My namespace', key, key);
  const { items } = await nkv.list('My namespace');
  expect(items.map(({ name, value }) => [name, value]).sort()).toEqual(keys.map((key) => [key, key]).sort());
});
