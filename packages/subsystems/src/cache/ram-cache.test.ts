import { AccessCandidate, boot, type Handle, type Kernel } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { describe, expect, test } from 'vitest';
import { type CacheContract, cacheSubsystem, ramCache } from './index.ts';

const agent = AccessCandidate.agent('a');

async function open(settings: { maxEntries?: number; maxBytes?: number } = {}): Promise<{ kernel: Kernel; cache: Handle<CacheContract>; clock: ReturnType<typeof createFakeClock> }> {
  const clock = createFakeClock();
  const kernel = await boot({ subsystems: [cacheSubsystem], use: [ramCache(settings)], clock });
  return { kernel, clock, cache: kernel.connectors.get('cache').as(agent) };
}

const present = async (cache: Handle<CacheContract>, keys: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const key of keys) if ((await cache.getMetadata(key)) !== undefined) found.push(key);
  return found;
};

describe('a cache in memory', () => {
  test('is what a kernel without a configured cache has', async () => {
    const kernel = await boot({ subsystems: [cacheSubsystem] });
    expect(kernel.connectors.names('cache')).toEqual(['RAM']);
  });

  test('forgets the longest unused entry when there are more than maxEntries', async () => {
    const { cache } = await open({ maxEntries: 3 });
    for (const key of ['a', 'b', 'c']) await cache.set(key, key);
    await cache.get('a');
    await cache.set('d', 'd');
    expect(await present(cache, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  });

  test('counts replacing a key as using it, not as one more', async () => {
    const { cache } = await open({ maxEntries: 2 });
    await cache.set('a', 1);
    await cache.set('b', 1);
    await cache.set('a', 2);
    await cache.set('c', 1);
    expect(await present(cache, ['a', 'b', 'c'])).toEqual(['a', 'c']);
  });

  test('forgets as many entries as it takes to stay within maxBytes', async () => {
    const { cache } = await open({ maxBytes: 1024 });
    for (const key of ['a', 'b', 'c']) await cache.set(key, 'x'.repeat(250));
    await cache.set('d', 'x'.repeat(600));
    expect(await present(cache, ['a', 'b', 'c', 'd'])).toEqual(['c', 'd']);
  });

  test('gives back the bytes of what was deleted, replaced or has expired', async () => {
    const { cache, clock } = await open({ maxBytes: 1024 });
    await cache.set('deleted', 'x'.repeat(800));
    await cache.delete('deleted');
    await cache.set('replaced', 'x'.repeat(800));
    await cache.set('replaced', 1);
    await cache.set('expired', 'x'.repeat(800), { ttl: 1 });
    await clock.advance(1000);
    expect(await cache.get('expired')).toBe(undefined);
    await cache.set('new', 'x'.repeat(800));
    expect(await present(cache, ['replaced', 'new'])).toEqual(['replaced', 'new']);
  });

  test('counts bytes, not characters, of value, metadata and key', async () => {
    const { cache } = await open({ maxBytes: 1024 });
    await cache.set('wide', '€'.repeat(400));
    expect(await cache.exists('wide')).toBe(false);
    await cache.set('narrow', 'e'.repeat(400));
    expect(await cache.exists('narrow')).toBe(true);
    await cache.set('about', 1, { metadata: { text: 'x'.repeat(1024) } });
    expect(await cache.exists('about')).toBe(false);
  });

  test('does not keep what alone is too large, nor what stood there before, and leaves the rest alone', async () => {
    const { cache } = await open({ maxBytes: 1024 });
    await cache.set('other', 1);
    await cache.set('large', 'small');
    await cache.set('large', 'x'.repeat(2000));
    expect([await cache.get('large'), await cache.get('other')]).toEqual([undefined, 1]);
  });

  test('keeps an entry up to the millisecond before its expiry', async () => {
    const { cache, clock } = await open();
    await cache.set('timed', 1, { ttl: 1 });
    await clock.advance(999);
    expect([await cache.get('timed'), await cache.getTTL('timed')]).toEqual([1, 0.001]);
    await clock.advance(1);
    expect([await cache.get('timed'), await cache.getTTL('timed')]).toEqual([undefined, undefined]);
  });

  test('shares nothing between two kernels', async () => {
    const [one, two] = [await open(), await open()];
    await one.cache.set('k', 1);
    expect(await two.cache.get('k')).toBe(undefined);
  });

  test('says what is wrong with a value, and where in it', async () => {
    const { cache } = await open();
    await expect(cache.set('k', { items: [{ at: new Date(0) }] } as never)).rejects.toThrow('CACHE_BAD_VALUE: The cache holds JSON only: value.items[0].at: a Date is not JSON.');
    await expect(cache.set('k', 1, { metadata: { at: undefined } as never })).rejects.toThrow('CACHE_BAD_VALUE: The cache holds JSON only: metadata.at: undefined is not JSON.');
    await expect(cache.setMetadata('k', undefined as never)).rejects.toThrow('CACHE_BAD_VALUE: The cache holds JSON only: metadata: an object was expected, not a value of type undefined.');
  });

  test('says what is wrong with a time to live', async () => {
    const { cache } = await open();
    await expect(cache.set('k', 1, { ttl: -5 })).rejects.toThrow('CACHE_BAD_TTL: -5 is not a time to live.');
    await expect(cache.set('k', 1, 60 as never)).rejects.toThrow('CACHE_BAD_TTL: The option 60 is not a time to live.');
  });

  test.each([
    [{ maxEntries: 0 }, 'maxEntries expected a whole number between 1 and 10000000, got 0.'],
    [{ maxEntries: 1.5 }, 'maxEntries expected a whole number between 1 and 10000000, got 1.5.'],
    [{ maxBytes: 1023 }, 'maxBytes expected a whole number between 1024 and 1099511627776, got 1023.'],
    [{ maxBytes: 'much' }, 'maxBytes expected a whole number between 1024 and 1099511627776, got a string.'],
    [{ maxSize: 1 }, 'maxSize is not known.'],
  ])('refuses the settings %o before it starts', async (settings, says) => {
    await expect(open(settings as never)).rejects.toThrow(says);
  });
});
