import { Readable } from 'node:stream';
import { storageErrors } from './errors.ts';
import { describe, expect, it } from 'vitest';
import { collect, toParts } from './content.ts';

const bytesOf = (content: unknown, signal?: AbortSignal): Promise<Buffer> => collect(toParts('name', content, signal));

async function* pieces(...given: unknown[]): AsyncGenerator {
  yield* given;
}

describe('toParts', () => {
  it('gives a stream part by part, as they are asked for', async () => {
    const made: number[] = [];
    const source = (async function* () {
      for (let i = 0; i < 3; i++) {
        made.push(i);
        yield String(i);
      }
    })();
    for await (const part of toParts('name', source)) {
      expect(Buffer.from(part).toString()).toBe(String(made.at(-1)));
      if (made.length === 2) break;
    }
    expect([made, await source.next()]).toEqual([[0, 1], { done: true, value: undefined }]);
  });

  it.each([
    [undefined, 'undefined cannot be written'],
    [null, 'null cannot be written'],
    [5, 'A number cannot be written'],
    [['a'], 'A list cannot be written'],
    [{ a: 1 }, 'An object cannot be written'],
    [Object.create(null), 'An object cannot be written'],
    [new Date(0), 'An instance of Date cannot be written'],
    [new DataView(new ArrayBuffer(1)), 'An instance of DataView cannot be written'],
    ['\udc00', 'A text that is not well-formed Unicode cannot be written'],
  ])('refuses %j at once, naming the kind', (content, message) => {
    expect(() => toParts('name', content)).toThrow(message);
  });

  it.each([
    [pieces('a', 5), 'A number in a stream'],
    [pieces('a', { b: 1 }), 'An object in a stream'],
    [Readable.from([{ a: 1 }]), 'An object in a stream'],
    [pieces('a \ud83c'), 'A stream that ends in half a character'],
    [pieces('a \ud83c', Buffer.from('b')), 'A stream with half a character in it'],
    [pieces('\udf0d'), 'A text that is not well-formed Unicode'],
  ])('refuses a wrong part as it comes', async (content, message) => {
    await expect(bytesOf(content)).rejects.toMatchObject({ code: 'STORAGE_BAD_VALUE', message: expect.stringContaining(message) as string });
  });

  it('tells the failure of a source, with its cause, from everything else', async () => {
    const cause = new Error('broke off');
    await expect(bytesOf(Readable.from(pieces('a'), {}).destroy(cause))).rejects.toMatchObject({ code: 'STORAGE_SOURCE_FAILED', cause });
    const coded = storageErrors.NOT_FOUND({ name: 'other' });
    const failing = (async function* () {
      yield 'a';
      throw coded;
    })();
    await expect(bytesOf(failing)).rejects.toBe(coded);
  });

  it('refuses a stream that somebody else reads', async () => {
    const stream = new ReadableStream();
    stream.getReader();
    await expect(bytesOf(stream)).rejects.toMatchObject({ code: 'STORAGE_SOURCE_FAILED' });
  });

  it('leaves a source that hangs as soon as the signal is aborted, and lets it clean up', async () => {
    let returned = false;
    const hanging: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        async return() {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const giveUp = new AbortController();
    const reading = bytesOf(hanging, giveUp.signal);
    giveUp.abort(new Error('given up'));
    await expect(reading).rejects.toThrow('given up');
    expect(returned).toBe(true);
    await expect(bytesOf(hanging, giveUp.signal)).rejects.toThrow('given up');
  });

  it('copies what a source uses again', async () => {
    const shared = Buffer.alloc(1);
    const source = (async function* () {
      for (const char of 'abc') {
        shared.write(char);
        yield shared;
      }
    })();
    expect((await bytesOf(source)).toString()).toBe('abc');
  });
});
