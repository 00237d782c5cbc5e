import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessCandidate, boot, type Entry, type Handle } from '@smyth/kernel';
import { createFakeClock, createFakeIds, judge, type OpenWorld, rawWorld, toothless, type WorldOptions } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { homeFolder, homePort } from '../home/index.ts';
import { type AclContract, aclSubsystem, ramAcl, sqliteAcl } from './index.ts';
import { aclLaws } from './laws.ts';

const subsystems = [homePort, aclSubsystem];
const inMemory = (entry: Entry) => (): Promise<WorldOptions> => Promise.resolve({ entry, subsystems });

async function onDisk(): Promise<WorldOptions> {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-acl-'));
  return { entry: sqliteAcl(), subsystems, use: [homeFolder({ folder })], cleanUp: () => rm(folder, { recursive: true }) };
}

/** As `guardedWorld`, with the one capability that these methods are behind. */
const openedWorld =
  (options: () => Promise<WorldOptions>): OpenWorld<Handle<AclContract>> =>
  async () => {
    const given = await options();
    const clock = createFakeClock();
    const access = { allow: [{ to: 'agent:subject', use: 'acl:grants' }] };
    const kernel = await boot({ subsystems, use: [given.entry, ...(given.use ?? [])], access, clock, ids: createFakeIds() });
    return {
      it: kernel.connectors.get('acl').as(AccessCandidate.agent('subject')),
      advance: clock.advance,
      now: clock.now,
      async close() {
        await kernel.stop();
        await given.cleanUp?.();
      },
    };
  };

const allHold = aclLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe.each([
  ['RAM', inMemory(ramAcl())],
  ['SQLite in memory', inMemory(sqliteAcl())],
  ['SQLite in a folder', onDisk],
])('the laws of acl on %s', (_, options) => {
  it('hold for the connector itself', async () => {
    expect(await judge(aclLaws, rawWorld('acl', options))).toEqual(allHold);
  }, 60_000);

  it('hold for an agent with a handle', async () => {
    expect(await judge(aclLaws, openedWorld(options))).toEqual(allHold);
  }, 60_000);
});

it('every law of acl bites', async () => {
  expect(await toothless(aclLaws, openedWorld(inMemory(ramAcl())))).toEqual([]);
});
