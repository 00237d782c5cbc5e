import { inspect } from 'node:util';
import { AccessCandidate, type Kernel } from '@smyth/kernel';
import { afterEach, describe, expect, test } from 'vitest';
import { bootCache, cacheOf, failureOf, freshPrefix, type Settings, sharedUrl } from './boot-cache.ts';
import { freePort, listen, type RedisServer, startRedisServer } from './redis-server.ts';

const password = 'canary-9d1f6b0a27';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function server(options: Parameters<typeof startRedisServer>[0] = {}): Promise<RedisServer> {
  const started = await startRedisServer(options);
  open.push(started);
  return started;
}

async function kernelOn(settings: Settings, environment?: Record<string, string>): Promise<Kernel> {
  const kernel = await bootCache(settings, environment);
  open.push({ close: () => kernel.stop() });
  return kernel;
}

/** Everything a log could show of an error. */
const shown = (error: unknown): string => `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${String((error as Error).stack)}`;

async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const from = performance.now();
  return { result: await work, tookMs: performance.now() - from };
}

describe('boot fails with a code that names the host and never the password', () => {
  test('where nothing listens', async () => {
    const port = await freePort();
    const error = await failureOf(bootCache({ url: `redis://:${password}@127.0.0.1:${port}` }));
    expect(error.message).toBe(
      `REDIS_UNREACHABLE: Redis at 127.0.0.1:${port} cannot be reached: nothing listens there. Check that it runs and that the address is right; the connection is opened again by itself, so the call can be made again.`,
    );
    expect(error).toMatchObject({ code: 'REDIS_UNREACHABLE', category: 'unavailable', retryable: true });
    expect(shown(error)).not.toContain(password);
  });

  test('where the name of the host is not known', async () => {
    const error = await failureOf(bootCache({ url: `redis://:${password}@redis.invalid` }));
    expect(error).toMatchObject({ code: 'REDIS_UNREACHABLE', details: { where: 'redis.invalid:6379' } });
    expect(shown(error)).not.toContain(password);
  });

  test('where somebody listens and says nothing', async () => {
    const silent = await listen();
    open.push(silent);
    const { result, tookMs } = await timed(failureOf(bootCache({ url: `redis://127.0.0.1:${silent.port}`, commandTimeoutMs: 200 })));
    expect(result).toMatchObject({ code: 'REDIS_UNREACHABLE', details: { where: `127.0.0.1:${silent.port}`, reason: 'it does not answer' } });
    expect(tookMs).toBeLessThan(1500);
  });

  test.each(['wrong', undefined])('where the password is %s', async (given) => {
    const { url } = await server({ password });
    const error = await failureOf(bootCache({ url, ...(given === undefined ? {} : { password: given }) }));
    expect(error).toMatchObject({ code: 'REDIS_BAD_LOGIN', category: 'config', retryable: false });
    expect(shown(error)).not.toContain(password);
  });

  test('where a wrong password stands in the url', async () => {
    const { port } = await server({ password: 'another' });
    const error = await failureOf(bootCache({ url: `redis://:${password}@127.0.0.1:${port}` }));
    expect(error).toMatchObject({ code: 'REDIS_BAD_LOGIN', details: { where: `127.0.0.1:${port}` } });
    expect(shown(error)).not.toContain(password);
  });

  test('where TLS is asked for and not spoken', async () => {
    const { port } = await server();
    expect(await failureOf(bootCache({ url: `rediss://127.0.0.1:${port}`, connectTimeoutMs: 1000 }))).toMatchObject({ code: 'REDIS_UNREACHABLE' });
  });

  test('where the server is a node of a cluster', async () => {
    const { url } = await server({ args: ['--cluster-enabled', 'yes'] });
    expect(await failureOf(bootCache({ url }))).toMatchObject({ code: 'REDIS_CLUSTER', category: 'config' });
  });
});

