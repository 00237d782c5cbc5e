import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { altered } from '@smyth/kernel/testing';
import type { StorageContent, StorageWriteOptions } from '../contract.ts';
import { refuses, type StorageLaw, type Subject, textOf, versionOf } from './subject.ts';

async function* parts(...given: (Uint8Array | string)[]): AsyncGenerator<Uint8Array | string> {
  yield* given;
}

async function* failing(): AsyncGenerator<string> {
  yield 'half of the new';
  throw new Error('the source broke off');
}

const contents = (): Record<string, StorageContent> => ({
  text: 'some bytes',
  bytes: new TextEncoder().encode('some bytes'),
  view: new TextEncoder().encode('not some bytes here').subarray(4, 14),
  buffer: Buffer.from('some bytes'),
  'array-buffer': Uint8Array.from(Buffer.from('some bytes')).buffer,
  iterable: parts('some ', new TextEncoder().encode('byt'), '', 'es'),
  'readable-stream': ReadableStream.from(['some ', 'bytes']),
  'node-stream': Readable.from([Buffer.from('some '), Buffer.from('bytes')]),
});

const wrong = (): unknown[] => [undefined, null, 1, 0, true, {}, ['text'], new Date(0), new Map(), Symbol('s'), () => 'text', new Float32Array(2), parts('ok', 5 as never), 'half \ud83d'];

/** The subject, writing something else than it was given. */
const writing = (it: Subject, change: (content: StorageContent, options: StorageWriteOptions | undefined) => readonly [StorageContent, (StorageWriteOptions | undefined)?]): Subject =>
  altered(it, { write: (write, name: string, content: StorageContent, options?: StorageWriteOptions) => write(name, ...change(content, options)) });

/** The subject, letting a source that fails end where it failed. */
const forgiving = (it: Subject): Subject =>
  altered(it, {
    async write(write, name: string, content: AsyncIterable<string>) {
      let got = '';
      try {
        for await (const part of content) got += part;
      } catch {
        // What had come by then is what is written.
      }
      await write(name, got);
    },
  });

