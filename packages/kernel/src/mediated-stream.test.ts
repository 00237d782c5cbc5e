import { describe, expect, test } from 'vitest';
import type { Outcome } from './interceptor.ts';
import { type StreamWatch, watchStream } from './mediated-stream.ts';
import { createFakeClock } from './testing/fake-clock.ts';

interface Watched {
  readonly endings: Outcome[];
  readonly looked: unknown[];
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly abort: () => void;
  readonly stream: AsyncIterableIterator<unknown>;
}

function watched(source: AsyncIterable<unknown>, more: Partial<StreamWatch> = {}): Watched {
  const clock = createFakeClock(0);
  const controller = new AbortController();
  const endings: Outcome[] = [];
  const looked: unknown[] = [];
  const stream = watchStream(source, {
    clock,
    signal: controller.signal,
    deadline: 1000,
    chunk: (part) => void looked.push(part),
    ended: async (ending) => void endings.push(ending),
    cancelled: () => new Error('cancelled'),
    late: () => new Error('late'),
    explained: (error) => new Error('explained', { cause: error }),
    ...more,
  });
  return { endings, looked, clock, abort: () => controller.abort(), stream };
}

/** Counts what is asked of it; `hang` never answers after its parts. */
function source(parts: readonly unknown[], then: 'end' | 'fail' | 'hang' = 'end') {
  const seen = { asked: 0, returned: 0 };
  const left = [...parts];
  const iterator: AsyncIterator<unknown> = {
    next: () => {
      seen.asked++;
      if (left.length > 0) return Promise.resolve({ done: false, value: left.shift() });
      if (then === 'fail') return Promise.reject(new Error('broken'));
      return then === 'end' ? Promise.resolve({ done: true, value: undefined }) : new Promise(() => undefined);
    },
    return: () => {
      seen.returned++;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { seen, [Symbol.asyncIterator]: () => iterator };
}

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

describe('a watched stream', () => {
  test('gives the same parts, looks at each once, and settles when it was read to the end', async () => {
    const { stream, endings, looked } = watched(source(['a', 'b']));
    expect(await collect(stream)).toEqual(['a', 'b']);
    expect([endings, looked]).toEqual([[{ stream: 'done', parts: 2 }], ['a', 'b']]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(endings).toHaveLength(1);
  });

  test('tells the reader of the end only after it is settled', async () => {
    const order: string[] = [];
    const ended = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('settled');
    };
    const { stream } = watched(source([]), { ended });
    await stream.next();
    order.push('told');
    expect(order).toEqual(['settled', 'told']);
  });

  test('asks its source for a part only when the reader does', async () => {
    const from = source(['a', 'b', 'c']);
    const { stream } = watched(from);
    expect(from.seen.asked).toBe(0);
    await stream.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(from.seen.asked).toBe(1);
  });

  test('fails as its source does, in words of the runtime, and releases it', async () => {
    const from = source(['a'], 'fail');
    const { stream, endings } = watched(from);
    await stream.next();
    const failure = await stream.next().catch((error: unknown) => error);
    expect(failure).toEqual(new Error('explained', { cause: new Error('broken') }));
    expect([endings, from.seen.returned]).toEqual([[{ stream: 'failed', parts: 1, error: failure }], 1]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('fails when a look at a part refuses it, and the part is not given', async () => {
    const from = source(['a', 'b']);
    const { stream, endings } = watched(from, {
      chunk: (part) => {
        if (part === 'b') throw new Error('over budget');
      },
    });
    await expect(collect(stream)).rejects.toThrow('over budget');
    expect([endings, from.seen]).toEqual([[{ stream: 'failed', parts: 2, error: new Error('over budget') }], { asked: 2, returned: 1 }]);
  });

  test('is returned when the reader stops reading, and so is its source', async () => {
    const from = source(['a', 'b']);
    const { stream, endings } = watched(from);
    for await (const part of stream) {
      expect(part).toBe('a');
      break;
    }
    expect([endings, from.seen]).toEqual([[{ stream: 'returned', parts: 1 }], { asked: 1, returned: 1 }]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('settles at once when it is aborted, although its source hangs', async () => {
    const { stream, endings, abort } = watched(source(['a'], 'hang'));
    await stream.next();
    const reading = stream.next();
    abort();
    await expect(reading).rejects.toThrow('cancelled');
    expect(endings).toEqual([{ stream: 'aborted', parts: 1, error: new Error('cancelled') }]);
    await expect(stream.next()).rejects.toThrow('cancelled');
  });

  test.each<[string, (aborted: Promise<void>) => AsyncIterator<unknown>]>([
    ['ends quietly', (aborted) => ({ next: async () => aborted.then(() => ({ done: true, value: undefined })) })],
    ['gives one more part', (aborted) => ({ next: async () => aborted.then(() => ({ done: false, value: 'late' })) })],
    ['fails in its own words', (aborted) => ({ next: async () => aborted.then(() => Promise.reject(new Error('AbortError'))) })],
    [
      'ends when it is returned',
      () => {
        let end: (result: IteratorResult<unknown>) => void;
        const over = new Promise<IteratorResult<unknown>>((resolve) => (end = resolve));
        return { next: () => over, return: async () => (end({ done: true, value: undefined }), over) };
      },
    ],
    [
      'throws when it is returned',
      () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          throw new Error('cannot');
        },
      }),
    ],
  ])('never looks complete when it was aborted, though its source %s', async (_, iterator) => {
    const controller = new AbortController();
    const aborted = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true }));
    const endings: Outcome[] = [];
    // Settling takes its time, so that the source is heard first.
    const ended = async (ending: Outcome): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      endings.push(ending);
    };
    const { stream, looked } = watched({ [Symbol.asyncIterator]: () => iterator(aborted) }, { signal: controller.signal, ended });
    const reading = stream.next();
    controller.abort();
    await expect(reading).rejects.toThrow('cancelled');
    expect([endings, looked]).toEqual([[{ stream: 'aborted', parts: 0, error: new Error('cancelled') }], []]);
  });

  test('is aborted before its first part when the signal was', async () => {
    const from = source(['a']);
    const { stream, endings } = watched(from, { signal: AbortSignal.abort() });
    await expect(stream.next()).rejects.toThrow('cancelled');
    expect([endings, from.seen]).toEqual([[{ stream: 'aborted', parts: 0, error: new Error('cancelled') }], { asked: 0, returned: 1 }]);
  });

  test('is abandoned when nobody reads it before its deadline', async () => {
    const from = source(['a', 'b']);
    const { stream, endings, clock } = watched(from);
    await stream.next();
    await clock.advance(999);
    expect(endings).toEqual([]);
    await clock.advance(1);
    expect([endings, from.seen.returned]).toEqual([[{ stream: 'abandoned', parts: 1, error: new Error('late') }], 1]);
    await expect(stream.next()).rejects.toThrow('late');
  });

  test('is settled once, whichever ending comes first', async () => {
    const { stream, endings, clock, abort } = watched(source(['a']));
    await collect(stream);
    abort();
    await clock.advance(5000);
    await stream.return?.();
    expect(endings).toEqual([{ stream: 'done', parts: 1 }]);
  });

  test('listens to its signal no longer than it lasts', async () => {
    const { signal } = new AbortController();
    const listening = { added: 0, removed: 0 };
    const counting = Object.assign(Object.create(signal) as AbortSignal, {
      addEventListener: () => void listening.added++,
      removeEventListener: () => void listening.removed++,
    });
    Object.defineProperty(counting, 'aborted', { value: false });
    await collect(watched(source(['a']), { signal: counting }).stream);
    expect(listening).toEqual({ added: 1, removed: 1 });
  });

  test('tells the reader when settling fails after all went well', async () => {
    const { stream } = watched(source([]), { ended: () => Promise.reject(new Error('the ledger is full')) });
    await expect(stream.next()).rejects.toThrow('the ledger is full');
  });
});
