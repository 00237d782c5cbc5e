import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardedWorld, judge, rawWorld, toothless, type WorldOptions } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { homePort } from '../home/index.ts';
import { jsonFileVault, vaultSubsystem } from './index.ts';
import { vaultLaws } from './laws.ts';

const subsystems = [homePort, vaultSubsystem];
const inFile = async (): Promise<WorldOptions> => {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-vault-'));
  return { entry: jsonFileVault({ file: join(folder, 'vault.json') }), subsystems, cleanUp: () => rm(folder, { recursive: true }) };
};
const inMemory = async (): Promise<WorldOptions> => ({ entry: jsonFileVault(), subsystems });

const allHold = vaultLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each([
  ['in a file', inFile],
  ['in memory', inMemory],
])('the laws of vault, JSONFileVault %s', (_, options) => {
  it('hold on the connector', async () => {
    expect(await judge(vaultLaws, rawWorld('vault', options))).toEqual(allHold);
  }, 30_000);

  it('hold on the handle', async () => {
    expect(await judge(vaultLaws, guardedWorld('vault', options))).toEqual(allHold);
  }, 30_000);
});

describe('the laws of vault', () => {
  it('all bite', async () => {
    expect(await toothless(vaultLaws, guardedWorld('vault', inMemory))).toEqual([]);
  });
});
