import { describe, expect, test } from 'vitest';
import { bootCache, failureOf } from './boot-cache.ts';

const canary = 'canary-4be11f';

describe('a wrong setting fails boot before anything is reached', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['maxMemory', { url: 'redis://h', maxMemory: 'lots' }, '.maxMemory', 'maxMemory expected a size such as 512mb, 10gb or a number of bytes.'],
    ['hosts', { hosts: 'h:6379' }, '.hosts', 'hosts expected a list, got a string.'],
    ['commandTimeoutMs', { url: 'redis://h', commandTimeoutMs: 0 }, '.commandTimeoutMs', 'commandTimeoutMs expected a whole number between 1 and 600000, got 0.'],
    ['a misspelt one', { ulr: 'redis://h' }, '.ulr', 'ulr is not known. Did you mean "url"?'],
    ['url', { url: `http://:${canary}@h` }, '.url', 'It is not a redis:// or rediss:// address.'],
    ['none at all', {}, '', 'It has neither url nor hosts.'],
  ])('%s', async (_, settings, where, says) => {
    const error = await failureOf(bootCache(settings as never));
    expect(error).toMatchObject({ code: 'KERNEL_BAD_CONFIG', details: { problems: [{ where: `Cache (Redis).Settings${where}`, says }] } });
    expect(error.message).not.toContain(canary);
  });
});
