import { isSmythError } from '@smyth/kernel';
import { types } from 'node:util';
import { storageErrors } from './errors.ts';

/** For error messages; never the value itself. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object') {
    const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
    return typeof name === 'string' && name !== '' && name !== 'Object' ? `An instance of ${name}` : 'An object';
  }
  return `A ${typeof value}`;
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Bytes of one piece, or undefined for what is neither bytes nor text. Views share the caller's memory. */
function bytesOf(piece: unknown): Uint8Array | undefined {
  if (types.isUint8Array(piece)) return piece;
  return types.isArrayBuffer(piece) ? new Uint8Array(piece) : undefined;
}

function textBytes(name: string, text: string): Uint8Array {
  if (!text.isWellFormed()) throw storageErrors.BAD_VALUE({ name, given: 'A text that is not well-formed Unicode' });
  return Buffer.from(text);
}

/** The next piece, or the signal's reason as soon as it is aborted: a source that hangs holds no writer. */
function nextOf(iterator: AsyncIterator<unknown>, signal: AbortSignal | undefined): Promise<IteratorResult<unknown>> {
  if (signal === undefined) return iterator.next();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    const done = (): void => signal.removeEventListener('abort', abort);
    iterator.next().then(resolve, reject).finally(done);
  });
}

/** A source's own failure is told apart from ours: the writer learns that the file system is well. */
async function* piecesOf(name: string, source: AsyncIterable<unknown>, signal: AbortSignal | undefined): AsyncGenerator {
  let iterator: AsyncIterator<unknown> | undefined;
  let ended = false;
  try {
    // A stream that somebody else reads refuses here.
    iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const result = await nextOf(iterator, signal);
      ended = result.done ?? false;
      if (ended) return;
      yield result.value;
    }
  } catch (cause) {
    ended = !(signal?.aborted ?? false);
    if (isSmythError(cause) || signal?.aborted) throw cause;
    throw storageErrors.SOURCE_FAILED({ name }, { cause });
  } finally {
    // Asked for and not waited for: a source that hangs in `next` would hang here too.
    if (!ended) void Promise.resolve(iterator?.return?.()).catch(() => undefined);
  }
}

async function* streamed(name: string, pieces: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  /** The first half of a character whose second half is in the next text. */
  let half = '';
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      const bytes = bytesOf(piece);
      if (bytes === undefined || half !== '') throw storageErrors.BAD_VALUE({ name, given: half === '' ? `${kindOf(piece)} in a stream` : 'A stream with half a character in it' });
      yield bytes;
      continue;
    }
    const text = half + piece;
    half = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.slice(-1) : '';
    yield textBytes(name, half === '' ? text : text.slice(0, -1));
  }
  if (half !== '') throw storageErrors.BAD_VALUE({ name, given: 'A stream that ends in half a character' });
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * What was given to `write`, as bytes in parts. Texts become UTF-8. A stream is read once, as its parts are asked for.
 * @throws STORAGE_BAD_VALUE at once, or as the part comes; STORAGE_SOURCE_FAILED when the stream itself fails
 */
export function toParts(name: string, content: unknown, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return single(textBytes(name, content));
  const bytes = bytesOf(content);
  if (bytes !== undefined) return single(bytes);
  if (!isAsyncIterable(content)) throw storageErrors.BAD_VALUE({ name, given: kindOf(content) });
  return streamed(name, piecesOf(name, content, signal));
}

/** All parts in one piece of memory of its own. */
export async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  // Copied as they come: the source may use its buffer again for the next part.
  for await (const part of parts) pieces.push(Uint8Array.from(part));
  return Buffer.concat(pieces);
}
