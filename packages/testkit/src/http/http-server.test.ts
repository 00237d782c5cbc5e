import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { toJsonDelivery, type Delivery, type Ending } from './delivery.ts';
import { startHttpServer } from './http-server.ts';

function toText(pieces: readonly string[], ending: Ending): Delivery {
  return { status: 200, headers: { 'content-type': 'text/plain' }, pieces, ending };
}

describe('an HTTP server for tests', () => {
  test('records what came and plays the delivery chosen for it', async () => {
    await using server = await startHttpServer((request) => toJsonDelivery(201, { saw: request.body }, { 'x-tag': 'a' }));
    const response = await fetch(`${server.url}/things?limit=2`, { method: 'POST', headers: { 'x-one': '1' }, body: '{"n":1}' });
    expect([response.status, response.headers.get('x-tag'), await response.json()]).toEqual([201, 'a', { saw: { n: 1 } }]);
    const [request] = server.requests;
    expect({ ...request, headers: request?.headers['x-one'], outcome: await request?.outcome }).toEqual({
      method: 'POST',
      path: '/things?limit=2',
      headers: '1',
      body: { n: 1 },
      text: '{"n":1}',
      outcome: 'answered',
    });
  });

  test('keeps a body that is not JSON as text only', async () => {
    await using server = await startHttpServer(() => toJsonDelivery(200, {}));
    await fetch(server.url, { method: 'POST', body: 'n=1' });
    expect(server.requests.map(({ body, text }) => ({ body, text }))).toEqual([{ body: undefined, text: 'n=1' }]);
  });

  test('waits the asked time before every piece, through the wait it was given', async () => {
    const waits: number[] = [];
    const wait = async (ms: number): Promise<void> => void waits.push(ms);
    await using server = await startHttpServer(() => ({ ...toText(['a', 'b'], 'finish'), delayMs: 60_000 }), { wait });
    expect(await (await fetch(server.url)).text()).toBe('ab');
    expect(waits).toEqual([60_000, 60_000]);
  });

  test('drops the connection when the wait it was given fails', async () => {
    const wait = async (): Promise<void> => Promise.reject(new Error('no more time'));
    await using server = await startHttpServer(() => ({ ...toText(['a'], 'finish'), delayMs: 1 }), { wait });
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    expect(await server.requests[0]?.outcome).toBe('dropped');
  });

  test('records nothing when the client leaves while sending, and serves on', async () => {
    await using server = await startHttpServer(() => toJsonDelivery(200, {}));
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', () => socket.destroy());
    await once(socket, 'close');
    expect((await fetch(server.url)).status).toBe(200);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('ends a real wait as soon as the client leaves', async () => {
    await using server = await startHttpServer(() => ({ ...toText(['a'], 'finish'), delayMs: 3_600_000 }));
    const client = new AbortController();
    const pending = fetch(server.url, { signal: client.signal }).catch((error: Error) => error.name);
    const request = await server.waitForRequest(0);
    client.abort();
    expect([await pending, await request.outcome]).toEqual(['AbortError', 'aborted']);
  });

  test('neither waits nor writes any more once the client has left', async () => {
    const waits: number[] = [];
    const wait = (ms: number, signal: AbortSignal): Promise<void> => {
      waits.push(ms);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    };
    await using server = await startHttpServer(() => ({ ...toText(['a', 'b'], 'finish'), delayMs: 5 }), { wait });
    const client = new AbortController();
    const pending = fetch(server.url, { signal: client.signal }).catch((error: Error) => error.name);
    const request = await server.waitForRequest(0);
    client.abort();
    expect([await pending, await request.outcome]).toEqual(['AbortError', 'aborted']);
    await server.close();
    expect(waits).toEqual([5]);
  });

  test('notices a client that leaves in the middle of a response', async () => {
    await using server = await startHttpServer(() => toText(['first'], 'hang'));
    const client = new AbortController();
    const response = await fetch(server.url, { signal: client.signal });
    client.abort();
    await expect(response.text()).rejects.toThrow('aborted');
    expect(await server.requests[0]?.outcome).toBe('aborted');
  });

  test('notices a client that leaves while a large piece is still on its way', async () => {
    await using server = await startHttpServer(() => toText(['x'.repeat(64 * 1024 * 1024), 'never sent'], 'finish'));
    const client = new AbortController();
    await fetch(server.url, { signal: client.signal });
    client.abort();
    expect(await server.requests[0]?.outcome).toBe('aborted');
  });

  test.each<{ ending: Ending; pieces: string[]; code: string }>([
    { ending: 'cut', pieces: [], code: 'UND_ERR_SOCKET' },
    { ending: 'reset', pieces: [], code: 'ECONNRESET' },
  ])('breaks the connection before any answer: $ending', async ({ ending, pieces, code }) => {
    await using server = await startHttpServer(() => toText(pieces, ending));
    await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code } });
    expect(await server.requests[0]?.outcome).toBe('dropped');
  });

  test('cuts a response in the middle', async () => {
    await using server = await startHttpServer(() => toText(['first'], 'cut'));
    const response = await fetch(server.url);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(await server.requests[0]?.outcome).toBe('dropped');
  });

  test('answers 500 with the message when the decision throws', async () => {
    await using server = await startHttpServer(() => {
      throw new Error('no such thing');
    });
    const response = await fetch(server.url);
    expect([response.status, await response.json()]).toEqual([500, { error: { message: 'no such thing' } }]);
  });

  test('lets a test await a request that has not come yet', async () => {
    await using server = await startHttpServer(() => toJsonDelivery(200, {}));
    const second = server.waitForRequest(1);
    await fetch(`${server.url}/a`);
    await fetch(`${server.url}/b`);
    expect([(await second).path, (await server.waitForRequest(0)).path]).toEqual(['/b', '/a']);
  });

  test('drops open connections, refuses new ones and ends the awaiting when closed, once or twice', async () => {
    const server = await startHttpServer(() => toText([], 'hang'));
    const pending = fetch(server.url).catch((error: Error) => error.message);
    const request = await server.waitForRequest(0);
    const next = server.waitForRequest(1).catch((error: unknown) => error);
    await server.close();
    await server.close();
    expect([await pending, await request.outcome]).toEqual(['fetch failed', 'dropped']);
    const closed = { code: 'TESTKIT_CLOSED', message: 'The server was closed after 1 requests; request 1 never came.' };
    expect(await next).toMatchObject(closed);
    await expect(server.waitForRequest(1)).rejects.toMatchObject(closed);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});
