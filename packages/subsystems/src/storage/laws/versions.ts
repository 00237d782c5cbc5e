import assert from 'node:assert/strict';
import { altered } from '@smyth/kernel/testing';
import type { StorageWriteOptions } from '../contract.ts';
import { refuses, type StorageLaw, type Subject, textOf, versionOf } from './subject.ts';

/** The subject, looking first and writing later, as if nobody else were there. */
const lookingFirst = (it: Subject): Subject =>
  altered(it, {
    async write(write, name: string, content: string, { ifVersion, ...options }: StorageWriteOptions = {}) {
      const found = (await it.getMetadata(name))?.version ?? 'absent';
      if (ifVersion !== undefined && ifVersion !== found) throw Object.assign(new Error('conflict'), { code: 'STORAGE_CONFLICT' });
      await it.exists(name);
      await write(name, content, options);
    },
  });

async function increment(it: Subject, name: string): Promise<void> {
  for (;;) {
    const ifVersion = await versionOf(it, name);
    // Read after the version: if somebody writes in between, the version is old and the write is refused.
    const next = Number(await textOf(it, name)) + 1;
    try {
      return await it.write(name, String(next), { ifVersion });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'STORAGE_CONFLICT') throw error;
    }
  }
}

export const versionLaws: readonly StorageLaw[] = [
  {
    id: 'storage/version-per-write',
    says: 'every write makes a new version, also of equal bytes; changing metadata or expiry does not',
    async check({ it }) {
      const versions: string[] = [];
      for (let i = 0; i < 3; i++) {
        await it.write('name', 'same');
        versions.push(await versionOf(it, 'name'));
      }
      await it.setMetadata('name', { a: '1' });
      await it.expire('name', 60);
      assert.deepEqual([new Set(versions).size, await versionOf(it, 'name')], [3, versions[2]]);
    },
    sabotage: (it) =>
      altered(it, {
        async getMetadata(get, name: string) {
          const metadata = await get(name);
          return metadata && { ...metadata, version: String(metadata.sizeBytes) };
        },
      }),
  },
  {
    id: 'storage/if-absent',
    says: '`ifVersion: absent` writes only where nothing is',
    async check({ it }) {
      await it.write('name', 'first', { ifVersion: 'absent' });
      await refuses(it.write('name', 'second', { ifVersion: 'absent' }), 'STORAGE_CONFLICT');
      assert.equal(await textOf(it, 'name'), 'first');
      await it.delete('name');
      await it.write('name', 'third', { ifVersion: 'absent' });
      assert.equal(await textOf(it, 'name'), 'third');
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string) => write(name, content) }),
  },
  {
    id: 'storage/if-version',
    says: '`ifVersion` writes only over that version; else nothing is changed, neither bytes nor metadata',
    async check({ it }) {
      await refuses(it.write('name', 'x', { ifVersion: 'any' }), 'STORAGE_CONFLICT');
      await it.write('name', 'one');
      const first = await versionOf(it, 'name');
      await it.write('name', 'two', { ifVersion: first, custom: { a: '1' } });
      const before = await it.getMetadata('name');
      await refuses(it.write('name', 'three', { ifVersion: first, custom: { a: '2' } }), 'STORAGE_CONFLICT');
      assert.deepEqual([await textOf(it, 'name'), await it.getMetadata('name')], ['two', before]);
    },
    sabotage: (it) => altered(it, { write: (write, name: string, content: string, { ifVersion: _, ...options }: StorageWriteOptions = {}) => write(name, content, options) }),
  },
  {
    id: 'storage/one-first-writer',
    says: 'of many writers that all say `absent` exactly one succeeds, and the others are told',
    async check({ it }) {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          it.write('name', String(i), { ifVersion: 'absent' }).then(
            () => String(i),
            (error: unknown) => (error as { code?: unknown }).code,
          ),
        ),
      );
      const winners = outcomes.filter((outcome) => outcome !== 'STORAGE_CONFLICT');
      assert.deepEqual(winners, [await textOf(it, 'name')]);
    },
    sabotage: lookingFirst,
  },
  {
    id: 'storage/no-lost-update',
    says: 'concurrent read-change-write cycles with `ifVersion` lose nothing',
    async check({ it }) {
      await it.write('count', '0');
      await Promise.all(Array.from({ length: 8 }, () => increment(it, 'count')));
      assert.equal(await textOf(it, 'count'), '8');
    },
    sabotage: lookingFirst,
  },
];
