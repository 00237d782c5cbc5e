import { describe, expect, test } from 'vitest';
import { startOpenAiServer, type OpenAiServer } from './server.ts';
import { toChunks } from './to-chunks.ts';
import type { Fault, ScriptedTurn } from './turn.ts';

const messages = [{ role: 'user', content: 'Hi' }];

interface Asking {
  readonly key?: string;
  readonly signal?: AbortSignal;
}

function ask(server: OpenAiServer, fields: object = {}, { key = 'test-key', signal }: Asking = {}): Promise<Response> {
  return fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages, ...fields }),
    ...(signal !== undefined && { signal }),
  });
}

function look(server: OpenAiServer, path: string, method = 'GET'): Promise<Response> {
  return fetch(`${server.url}${path}`, { method, headers: { authorization: 'Bearer test-key' } });
}

/** The text that a whole reply carries. */
async function readReply(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { choices?: { message: { content: string } }[] };
  return body.choices?.[0]?.message.content;
}

function toStream(text: string): string {
  const { deltas, closing } = toChunks({ text }, { number: 1, model: 'm', usage: 'unasked' });
  return [...deltas, ...closing].join('');
}

describe('chat completions', () => {
  test('stream the frames of the scripted turn', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hello there' }] });
    const response = await ask(server, { stream: true });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(await response.text()).toBe(toStream('Hello there'));
    server.assertUsedUp();
  });

  test('answer whole when nothing is streamed', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hello', headers: { 'x-request-id': 'r1' } }] });
    const response = await ask(server);
    expect([response.headers.get('content-type'), response.headers.get('x-request-id')]).toEqual(['application/json', 'r1']);
    expect(await readReply(response)).toBe('Hello');
  });

  test('take turns in order, and let a function see the request first', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'one' }] });
    server.respond((request) => ({ text: `${request.body.model} got ${request.body.messages.length}` }), async () => ({ text: 'three' }));
    const replies = [await readReply(await ask(server)), await readReply(await ask(server)), await readReply(await ask(server))];
    expect(replies).toEqual(['one', 'm got 1', 'three']);
    server.assertUsedUp();
  });

  test('fail as scripted, with headers, and fill in what the error leaves out', async () => {
    await using server = await startOpenAiServer();
    server.respond({ status: 429, headers: { 'retry-after': '2' } }, { status: 503, error: { message: 'Overloaded', code: 'busy' } });
    const limited = await ask(server);
    const limit = { message: 'Scripted failure with status 429.', type: 'requests', param: null, code: 'rate_limit_exceeded' };
    expect([limited.status, limited.headers.get('retry-after'), await limited.json()]).toEqual([429, '2', { error: limit }]);
    const broken = await ask(server);
    const busy = { message: 'Overloaded', type: 'server_error', param: null, code: 'busy' };
    expect([broken.status, await broken.json()]).toEqual([503, { error: busy }]);
  });

  test('wait before each frame, through the wait it was given', async () => {
    const waits: number[] = [];
    const wait = async (ms: number): Promise<void> => void waits.push(ms);
    await using server = await startOpenAiServer({ wait, script: [{ text: 'Hello', delayMs: 50 }, { status: 500, delayMs: 70 }] });
    await (await ask(server, { stream: true })).text();
    await ask(server);
    expect(waits).toEqual([50, 50, 50, 50, 50, 70]);
  });
});

describe('a script that does not match', () => {
  test('answers a request beyond its end with 500, and says so again at the end', async () => {
    await using server = await startOpenAiServer();
    const response = await ask(server);
    const message = 'The script is used up: chat request 1 found no turn. Queue one more with respond().';
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([500, 'false']);
    expect(await response.json()).toEqual({ error: { message, type: 'server_error', param: null, code: 'script_mismatch' } });
    expect(() => server.assertUsedUp()).toThrow(expect.objectContaining({ code: 'TESTKIT_SCRIPT_MISMATCH', message }));
  });

  test('names the turns that were never asked for', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] });
    await ask(server);
    expect(() => server.assertUsedUp()).toThrow('2 of 3 turns were never asked for.');
  });

  test('reports a function that throws or returns a turn that cannot be sent', async () => {
    await using server = await startOpenAiServer();
    const bad: ScriptedTurn = () => ({ text: 'a', chunkSize: 0 });
    const throwing: ScriptedTurn = () => {
      throw new Error('expected two messages');
    };
    server.respond(throwing, bad);
    expect([(await ask(server)).status, (await ask(server)).status]).toEqual([500, 500]);
    expect(() => server.assertUsedUp()).toThrow('expected two messages\nTurn 2 of the script: chunkSize is 0; expected a positive integer.');
  });

  test.each<[ScriptedTurn, string]>([
    [{ text: 'a', chunkSize: 1.5 }, 'chunkSize is 1.5; expected a positive integer.'],
    [{ text: 'a', delayMs: -1 }, 'delayMs is -1; expected 0 or more milliseconds.'],
    [{ status: 200 }, 'status is 200; expected an integer from 400 to 599. A success needs no status.'],
  ])('refuses to queue %j, and queues nothing', async (turn, why) => {
    await using server = await startOpenAiServer();
    const expected = { code: 'TESTKIT_BAD_TURN', message: `Turn 2 of the script: ${why}` };
    expect(() => server.respond({ text: 'good' }, turn)).toThrow(expect.objectContaining(expected));
    server.assertUsedUp();
  });
});

