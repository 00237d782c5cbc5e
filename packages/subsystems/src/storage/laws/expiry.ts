import assert from 'node:assert/strict';
import { altered } from '@smyth/kernel/testing';
import type { StorageWriteOptions } from '../contract.ts';
import { namesIn, partsOf, refuses, type StorageLaw, textOf } from './subject.ts';

const badTtls: readonly unknown[] = [0, -1, Number.NaN, Infinity, 1e300, '60', null, {}];

export const expiryLaws: readonly StorageLaw[] = [
  {
    id: 'storage/expired-is-absent',
    says: 'an expired name is an absent name, in every method',
    async check({ it, advance }) {
      await it.write('brief', 'x', { ttl: 10 });
      await advance(10_000);
      await refuses(it.read('brief'), 'STORAGE_NOT_FOUND');
      await refuses(it.readStream('brief'), 'STORAGE_NOT_FOUND');
      await refuses(it.setMetadata('brief', {}), 'STORAGE_NOT_FOUND');
      await refuses(it.expire('brief', 60), 'STORAGE_NOT_FOUND');
      assert.deepEqual([await it.exists('brief'), await it.getMetadata('brief'), await namesIn(it)], [false, undefined, []]);
      await it.delete('brief');
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string) => write(name, content) }),
  },
  {
    id: 'storage/expired-at-first-sight',
    says: 'each method finds an expired name absent by itself, not only after another one did',
    async check({ it, advance }) {
      const names = ['read', 'stream', 'exists', 'metadata', 'set', 'expire'];
      for (const name of names) await it.write(name, 'x', { ttl: 10 });
      await it.write('if-version', 'old', { ttl: 10 });
      await advance(10_000);
      await it.write('if-version', 'new', { ifVersion: 'absent' });
      assert.deepEqual(await namesIn(it), ['if-version']);
      assert.deepEqual([await it.exists('exists'), await it.getMetadata('metadata')], [false, undefined]);
      await refuses(it.read('read'), 'STORAGE_NOT_FOUND');
      await refuses(it.readStream('stream'), 'STORAGE_NOT_FOUND');
      await refuses(it.setMetadata('set', {}), 'STORAGE_NOT_FOUND');
      await refuses(it.expire('expire', 60), 'STORAGE_NOT_FOUND');
    },
    sabotage: (it) =>
      altered(it, {
        write: (write, name: string, content: string, options: StorageWriteOptions) => write(name, content, name === 'exists' ? {} : options),
      }),
  },
  {
    id: 'storage/alive-until-then',
    says: 'a millisecond before its time a value is whole, with its expiry in the metadata',
    async check({ it, advance, now }) {
      await it.write('brief', 'still here', { ttl: 10 });
      const expiresAt = now() + 10_000;
      await advance(9999);
      assert.deepEqual(
        [await textOf(it, 'brief'), Buffer.concat(await partsOf(await it.readStream('brief'))).toString(), (await it.getMetadata('brief'))?.expiresAt, await namesIn(it)],
        ['still here', 'still here', expiresAt, ['brief']],
      );
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string, options: StorageWriteOptions) => write(name, content, { ...options, ttl: 9 }) }),
  },
  {
    id: 'storage/fraction-of-a-second',
    says: 'a time to live has fractions of a second',
    async check({ it, advance }) {
      await it.write('brief', 'x', { ttl: 0.25 });
      await advance(249);
      const before = await it.exists('brief');
      await advance(1);
      assert.deepEqual([before, await it.exists('brief')], [true, false]);
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string) => write(name, content, { ttl: 1 }) }),
  },
  {
    id: 'storage/expire',
    says: 'expire counts from now, sooner or later than before, and keeps bytes, version and metadata',
    async check({ it, advance, now }) {
      await it.write('name', 'bytes', { contentType: 'text/plain', custom: { a: '1' }, ttl: 10 });
      const before = await it.getMetadata('name');
      await advance(5000);
      await it.expire('name', 60);
      assert.deepEqual([await it.getMetadata('name'), await textOf(it, 'name')], [{ ...before, expiresAt: now() + 60_000 }, 'bytes']);
      await it.expire('name', 1);
      await it.setMetadata('name', { a: '2' });
      await advance(1000);
      assert.equal(await it.exists('name'), false);
    },
    sabotage: (it) => altered(it, { expire: async () => undefined }),
  },
  {
    id: 'storage/expire-absent',
    says: 'expire of what is not there is STORAGE_NOT_FOUND',
    check: ({ it }) => refuses(it.expire('never', 60), 'STORAGE_NOT_FOUND'),
    sabotage: (it) => altered(it, { expire: async () => undefined }),
  },
  {
    id: 'storage/written-again-lives-on',
    says: 'a name written again without a time to live is kept',
    async check({ it, advance }) {
      await it.write('name', 'brief', { ttl: 10 });
      await it.write('name', 'kept');
      await it.write('other', 'kept');
      await it.expire('other', 10);
      await it.write('other', 'kept');
      await advance(20_000);
      assert.deepEqual([await textOf(it, 'name'), await textOf(it, 'other')], ['kept', 'kept']);
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string) => write(name, content, { ttl: 10 }) }),
  },
  {
    id: 'storage/bad-ttl',
    says: 'a time to live that is not a number of seconds above zero is STORAGE_BAD_TTL, and nothing is changed',
    async check({ it }) {
      await it.write('name', 'old');
      const before = await it.getMetadata('name');
      for (const ttl of badTtls) {
        await refuses(it.write('name', 'new', { ttl: ttl as number }), 'STORAGE_BAD_TTL');
        await refuses(it.expire('name', ttl as number), 'STORAGE_BAD_TTL');
      }
      assert.deepEqual([await textOf(it, 'name'), await it.getMetadata('name')], ['old', before]);
    },
    sabotage: (it) => altered(it, { expire: async (expire, name: string, ttl: unknown) => expire(name, Number(ttl)) }),
  },
];
