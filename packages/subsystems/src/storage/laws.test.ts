import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardedWorld, judge, rawWorld, toothless, type WorldOptions } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { homePort } from '../home/index.ts';
import { localStorage, memoryStorage, storageSubsystem } from './index.ts';
import { storageLaws } from './laws.ts';

const inFolder = async (): Promise<WorldOptions> => {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-storage-'));
  return { entry: localStorage({ folder: join(folder, 'storage') }), subsystems: [homePort, storageSubsystem], cleanUp: () => rm(folder, { recursive: true }) };
};
const inMemory = async (): Promise<WorldOptions> => ({ entry: memoryStorage(), subsystems: [storageSubsystem] });

const allHold = storageLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each([
  ['Local', inFolder],
  ['RAM', inMemory],
])('the laws of storage on %s', (_, options) => {
  it('hold on the connector', async () => {
    expect(await judge(storageLaws, rawWorld('storage', options))).toEqual(allHold);
  }, 60_000);

  it('hold on the handle', async () => {
    expect(await judge(storageLaws, guardedWorld('storage', options))).toEqual(allHold);
  }, 60_000);
});

describe('the laws of storage', () => {
  it('all bite', async () => {
    expect(await toothless(storageLaws, guardedWorld('storage', inMemory))).toEqual([]);
  });
});
