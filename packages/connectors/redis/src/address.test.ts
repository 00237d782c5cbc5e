import { Secret } from '@smyth/kernel';
import { describe, expect, test } from 'vitest';
import { type AddressSettings, shownAddress, toAddress } from './address.ts';

const of = (settings: Partial<Omit<AddressSettings, 'url'>> & { url?: string }, source: 'config' | 'environment' = 'config') =>
  toAddress({ database: 0, tls: false, ...settings, url: settings.url === undefined ? undefined : new Secret(settings.url) }, { url: source });

const plain = { group: undefined, username: undefined, password: undefined, database: 0, tls: false };

describe('the address of a url', () => {
  test.each<[string, object]>([
    ['redis://localhost', { ...plain, hosts: [{ host: 'localhost', port: 6379 }] }],
    ['redis://127.0.0.1:6380/', { ...plain, hosts: [{ host: '127.0.0.1', port: 6380 }] }],
    ['redis://[::1]:6380/2', { ...plain, hosts: [{ host: '::1', port: 6380 }], database: 2 }],
    ['rediss://cache.example.com', { ...plain, hosts: [{ host: 'cache.example.com', port: 6379 }], tls: true }],
  ])('%s', (url, address) => {
    expect(of({ url })).toEqual(address);
  });

  test('has user name and password decoded; they win over the settings', () => {
    const { username, password } = of({ url: 'redis://me:p%40ss%2Fword@h', username: 'other', password: new Secret('other') });
    expect([username, password?.reveal()]).toEqual(['me', 'p@ss/word']);
  });

  test('is completed by the settings', () => {
    const { username, password, database, tls } = of({ url: 'redis://h', username: 'me', password: new Secret('pass'), database: 3, tls: true });
    expect([username, password?.reveal(), database, tls]).toEqual(['me', 'pass', 3, true]);
  });

  test.each([
    ['http://h', 'It is not a redis:// or rediss:// address.'],
    ['h:6379', 'It is not a redis:// or rediss:// address.'],
    ['redis://', 'It is not a redis:// or rediss:// address.'],
    ['redis:canary-pass@h', 'It is not a redis:// or rediss:// address.'],
    ['redis://:canary-pass@h:port', 'It is not a redis:// or rediss:// address.'],
    ['redis://:canary-pass@h/zero', 'What follows the host is not the number of a database.'],
    ['redis://:canary-pass@h?db=1', 'It has a query or fragment, which would be ignored.'],
    ['redis://:canary%pass@h', 'Its user name or password has a "%" that is not %25.'],
    ['redis://me@h', 'There is a user name without a password.'],
  ])('%s is refused, without being shown', (url, says) => {
    expect(() => of({ url })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CONFIG', details: { problems: [expect.objectContaining({ says })] } }));
    expect(() => of({ url })).not.toThrow(/canary/);
  });
});

describe('the address of hosts', () => {
  test('is one server without a name', () => {
    expect(of({ hosts: ['redis-1'] })).toEqual({ ...plain, hosts: [{ host: 'redis-1', port: 6379 }] });
  });

  test('is sentinels with a name', () => {
    const address = of({ hosts: ['s1', 's2:26380', '[::1]:26381'], name: 'mymaster', tls: true });
    expect(address).toEqual({ ...plain, hosts: [{ host: 's1', port: 26_379 }, { host: 's2', port: 26_380 }, { host: '::1', port: 26_381 }], group: 'mymaster', tls: true });
    expect(shownAddress(address)).toBe('s1:26379, s2:26380, [::1]:26381 (sentinels of mymaster)');
  });

  test('wins over a url of the environment', () => {
    expect(of({ url: 'redis://other', hosts: ['h'] }, 'environment').hosts).toEqual([{ host: 'h', port: 6379 }]);
  });

  test.each<[string, { url?: string; hosts?: string[]; name?: string }, string]>([
    ['neither', {}, 'It has neither url nor hosts.'],
    ['both', { url: 'redis://h', hosts: ['h'] }, 'It has both url and hosts.'],
    ['no hosts', { hosts: [] }, 'It is empty.'],
    ['several without a name', { hosts: ['a', 'b'] }, 'There are 2 of them and no name.'],
    ['a url as a host', { hosts: ['redis://h'] }, 'One of them is not a host or host:port.'],
    ['port 0', { hosts: ['h:0'] }, 'One of them is not a host or host:port.'],
    ['a port too large', { hosts: ['h:65536'] }, 'One of them is not a host or host:port.'],
    ['an empty host', { hosts: [''] }, 'One of them is not a host or host:port.'],
  ])('%s is refused', (_, settings, says) => {
    expect(() => of(settings)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CONFIG', details: { problems: [expect.objectContaining({ says })] } }));
  });
});
