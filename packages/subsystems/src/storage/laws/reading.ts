import assert from 'node:assert/strict';
import { altered } from '@smyth/kernel/testing';
import { partsOf, refuses, type StorageLaw, textOf } from './subject.ts';

const large = (): Buffer => Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));

export const readingLaws: readonly StorageLaw[] = [
  {
    id: 'storage/text-is-utf8',
    says: 'a text comes back as its UTF-8 bytes, in a Buffer',
    async check({ it }) {
      await it.write('greeting', 'grüße, 世界 🌍');
      const bytes = await it.read('greeting');
      assert.ok(Buffer.isBuffer(bytes));
      assert.deepEqual(bytes, Buffer.from('grüße, 世界 🌍'));
    },
    sabotage: (it) => altered(it, { read: async (read, name: string) => Buffer.from((await read(name)).toString('latin1')) }),
  },
  {
    id: 'storage/every-byte-survives',
    says: 'all 256 values of a byte come back as they were',
    async check({ it }) {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await it.write('bytes', bytes);
      assert.deepEqual(await it.read('bytes'), Buffer.from(bytes));
    },
    sabotage: (it) => altered(it, { read: async (read, name: string) => Buffer.from((await read(name)).toString()) }),
  },
  {
    id: 'storage/empty-is-a-value',
    says: 'no bytes at all are a value: it exists, and comes back empty',
    async check({ it }) {
      await it.write('empty', '');
      assert.deepEqual([await it.exists('empty'), await it.read('empty'), await partsOf(await it.readStream('empty'))], [true, Buffer.alloc(0), []]);
    },
    sabotage: (it) => altered(it, { exists: async (_, name: string) => (await it.read(name)).length > 0 }),
  },
  {
    id: 'storage/read-absent',
    says: 'what was never written is STORAGE_NOT_FOUND for read and readStream',
    async check({ it }) {
      await refuses(it.read('never'), 'STORAGE_NOT_FOUND');
      await refuses(it.readStream('never'), 'STORAGE_NOT_FOUND');
    },
    sabotage: (it) => altered(it, { read: async () => Buffer.alloc(0) }),
  },
  {
    id: 'storage/read-gives-a-copy',
    says: 'changing what was read changes nothing that is stored',
    async check({ it }) {
      await it.write('kept', 'as it was');
      (await it.read('kept')).fill(0);
      for (const part of await partsOf(await it.readStream('kept'))) part.fill(0);
      assert.equal(await textOf(it, 'kept'), 'as it was');
    },
    sabotage: (it) => {
      const read = new Map<string, Buffer>();
      return altered(it, {
        async read(original, name: string) {
          const bytes = read.get(name) ?? (await original(name));
          read.set(name, bytes);
          return bytes;
        },
      });
    },
  },
  {
    id: 'storage/stream-is-the-same-bytes',
    says: 'readStream gives the bytes of read, a large value in more than one part',
    async check({ it }) {
      const bytes = large();
      await it.write('large', bytes);
      const parts = await partsOf(await it.readStream('large'));
      assert.deepEqual([parts.length > 1, Buffer.concat(parts).equals(bytes), (await it.read('large')).equals(bytes)], [true, true, true]);
    },
    sabotage: (it) =>
      altered(it, {
        readStream: async (_, name: string) => {
          const bytes = await it.read(name);
          return (async function* () {
            yield bytes;
          })();
        },
      }),
  },
  {
    id: 'storage/stream-keeps-its-value',
    says: 'a stream that is being read gives the value it began with, whatever is written or deleted meanwhile',
    async check({ it }) {
      const bytes = large();
      for (const change of [() => it.write('large', 'new'), () => it.delete('large')]) {
        await it.write('large', bytes);
        const read: Uint8Array[] = [];
        for await (const part of await it.readStream('large')) {
          if (read.length === 0) await change();
          read.push(part);
        }
        assert.ok(Buffer.concat(read).equals(bytes));
      }
    },
    sabotage: (it) =>
      altered(it, {
        readStream: async (_, name: string) =>
          (async function* () {
            for (let at = 0; ; at += 1000) {
              const part = (await it.read(name)).subarray(at, at + 1000);
              if (part.length === 0) return;
              yield part;
            }
          })(),
      }),
  },
  {
    id: 'storage/delete',
    says: 'delete removes bytes and metadata, and may be called again',
    async check({ it }) {
      await it.write('gone', 'x', { custom: { a: '1' }, ttl: 60 });
      await it.setMetadata('gone', { a: '2' });
      await it.delete('gone');
      await it.delete('gone');
      await it.delete('never');
      await refuses(it.read('gone'), 'STORAGE_NOT_FOUND');
      assert.deepEqual([await it.exists('gone'), await it.getMetadata('gone')], [false, undefined]);
      await it.write('gone', 'y');
      const { custom, expiresAt } = (await it.getMetadata('gone')) ?? {};
      assert.deepEqual({ custom, expiresAt }, { custom: {}, expiresAt: undefined });
    },
    sabotage: (it) => altered(it, { delete: (_, name: string) => it.write(name, '') }),
  },
  {
    id: 'storage/exists',
    says: 'exists is true for what was written and false for anything else',
    async check({ it }) {
      await it.write('a/b', 'x');
      assert.deepEqual([await it.exists('a/b'), await it.exists('a'), await it.exists('a/b/c'), await it.exists('a/bb')], [true, false, false, false]);
    },
    sabotage: (it) => altered(it, { exists: async (exists, name: string) => name === 'a' || exists(name) }),
  },
  {
    id: 'storage/name-and-prefix',
    says: 'a name can be a value and the beginning of other names, each of them apart',
    async check({ it }) {
      await it.write('a/b', 'inner');
      await it.write('a', 'outer');
      await it.write('a/b/c', 'innermost');
      await it.delete('a/b');
      assert.deepEqual([await textOf(it, 'a'), await it.exists('a/b'), await textOf(it, 'a/b/c')], ['outer', false, 'innermost']);
    },
    sabotage: (it) =>
      altered(it, {
        async delete(original, name: string) {
          await original(name);
          for (const { name: below } of (await it.list(name)).items) await original(below);
        },
      }),
  },
];
