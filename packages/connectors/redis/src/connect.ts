import type { Secret, StartContext } from '@smyth/kernel';
import type { Redis, RedisOptions } from 'ioredis';
import { type Address, shownAddress } from './address.ts';
import { explain, explainBreak, isAfterwards, type Server } from './explain.ts';

export interface ConnectOptions extends Omit<Server, 'where'> {
  readonly address: Address;
  readonly sentinelPassword: Secret | undefined;
  /** PEM; undefined: the authorities Node trusts. */
  readonly ca: string | undefined;
  readonly connectTimeoutMs: number;
}

/** A connection that opens itself again when it breaks. */
export interface Link {
  readonly where: string;
  /** Runs one command. Rejects with a coded error and nothing else. */
  send<T>(command: (client: Redis) => Promise<T>): Promise<T>;
}

/** Replies keep their plain shape; leaving this out also tells the client's types so. */
type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

function tlsOptions({ address: { hosts, group, tls }, ca }: ConnectOptions): Pick<RedisOptions, 'tls' | 'sentinelTLS' | 'enableTLSForSentinelMode'> {
  if (!tls) return {};
  const trust = ca === undefined ? {} : { ca };
  if (group !== undefined) return { tls: trust, sentinelTLS: trust, enableTLSForSentinelMode: true };
  const [{ host }] = hosts;
  // Servers behind one address are told apart by name; an IP address is not sent as one.
  return { tls: /[a-z]/i.test(host) && !host.includes(':') ? { servername: host, ...trust } : trust };
}

function placeOptions({ address: { hosts, group }, sentinelPassword }: ConnectOptions): ClientOptions {
  if (group === undefined) return { ...hosts[0] };
  return { sentinels: hosts.map((host) => ({ ...host })), name: group, ...(sentinelPassword === undefined ? {} : { sentinelPassword: sentinelPassword.reveal() }) };
}

/** Nothing waits for a connection and nothing is sent twice: what cannot be sent now, or was under way when the connection broke, fails. */
function clientOptions(options: ConnectOptions, retryDelay: (times: number) => number | null): ClientOptions {
  const { address, connectTimeoutMs, commandTimeoutMs } = options;
  return {
    ...placeOptions(options),
    ...tlsOptions(options),
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password.reveal() }),
    db: address.database,
    disableClientInfo: true,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    sentinelCommandTimeout: commandTimeoutMs,
    // A peer that fell silent is left, so that later commands do not pile up behind it.
    socketTimeout: commandTimeoutMs,
    retryStrategy: retryDelay,
    sentinelRetryStrategy: retryDelay,
  };
}

/** A server that does not answer cannot keep the runtime from stopping. */
async function close(client: Redis): Promise<void> {
  if (client.status === 'ready') await client.quit().catch(() => undefined);
  client.disconnect();
}

/** Opens the connection; ready when it resolves. @throws REDIS_UNREACHABLE, REDIS_TIMEOUT, REDIS_BAD_LOGIN, REDIS_NOT_READY */
export async function connect(options: ConnectOptions, { defer, signal, secret }: Pick<StartContext<unknown>, 'defer' | 'signal' | 'secret'>): Promise<Link> {
  const { address, prefix, commandTimeoutMs } = options;
  const server = { where: shownAddress(address), prefix, commandTimeoutMs };
  const watched = address.password && secret(address.password.reveal(), address.password.source);
  const { Redis } = await import('ioredis');
  let opened = false;
  let broken: unknown;
  const client = new Redis(clientOptions(options, (times) => (opened ? Math.min(25 * 2 ** times, 2000) : null)));
  client.on('error', (error) => (broken = error));
  client.on('ready', () => (broken = undefined));
  const rejectExplained = (error: unknown): never => {
    throw isAfterwards(error) ? explainBreak(broken, server) : explain(error, server);
  };
  // Kept as long as the connection is: a secret that nobody holds is not looked for in logs any more.
  defer(() => close(client).finally(() => void watched));
  signal.addEventListener('abort', () => client.disconnect(), { once: true });
  await client.connect().catch(rejectExplained);
  opened = true;
  return { where: server.where, send: (command) => command(client).catch(rejectExplained) };
}
