import { kernelErrors, Secret, type SettingSource } from '@smyth/kernel';

export interface Host {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is and how to log in there. */
export interface Address {
  /** One server, or the sentinels of `group`. */
  readonly hosts: readonly [Host, ...Host[]];
  readonly group: string | undefined;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly database: number;
  readonly tls: boolean;
}

/** The settings that say where Redis is, as the connector gets them. */
export interface AddressSettings {
  readonly url?: Secret | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  readonly database: number;
  readonly tls: boolean;
}

const ports = { redis: 6379, sentinel: 26_379 };

const refuse = (setting: string, says: string, fix: string): Error =>
  kernelErrors.BAD_CONFIG({ problems: [{ where: `Cache (Redis).Settings${setting}`, says, fix }] });

const badUrl = (says: string): Error => refuse('.url', says, 'Write redis://host:6379, redis://user:password@host:6379/0, or rediss:// for TLS.');

/** `[::1]` is how an address is written beside a port, `::1` how it is dialled. */
const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

function decoded(text: string): string | undefined {
  try {
    return text === '' ? undefined : decodeURIComponent(text);
  } catch {
    throw badUrl('Its user name or password has a "%" that is not %25.');
  }
}

function fromUrl(given: Secret, settings: AddressSettings): Address {
  const parsed = URL.canParse(given.reveal()) ? new URL(given.reveal()) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '') throw badUrl('It is not a redis:// or rediss:// address.');
  if (parsed.search !== '' || parsed.hash !== '') throw badUrl('It has a query or fragment, which would be ignored.');
  const path = /^\/?(\d{0,5})$/.exec(parsed.pathname)?.[1];
  if (path === undefined) throw badUrl('What follows the host is not the number of a database.');
  const password = decoded(parsed.password);
  return {
    hosts: [{ host: unbracketed(parsed.hostname), port: parsed.port === '' ? ports.redis : Number(parsed.port) }],
    group: undefined,
    username: decoded(parsed.username) ?? settings.username,
    password: password === undefined ? settings.password : new Secret(password, given.source),
    database: path === '' ? settings.database : Number(path),
    tls: settings.tls || parsed.protocol === 'rediss:',
  };
}

function toHost(text: string, defaultPort: number): Host {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
  if (host === undefined || Number(port ?? 1) > 65_535 || port === '0') {
    throw refuse('.hosts', 'One of them is not a host or host:port.', "Write hosts: ['redis-1:26379', 'redis-2:26379'].");
  }
  return { host: unbracketed(host), port: port === undefined ? defaultPort : Number(port) };
}

function fromHosts(given: readonly string[], { name, username, password, database, tls }: AddressSettings): Address {
  const [first, ...more] = given.map((text) => toHost(text, name === undefined ? ports.redis : ports.sentinel));
  if (first === undefined) throw refuse('.hosts', 'It is empty.', 'Name at least one host.');
  if (name === undefined && more.length > 0) throw refuse('.hosts', `There are ${given.length} of them and no name.`, 'With name, the group they watch, they are its sentinels; without it, name one server.');
  return { hosts: [first, ...more], group: name, username, password, database, tls };
}

/**
 * Where the settings say that Redis is. A url from the environment yields to hosts from the configuration.
 * @throws KERNEL_BAD_CONFIG, which never shows the url
 */
export function toAddress(settings: AddressSettings, sources: Readonly<Record<string, SettingSource>>): Address {
  const { hosts } = settings;
  const url = hosts !== undefined && sources['url'] === 'environment' ? undefined : settings.url;
  if (url !== undefined && hosts !== undefined) throw refuse('', 'It has both url and hosts.', 'Leave one of them out.');
  const address = url === undefined ? hosts && fromHosts(hosts, settings) : fromUrl(url, settings);
  if (address === undefined) throw refuse('', 'It has neither url nor hosts.', "Write url: 'redis://127.0.0.1:6379', or set REDIS_URL.");
  if (address.username !== undefined && address.password === undefined) throw refuse('.password', 'There is a user name without a password.', 'Give both, or neither.');
  return address;
}

/** Hosts and ports for people: what errors name. */
export function shownAddress({ hosts, group }: Pick<Address, 'hosts' | 'group'>): string {
  const all = hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ');
  return group === undefined ? all : `${all} (sentinels of ${group})`;
}