describe('a server that goes away', () => {
  const settings = { commandTimeoutMs: 300 };

  test('fails calls at once, and is used again when it is back', async () => {
    const first = await server();
    const cache = cacheOf(await kernelOn({ url: first.url, ...settings }));
    await cache.set('k', 1);
    await first.signal('SIGKILL');
    const { result, tookMs } = await timed(failureOf(cache.get('k')));
    expect(result).toMatchObject({ code: 'REDIS_UNREACHABLE', details: { where: `127.0.0.1:${first.port}` } });
    expect(tookMs).toBeLessThan(300);
    await server({ port: first.port });
    await expect.poll(() => cache.set('k', 2).then(() => cache.get('k')).catch(() => undefined), { timeout: 5000 }).toBe(2);
  });

  test('fails calls at once while nobody knows yet whether it is back', async () => {
    const first = await server();
    const cache = cacheOf(await kernelOn({ url: first.url, commandTimeoutMs: 5000 }));
    await first.signal('SIGKILL');
    const silent = await listen(first.port);
    open.push(silent);
    await silent.reached;
    const { result, tookMs } = await timed(failureOf(cache.set('k', 1)));
    expect(result).toMatchObject({ code: 'REDIS_UNREACHABLE' });
    expect(tookMs).toBeLessThan(1000);
  });

  test('fails what was under way when it was killed, and sends none of it again', async () => {
    const first = await server();
    const cache = cacheOf(await kernelOn({ url: first.url, prefix: 'p:', commandTimeoutMs: 5000 }));
    await first.signal('SIGSTOP');
    const pending = Promise.all(Array.from({ length: 20 }, (_, i) => failureOf(cache.set(`k${i}`, i))));
    await first.signal('SIGKILL');
    const { result, tookMs } = await timed(pending);
    expect(new Set(result.map(({ code }) => code))).toEqual(new Set(['REDIS_UNREACHABLE']));
    expect(tookMs).toBeLessThan(1000);
    const second = await server({ port: first.port });
    await expect.poll(() => cache.exists('k0').catch(() => undefined), { timeout: 5000 }).toBe(false);
    expect(await second.admin.dbsize()).toBe(0);
  });

  test('fails a call within the time when it hangs, and is used again when it wakes up', async () => {
    const hanging = await server();
    const cache = cacheOf(await kernelOn({ url: hanging.url, ...settings }));
    await cache.set('k', 'kept');
    await hanging.signal('SIGSTOP');
    const { result, tookMs } = await timed(failureOf(cache.get('k')));
    expect(result.message).toBe(
      `REDIS_TIMEOUT: Redis at 127.0.0.1:${hanging.port} did not answer within 300 ms; whether the command took effect is not known. Make the call again, or raise commandTimeoutMs when the server is merely slow.`,
    );
    expect(tookMs).toBeLessThan(600);
    await hanging.signal('SIGCONT');
    await expect.poll(() => cache.get('k').catch(() => undefined), { timeout: 5000 }).toBe('kept');
  });

  test('does not keep the runtime from stopping', async () => {
    const hanging = await server();
    const kernel = await bootCache({ url: hanging.url, ...settings });
    await hanging.signal('SIGSTOP');
    expect((await timed(kernel.stop())).tookMs).toBeLessThan(1500);
  });
});

