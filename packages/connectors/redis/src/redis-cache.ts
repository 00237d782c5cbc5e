import { defineConnector, flag, type Implementation, list, number, secret, text } from '@smyth/kernel';
import { type CacheContract, cacheErrors, type Json, toEntry, toExpiry, toMetadataText } from '@smyth/subsystems';
import { toAddress } from './address.ts';
import { connect, type Link } from './connect.ts';
import { memorySize } from './memory-size.ts';
import { prepareServer } from './prepare-server.ts';

// Value, metadata and expiry live and die together: one hash per key, changed by one script. The last argument is milliseconds, or empty for none.
const expire = `if ARGV[#ARGV] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[#ARGV]) end return 1`;
const onlyExisting = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end`;
const scripts = {
  set: `redis.call('HSET', KEYS[1], 'value', ARGV[1], 'metadata', ARGV[2]) ${expire}`,
  setMetadata: `${onlyExisting} redis.call('HSET', KEYS[1], 'metadata', ARGV[1]) return 1`,
  updateTTL: `${onlyExisting} ${expire}`,
};

/** Whole milliseconds, never less than was asked for: an entry holds until its time is over. */
const toMs = (ms: number | undefined): string => (ms === undefined ? '' : String(Math.ceil(ms)));

function createCache({ send }: Link, prefix: string): Implementation<CacheContract> {
  // Keys of the kernel have no colon, so that no prefix can reach into another one's keys.
  const at = (key: string): string => `${prefix}cache:${key}`;
  const read = async <T>(key: string, field: 'value' | 'metadata'): Promise<T | undefined> => {
    const found = await send((client) => client.hget(at(key), field));
    return found === null ? undefined : (JSON.parse(found) as T);
  };
  const run = async (script: keyof typeof scripts, key: string, ...args: string[]): Promise<void> => {
    const done = await send((client) => client.eval(scripts[script], 1, at(key), ...args));
    if (done === 0) throw cacheErrors.NOT_FOUND({ name: key });
  };
  return {
    get: (key) => read<Json>(key, 'value'),
    async set(key, value, options) {
      const entry = toEntry(value, options, 0);
      await run('set', key, entry.value, entry.metadata, toMs(entry.expiresAt));
    },
    async delete(key) {
      await send((client) => client.del(at(key)));
    },
    exists: async (key) => (await send((client) => client.exists(at(key)))) === 1,
    getMetadata: (key) => read<Readonly<Record<string, Json>>>(key, 'metadata'),
    setMetadata: async (key, metadata) => run('setMetadata', key, toMetadataText(metadata)),
    async getTTL(key) {
      const ms = await send((client) => client.pttl(at(key)));
      return ms < 0 ? undefined : ms / 1000;
    },
    updateTTL: async (key, ttl) => run('updateTTL', key, toMs(toExpiry(ttl, 0))),
  };
}

/**
 * Cache on Redis 6.0 or later: one server, or the master of a group watched by sentinels. Expiry is native, so memory is given back without a
 * sweep; what is evicted when memory runs out is the server's affair. A call fails with a coded error within `commandTimeoutMs`, and none is sent
 * twice; a broken connection is opened again in the background.
 */
export const redisCache = defineConnector({
  subsystem: 'cache',
  id: 'Redis',
  settings: {
    url: secret().optional().describe('redis://user:password@host:6379/0, or rediss:// for TLS; never shown, since it may hold the password.'),
    hosts: list(text()).optional().describe('In place of url: one server as host:port; with name, the sentinels.'),
    name: text().optional().describe('The group that the sentinels in hosts watch.'),
    username: text().optional().describe('An ACL user of the server; without it a password is that of the default user.'),
    password: secret().optional().describe('The password, or $vault(NAME). One in the url wins.'),
    sentinelPassword: secret().optional().describe('The password of the sentinels, if they have one.'),
    database: number({ min: 0, max: 99_999, integer: true }).default(0).describe('The number of the database. One in the url wins.'),
    tls: flag().default(false).describe('Whether to connect with TLS; rediss:// says so too.'),
    ca: text().optional().describe('The authority to trust for TLS, as PEM; without it those that Node trusts.'),
    prefix: text().default('smyth:').describe('What every key begins with; runtimes with different prefixes never meet.'),
    maxMemory: memorySize,
    manageServer: flag().default(false).describe('Whether the maxmemory of the server may be set to maxMemory.'),
    connectTimeoutMs: number({ min: 1, max: 600_000, integer: true }).default(5000).describe('How long connecting may take, in ms.'),
    commandTimeoutMs: number({ min: 1, max: 600_000, integer: true }).default(2000).describe('How long an answer may take, in ms.'),
  },
  env: { url: 'REDIS_URL' },
  async start(context) {
    const { settings, sources } = context;
    const { prefix, maxMemory, manageServer, sentinelPassword, ca } = settings;
    const link = await connect({ ...settings, address: toAddress(settings, sources), sentinelPassword, ca }, context);
    await prepareServer(link, { wantedBytes: maxMemory, manageServer });
    return createCache(link, prefix);
  },
});
