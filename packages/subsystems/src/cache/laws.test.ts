import type { Handle } from '@smyth/kernel';
import { guardedWorld, judge, type OpenWorld, rawWorld, toothless } from '@smyth/kernel/testing';
import { describe, expect, test } from 'vitest';
import type { CacheContract } from './contract.ts';
import { cacheSubsystem, ramCache } from './index.ts';
import { cacheLaws } from './laws.ts';

const options = async () => ({ entry: ramCache(), subsystems: [cacheSubsystem] });
const worlds: Record<string, OpenWorld<Handle<CacheContract>>> = { raw: rawWorld('cache', options), guarded: guardedWorld('cache', options) };

describe('the laws of a cache', () => {
  test('have ids of their own', () => {
    expect(new Set(cacheLaws.map(({ id }) => id)).size).toBe(cacheLaws.length);
  });

  test.each(Object.entries(worlds))('hold for RAM, %s', async (_, open) => {
    expect(await judge(cacheLaws, open)).toEqual(cacheLaws.map(({ id }) => ({ law: id, outcome: 'holds' })));
  });

  test.each(Object.entries(worlds))('bite, each of them, %s', async (_, open) => {
    expect(await toothless(cacheLaws, open)).toEqual([]);
  });
});
