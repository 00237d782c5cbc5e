import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, programs, runProgram } from './children.ts';
import type { DurableStoreName } from './stores/table.ts';
import { stepsOf, tracedCalls } from './system-calls.ts';
import { needsTracer, tracer } from './tracer.ts';

const replacing = (name: string, folder: string): string[] => [
  'create an unfinished file',
  'write an unfinished file',
  'sync an unfinished file',
  `rename an unfinished file to ${name} in ${folder}`,
  `sync ${folder}`,
  'acknowledged',
];
const logging = ['write smyth.db-wal', 'sync smyth.db-wal', 'acknowledged'];

/** What of the disk is asked for one change, in this order and nothing else. */
const expected: Readonly<Record<DurableStoreName, readonly string[]>> = {
  storage: replacing('own-0~', 'writer'),
  vault: replacing('vault.json', 'home'),
  nkv: logging,
  acl: logging,
};

test.for(Object.entries(expected))('a change of %s is acknowledged once it is on disk, in this order', async ([store, steps], context) => {
  needsTracer(context);
  await inFolder(async (folder) => {
    const [home, log] = [join(folder, 'home'), join(folder, 'trace')];
    const { code, err } = await runProgram({ program: programs.traced, args: [store, home], under: [tracer, '-f', '-y', '-s', '64', '-o', log, '-e', `trace=${tracedCalls}`] });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(stepsOf(await readFile(log, 'utf8'), home)).toEqual(steps);
  });
  process.stdout.write(`${store}: ${steps.join(' → ')}\n`);
});
