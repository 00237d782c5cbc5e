import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SmythError } from '@smyth/kernel';
import { afterEach, expect, test } from 'vitest';
import { bootCache, cacheOf, failureOf, freshPrefix, type Settings, sharedUrl } from './boot-cache.ts';
import { freePort, type RedisServer, startRedisServer } from './redis-server.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function server(options: Parameters<typeof startRedisServer>[0] = {}): Promise<RedisServer> {
  const started = await startRedisServer(options);
  open.push(started);
  return started;
}

/** Whether a value comes back through these settings. */
async function works(settings: Settings, environment?: Record<string, string>): Promise<unknown> {
  await using kernel = await bootCache({ prefix: freshPrefix(), ...settings }, environment);
  const cache = cacheOf(kernel);
  await cache.set('k', 'value', { ttl: 60 });
  await cache.setMetadata('k', { by: 'a' });
  await cache.updateTTL('k');
  const seen = [await cache.get('k'), await cache.getMetadata('k'), await cache.getTTL('k'), await cache.exists('k')];
  await cache.delete('k');
  return seen;
}

const fine = ['value', { by: 'a' }, undefined, true];

test('a url of the environment is taken where the configuration has none', async () => {
  expect(await works({}, { REDIS_URL: sharedUrl() })).toEqual(fine);
});

test('one host without a name is a server, whatever url the environment has', async () => {
  const { port } = await server();
  expect(await works({ hosts: [`127.0.0.1:${port}`] }, { REDIS_URL: `redis://127.0.0.1:${await freePort()}` })).toEqual(fine);
});

test('a password and a database are taken from the url, decoded', async () => {
  const password = 'p@ss/word:%';
  const { admin, port } = await server({ password });
  await bootCache({ url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}/3` }).then(async (kernel) => {
    await cacheOf(kernel).set('k', 1);
    await kernel.stop();
  });
  await admin.select(3);
  expect(await admin.keys('*')).toEqual(['smyth:cache:default/agent/a/k']);
});

test('with a name, hosts are the sentinels that say who the master is', async () => {
  const password = 'canary-51c07be1';
  const master = await server({ password });
  const config = `sentinel monitor mymaster 127.0.0.1 ${master.port} 1\nsentinel auth-pass mymaster ${password}\n`;
  const sentinel = await server({ sentinel: config });
  const hosts = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${sentinel.port}`];
  expect(await works({ hosts, name: 'mymaster', password })).toEqual(fine);
  const shown = `${hosts.join(', ')} (sentinels of other)`;
  expect(await failureOf(bootCache({ hosts, name: 'other', password }))).toMatchObject({ code: 'REDIS_UNREACHABLE', details: { where: shown, reason: 'no sentinel that answers knows the group' } });
  expect(await failureOf(bootCache({ hosts, name: 'mymaster', password: 'wrong' }))).toMatchObject({ code: 'REDIS_BAD_LOGIN' });
});

/** Part of every Debian; a certificate cannot be made with Node alone. */
const certificates = 'openssl';

/** A certificate that nobody but its own file vouches for. */
function selfSigned(): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'smyth-tls-'));
  open.push({ close: async () => rmSync(folder, { recursive: true, force: true }) });
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(certificates, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}

test('over TLS the certificate must be vouched for, and be that of the host', async () => {
  const { cert, key } = selfSigned();
  const port = await freePort();
  await server({ args: ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no'] });
  const ca = readFileSync(cert, 'utf8');
  expect(await works({ url: `rediss://localhost:${port}`, ca })).toEqual(fine);
  expect(await works({ hosts: [`localhost:${port}`], tls: true, ca })).toEqual(fine);
  const reasonOf = async (settings: Settings): Promise<unknown> => ((await failureOf(bootCache(settings))) as SmythError).details;
  expect(await reasonOf({ url: `rediss://localhost:${port}` })).toEqual({ where: `localhost:${port}`, reason: 'TLS failed with DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(await reasonOf({ url: `rediss://127.0.0.1:${port}`, ca })).toEqual({ where: `127.0.0.1:${port}`, reason: 'TLS failed with ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('the user that the README describes may do all that is needed, and nothing else', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, rules = ''] = /^ACL SETUSER smyth (.*)$/m.exec(readme) ?? [];
  const { admin, port } = await server();
  await admin.acl('SETUSER', 'smyth', ...rules.split(' '));
  const [, password = ''] = />(\S+)/.exec(rules) ?? [];
  expect(await works({ url: `redis://smyth:${password}@127.0.0.1:${port}/2`, prefix: 'smyth:' })).toEqual(fine);
  expect(await failureOf(works({ url: `redis://smyth:${password}@127.0.0.1:${port}`, prefix: 'other:' }))).toMatchObject({ code: 'REDIS_DENIED' });
  expect(await failureOf(works({ url: `redis://smyth:${password}@127.0.0.1:${port}`, prefix: 'smyth:', maxMemory: '64mb', manageServer: true }))).toMatchObject({ code: 'REDIS_DENIED' });
});