export const writingLaws: readonly StorageLaw[] = [
  {
    id: 'storage/content-kinds',
    says: 'texts, bytes, views, buffers and streams of both are written as the same bytes',
    async check({ it }) {
      for (const [kind, content] of Object.entries(contents())) {
        await it.write(kind, content);
        assert.equal(await textOf(it, kind), 'some bytes', kind);
      }
    },
    sabotage: (it) => writing(it, (content, options) => [ArrayBuffer.isView(content) ? new Uint8Array(content.buffer) : content, options]),
  },
  {
    id: 'storage/split-characters',
    says: 'a character whose halves are in two texts of a stream is one character',
    async check({ it }) {
      await it.write('split', parts('a \ud83c', '\udf0d b'));
      assert.equal(await textOf(it, 'split'), 'a 🌍 b');
    },
    sabotage: (it) =>
      altered(it, {
        write: (write, name: string, content: AsyncIterable<string>) =>
          write(
            name,
            (async function* () {
              for await (const part of content) yield Buffer.from(part);
            })(),
          ),
      }),
  },
  {
    id: 'storage/bad-value',
    says: 'anything else is STORAGE_BAD_VALUE, and what was there stays',
    async check({ it }) {
      await it.write('kept', 'old');
      for (const content of wrong()) await refuses(it.write('kept', content as string), 'STORAGE_BAD_VALUE');
      assert.equal(await textOf(it, 'kept'), 'old');
    },
    sabotage: (it) => writing(it, (content, options) => [typeof content === 'number' ? String(content) : content, options]),
  },
  {
    id: 'storage/write-replaces',
    says: 'a write replaces bytes, metadata and expiry',
    async check({ it, advance, now }) {
      await it.write('name', 'the first, which is longer', { contentType: 'text/plain', custom: { a: '1' }, ttl: 60 });
      await it.setMetadata('name', { a: '2' });
      await advance(1000);
      await it.write('name', 'second');
      const { version, ...rest } = (await it.getMetadata('name')) ?? {};
      assert.deepEqual({ ...rest, text: await textOf(it, 'name') }, { sizeBytes: 6, modifiedAt: now(), custom: {}, text: 'second' });
    },
    sabotage: (it) =>
      altered(it, {
        async write(write, name: string, content: string, options?: StorageWriteOptions) {
          const { custom = {} } = (await it.getMetadata(name)) ?? {};
          await write(name, content, { custom, ...options });
        },
      }),
  },
  {
    id: 'storage/failing-stream',
    says: 'a stream that fails half-way is STORAGE_SOURCE_FAILED, and bytes, metadata and absence stay as they were',
    async check({ it }) {
      await it.write('kept', 'old', { custom: { a: '1' } });
      const before = await it.getMetadata('kept');
      await refuses(it.write('kept', failing()), 'STORAGE_SOURCE_FAILED');
      await refuses(it.write('absent', failing()), 'STORAGE_SOURCE_FAILED');
      assert.deepEqual([await textOf(it, 'kept'), await it.getMetadata('kept'), await it.exists('absent')], ['old', before, false]);
    },
    sabotage: forgiving,
  },
  {
    id: 'storage/unseen-until-whole',
    says: 'readers see the old bytes until all of the new ones have come',
    async check({ it }) {
      await it.write('name', 'old');
      let seen = '';
      const looking = async function* (): AsyncGenerator<string> {
        yield 'half ';
        seen = await textOf(it, 'name');
        yield 'new';
      };
      await it.write('name', looking());
      assert.deepEqual([seen, await textOf(it, 'name')], ['old', 'half new']);
    },
    sabotage: (it) =>
      altered(it, {
        async write(write, name: string, content: string | AsyncIterable<string>) {
          let got = '';
          for await (const part of typeof content === 'string' ? parts(content) : content) await write(name, (got += part as string));
        },
      }),
  },
  {
    id: 'storage/concurrent-writes',
    says: 'of concurrent writes of one name one wins whole, with its own metadata',
    async check({ it }) {
      const values = Array.from({ length: 8 }, (_, i) => ({ text: String(i).repeat(1000 * (i + 1)), custom: { i: String(i) } }));
      await Promise.all(values.map(({ text, custom }) => it.write('name', text, { custom })));
      const { custom, sizeBytes } = (await it.getMetadata('name')) ?? {};
      const text = await textOf(it, 'name');
      assert.deepEqual({ text, custom, sizeBytes }, { ...values[Number(custom?.['i'])], sizeBytes: text.length });
    },
    sabotage: (it) =>
      altered(it, {
        async write(write, name: string, content: string, options: StorageWriteOptions) {
          await write(name, content, options);
          const { custom } = (await it.getMetadata(name)) ?? {};
          await write(name, content.slice(1), custom === undefined ? {} : { custom });
        },
      }),
  },
  {
    id: 'storage/bad-options',
    says: 'an option that is unknown or of the wrong kind is STORAGE_BAD_OPTION, and nothing is written',
    async check({ it }) {
      const bad: unknown[] = [5, null, [], { tll: 5 }, { contentType: 5 }, { contentType: '' }, { contentType: 'text/plain\r\nx: y' }, { custom: 'a' }, { custom: { a: 1 } }, { custom: { a: 'x'.repeat(1100) } }, { ifVersion: 1 }, { ifVersion: '' }];
      for (const options of bad) await refuses(it.write('name', 'x', options as StorageWriteOptions), 'STORAGE_BAD_OPTION');
      await it.write('other', 'x');
      await refuses(it.setMetadata('other', { a: 1 } as never), 'STORAGE_BAD_OPTION');
      assert.equal(await it.exists('name'), false);
    },
    sabotage: (it) => writing(it, (content, { contentType, ...options } = {}) => [content, { ...options, ...(typeof contentType === 'string' ? { contentType } : {}) }]),
  },
  {
    id: 'storage/metadata',
    says: 'metadata tell size, time, version, and what the writer gave',
    async check({ it, now, advance }) {
      await it.write('plain', 'grüße');
      await it.write('full', Uint8Array.of(1, 2, 3), { contentType: 'image/png', custom: { 'A key': 'ein Wört' }, ttl: 90 });
      const at = now();
      await advance(500);
      assert.deepEqual(await it.getMetadata('plain'), { sizeBytes: 7, modifiedAt: at, version: await versionOf(it, 'plain'), custom: {} });
      assert.deepEqual(await it.getMetadata('full'), {
        sizeBytes: 3,
        modifiedAt: at,
        version: await versionOf(it, 'full'),
        contentType: 'image/png',
        expiresAt: at + 90_000,
        custom: { 'A key': 'ein Wört' },
      });
      assert.equal(await it.getMetadata('never'), undefined);
    },
    sabotage: (it) => writing(it, (content, { contentType: _, ...options } = {}) => [content, options]),
  },
  {
    id: 'storage/set-metadata',
    says: 'setMetadata replaces the custom metadata and keeps everything else',
    async check({ it, advance }) {
      await it.write('name', 'bytes', { contentType: 'text/plain', custom: { a: '1', b: '2' }, ttl: 90 });
      const before = await it.getMetadata('name');
      await advance(1000);
      await it.setMetadata('name', { c: '3' });
      assert.deepEqual([await it.getMetadata('name'), await textOf(it, 'name')], [{ ...before, custom: { c: '3' } }, 'bytes']);
      await it.setMetadata('name', {});
      assert.deepEqual(await it.getMetadata('name'), { ...before, custom: {} });
    },
    sabotage: (it) =>
      altered(it, {
        async setMetadata(set, name: string, custom: Record<string, string>) {
          await set(name, { ...(await it.getMetadata(name))?.custom, ...custom });
        },
      }),
  },
  {
    id: 'storage/set-metadata-absent',
    says: 'setMetadata of what is not there is STORAGE_NOT_FOUND, and makes nothing',
    async check({ it }) {
      await refuses(it.setMetadata('never', { a: '1' }), 'STORAGE_NOT_FOUND');
      assert.equal(await it.exists('never'), false);
    },
    sabotage: (it) => altered(it, { setMetadata: async () => undefined }),
  },
];