describe('faults', () => {
  test('cut-mid-stream ends the stream after half of the deltas', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hello there', fault: 'cut-mid-stream' }] });
    const response = await ask(server, { stream: true });
    const seen: string[] = [];
    const reading = response.body?.pipeTo(new WritableStream({ write: (bytes: Uint8Array) => void seen.push(Buffer.from(bytes).toString()) }));
    await expect(reading).rejects.toThrow('terminated');
    expect(toStream('Hello there')).toContain(seen.join(''));
    expect(seen.join('').match(/"content":"[^"]*"/g)).toEqual(['"content":""', '"content":"Hell"']);
    expect(await server.requests[0]?.outcome).toBe('dropped');
  });

  test('malformed-sse puts data that is not JSON between good frames', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hi', fault: 'malformed-sse' }] });
    const frames = (await (await ask(server, { stream: true })).text()).split('\n\n');
    expect(frames[1]).toBe('data: {"id":"chatcmpl-');
    expect(frames.toSpliced(1, 1).join('\n\n')).toBe(toStream('Hi'));
  });

  test('a whole reply is cut or malformed in the middle of its JSON', async () => {
    await using server = await startOpenAiServer();
    server.respond({ text: 'Hi', fault: 'cut-mid-stream' }, { text: 'Hi', fault: 'malformed-sse' });
    await expect((await ask(server)).text()).rejects.toThrow('terminated');
    await expect((await ask(server)).json()).rejects.toThrow('JSON');
  });

  test.each<{ fault: Fault; stream: boolean }>([
    { fault: 'hang', stream: true },
    { fault: 'hang', stream: false },
  ])('$fault never answers, and the abort of the client reaches the socket (stream: $stream)', async ({ fault, stream }) => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hi', fault }] });
    const client = new AbortController();
    const pending = ask(server, { stream }, { signal: client.signal }).catch((error: Error) => error.name);
    const request = await server.waitForRequest(0);
    client.abort();
    expect([await pending, await request.outcome]).toEqual(['AbortError', 'aborted']);
  });

  test('hang-mid-stream falls silent, and the abort of the client reaches the socket', async () => {
    await using server = await startOpenAiServer({ script: [{ text: 'Hello there', fault: 'hang-mid-stream' }] });
    const client = new AbortController();
    const response = await ask(server, { stream: true }, { signal: client.signal });
    const first = await response.body?.getReader().read();
    expect(Buffer.from(first?.value ?? '').toString()).toContain('"role":"assistant"');
    client.abort();
    expect(await server.requests[0]?.outcome).toBe('aborted');
  });

  test('reset breaks the connection before any answer', async () => {
    await using server = await startOpenAiServer({ script: [{ fault: 'reset' }] });
    await expect(ask(server)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await server.requests[0]?.outcome).toBe('dropped');
  });
});

describe('the other routes and refusals', () => {
  const refusal = (message: string, code: string | null): object => ({ error: { message, type: 'invalid_request_error', param: null, code } });

  test('a wrong or missing key is a 401 that does not repeat the key, on every route', async () => {
    await using server = await startOpenAiServer({ apiKey: 'right', script: [{ text: 'Hi' }] });
    const wrong = await ask(server, {}, { key: 'canary' });
    expect([wrong.status, await wrong.json()]).toEqual([401, refusal('Incorrect API key provided.', 'invalid_api_key')]);
    const missing = await fetch(`${server.url}/models`);
    const message = `You didn't provide an API key. Send it in an Authorization header using Bearer auth.`;
    expect([missing.status, await missing.json()]).toEqual([401, refusal(message, 'invalid_api_key')]);
    expect(await readReply(await ask(server, {}, { key: 'right' }))).toBe('Hi');
  });

  test('a refused request is recorded and takes no turn', async () => {
    await using server = await startOpenAiServer({ models: ['m'], script: [{ text: 'Hi' }] });
    expect([(await ask(server, { model: 'n' })).status, (await ask(server, { messages: [] })).status]).toEqual([404, 400]);
    expect(await readReply(await ask(server))).toBe('Hi');
    expect(server.requests.map(({ body }) => body)).toEqual([{ model: 'n', messages }, { model: 'm', messages: [] }, { model: 'm', messages }]);
  });

  test('models are listed and found, with slashes encoded or not', async () => {
    await using server = await startOpenAiServer({ models: ['m', 'org/n'] });
    const toModel = (id: string): object => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'testkit' });
    expect(await (await look(server, '/models?limit=9')).json()).toEqual({ object: 'list', data: [toModel('m'), toModel('org/n')] });
    expect(await (await look(server, '/models/org/n')).json()).toEqual(toModel('org/n'));
    expect(await (await look(server, '/models/org%2Fn')).json()).toEqual(toModel('org/n'));
    const unknown = await look(server, '/models/%zz');
    const message = 'The model `%zz` does not exist or you do not have access to it.';
    expect([unknown.status, await unknown.json()]).toEqual([404, refusal(message, 'model_not_found')]);
  });

  test('embeddings answer without a script', async () => {
    await using server = await startOpenAiServer();
    const request = { method: 'POST', headers: { authorization: 'Bearer test-key' }, body: '{"model":"m","input":"a","dimensions":1}' };
    expect(await (await fetch(`${server.url}/embeddings`, request)).json()).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [1] }],
      model: 'm',
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
  });

  test('an unknown path is a 404, a wrong method a 405', async () => {
    await using server = await startOpenAiServer();
    const unknown = await look(server, '/responses', 'POST');
    expect([unknown.status, await unknown.json()]).toEqual([404, refusal('Invalid URL (POST /v1/responses)', null)]);
    const wrong = await look(server, '/chat/completions');
    expect([wrong.status, await wrong.json()]).toEqual([405, refusal('Not allowed to GET on /v1/chat/completions.', 'method_not_supported')]);
  });
});