describe('a server that refuses', () => {
  test('a user who may not run a command is told what to allow', async () => {
    const { admin, url } = await server();
    await admin.acl('SETUSER', 'reader', 'on', `>${password}`, '~smyth:*', '+info', '+hget');
    const cache = cacheOf(await kernelOn({ url, username: 'reader', password }));
    expect(await cache.get('k')).toBe(undefined);
    const error = await failureOf(cache.set('k', { text: 'a value nobody may see' }));
    expect(error).toMatchObject({ code: 'REDIS_DENIED', category: 'config' });
    expect(error.message).toContain('~smyth:* +info');
    expect(shown(error)).not.toContain('nobody may see');
  });

  test('a full server says so, and what was there stays', async () => {
    const { admin, url } = await server();
    const cache = cacheOf(await kernelOn({ url }));
    await cache.set('k', 'before', { ttl: 60 });
    await admin.config('SET', 'maxmemory', '1');
    expect(await failureOf(cache.set('k', 'after'))).toMatchObject({ code: 'REDIS_FULL', retryable: true });
    expect(await cache.get('k')).toBe('before');
  });

  test('what somebody else wrote there is not taken for ours', async () => {
    const { admin, url } = await server();
    const cache = cacheOf(await kernelOn({ url }));
    await cache.set('k', 1);
    const [key = ''] = await admin.keys('*');
    expect(key).toBe('smyth:cache:default/agent/a/k');
    await admin.set(key, 'a text of somebody else');
    const error = await failureOf(cache.get('k'));
    expect(error.message).toMatch(/^REDIS_FAILED: Redis at 127\.0\.0\.1:\d+ refused a command: WRONGTYPE Operation against a key holding the wrong kind of value\./);
  });
});

describe('maxMemory', () => {
  test('is compared with the server, and both numbers are said', async () => {
    const { port, url } = await server({ args: ['--maxmemory', '64mb'] });
    await kernelOn({ url, maxMemory: '64mb' });
    const error = await failureOf(bootCache({ url, maxMemory: '10gb' }));
    expect(error.message).toBe(
      `REDIS_MEMORY_DIFFERS: maxMemory is 10737418240 bytes and Redis at 127.0.0.1:${port} has 67108864 bytes. Set maxmemory on the server or maxMemory here so that they agree; with manageServer: true the server is set to it.`,
    );
  });

  test('is set on the server with manageServer only', async () => {
    const { admin, url } = await server();
    const limit = async (): Promise<string | undefined> => (await admin.config('GET', 'maxmemory'))[1];
    expect((await failureOf(bootCache({ url, maxMemory: '64mb' }))).message).toContain('has no limit.');
    expect(await limit()).toBe('0');
    await kernelOn({ url, maxMemory: '64mb', manageServer: true });
    expect(await limit()).toBe('67108864');
  });
});

describe('what is shared', () => {
  test('two runtimes with one prefix share, with different prefixes never meet', async () => {
    const [mine, yours] = [freshPrefix(), freshPrefix()];
    const [a, b, c] = [await kernelOn({ url: sharedUrl(), prefix: mine }), await kernelOn({ url: sharedUrl(), prefix: mine }), await kernelOn({ url: sharedUrl(), prefix: yours })].map((kernel) => cacheOf(kernel));
    await a?.set('k', 'mine', { metadata: { by: 'a' } });
    expect([await b?.get('k'), await c?.get('k'), await c?.exists('k'), await c?.getMetadata('k')]).toEqual(['mine', undefined, false, undefined]);
    await c?.delete('k');
    expect(await a?.get('k')).toBe('mine');
  });

  test('a prefix that begins with another one stays apart from it', async () => {
    const prefix = freshPrefix();
    const outer = cacheOf(await kernelOn({ url: sharedUrl(), prefix }));
    const inner = cacheOf(await kernelOn({ url: sharedUrl(), prefix: `${prefix}cache:` }));
    await outer.set('k', 'outer');
    expect(await inner.get('k')).toBe(undefined);
  });

  test('tenants, and candidates of one tenant, never meet', async () => {
    const kernel = await kernelOn({ url: sharedUrl(), prefix: freshPrefix() });
    const callers = [
      AccessCandidate.agent('a', { tenant: 'one' }),
      AccessCandidate.agent('a', { tenant: 'two' }),
      AccessCandidate.user('a', { tenant: 'one' }),
      AccessCandidate.agent('b', { tenant: 'one' }),
    ];
    for (const caller of callers) await cacheOf(kernel, caller).set('k', caller.key);
    expect(await Promise.all(callers.map((caller) => cacheOf(kernel, caller).get('k')))).toEqual(callers.map(({ key }) => key));
    expect(await failureOf(cacheOf(kernel, callers[3]).get('smythfs://a.agent/k'))).toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });
});
