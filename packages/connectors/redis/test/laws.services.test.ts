import { setTimeout as sleep } from 'node:timers/promises';
import type { Handle } from '@smyth/kernel';
import { guardedWorld, judge, type OpenWorld, rawWorld, toothless } from '@smyth/kernel/testing';
import { type CacheContract, cacheSubsystem } from '@smyth/subsystems';
import { cacheLaws } from '@smyth/subsystems/laws';
import { describe, expect, test } from 'vitest';
import { redisCache } from '../src/index.ts';
import { freshPrefix, sharedUrl } from './boot-cache.ts';

type OpenCache = OpenWorld<Handle<CacheContract>>;

const options = async () => ({ entry: redisCache({ url: sharedUrl(), prefix: freshPrefix() }), subsystems: [cacheSubsystem] });

/** The time of a server cannot be moved, so it is waited for; a little longer, since a timer may fire early by a millisecond. */
const inRealTime =
  (open: OpenCache): OpenCache =>
  async () => {
    const world = await open();
    const advance = async (ms: number): Promise<void> => {
      await world.advance(ms);
      await sleep(ms + 5);
    };
    return { ...world, advance };
  };

const worlds = { raw: inRealTime(rawWorld('cache', options)), guarded: inRealTime(guardedWorld('cache', options)) };

describe.each(Object.entries(worlds))('the laws of a cache, %s', (_, open) => {
  // Side by side, so that the whole takes as long as the one law that waits longest.
  test.concurrent.each(cacheLaws)('$says', async (law) => {
    expect(await judge([law], open)).toEqual([{ law: law.id, outcome: 'holds' }]);
  });

  test('bite, each of them', async () => {
    const unnoticed = await Promise.all(cacheLaws.map((law) => toothless([law], open)));
    expect(unnoticed.flat()).toEqual([]);
  });
});
