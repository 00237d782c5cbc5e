import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@smyth/kernel';
import { guardedWorld, judge, rawWorld, toothless, type WorldOptions } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { homeFolder, homePort } from '../home/index.ts';
import { nkvSubsystem, ramNkv, sqliteNkv } from './index.ts';
import { nkvLaws } from './laws.ts';

const subsystems = [homePort, nkvSubsystem];
const inMemory = (entry: Entry) => (): Promise<WorldOptions> => Promise.resolve({ entry, subsystems });

async function onDisk(): Promise<WorldOptions> {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-nkv-'));
  return { entry: sqliteNkv(), subsystems, use: [homeFolder({ folder })], cleanUp: () => rm(folder, { recursive: true }) };
}

const allHold = nkvLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each([
  ['RAM', inMemory(ramNkv())],
  ['SQLite in memory', inMemory(sqliteNkv())],
  ['SQLite in a folder', onDisk],
])('the laws of nkv on %s', (_, options) => {
  it('hold for the connector itself', async () => {
    expect(await judge(nkvLaws, rawWorld('nkv', options))).toEqual(allHold);
  }, 60_000);

  it('hold for an agent with a handle', async () => {
    expect(await judge(nkvLaws, guardedWorld('nkv', options))).toEqual(allHold);
  }, 60_000);
});

it('every law of nkv bites', async () => {
  expect(await toothless(nkvLaws, guardedWorld('nkv', inMemory(ramNkv())))).toEqual([]);
});
