import { inspect } from 'node:util';
import { Secret } from '@smyth/kernel';
import { startHttpServer, startOpenAiServer, type Turn } from '@smyth/testkit';
import { expect, it } from 'vitest';
import { openAi } from '../src/index.ts';
import { acmeModels, ask, bootModels, rejectionOf } from './boot-models.ts';

const canary = 'sk-canary-0c1d2e3f4a5b';

async function failureOf(turn: Turn): Promise<{ code: string; details: unknown; requests: number }> {
  await using server = await startOpenAiServer({ script: [turn] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const { code, details } = await rejectionOf(models.llm.generate(ask('Well?')));
  return { code, details, requests: server.requests.length };
}

it('tells in milliseconds how long to wait, by seconds or by date, and sends nothing again', async () => {
  const at = { provider: 'Acme', model: 'acme-1', status: 429, reason: 'Slow down' };
  const limited = (headers: Record<string, string>): Turn => ({ status: 429, error: { message: 'Slow down' }, headers });
  expect(await failureOf(limited({ 'retry-after': '7' }))).toEqual({ code: 'LLM_RATE_LIMITED', details: { ...at, retryAfterMs: 7000 }, requests: 1 });
  const date = new Date(1_800_000_000_000 + 90_000).toUTCString();
  expect(await failureOf(limited({ 'retry-after': date }))).toEqual({ code: 'LLM_RATE_LIMITED', details: { ...at, retryAfterMs: 90_000 }, requests: 1 });
  expect(await failureOf(limited({}))).toEqual({ code: 'LLM_RATE_LIMITED', details: at, requests: 1 });
});

it('says that a quota is used up', async () => {
  const { code, details } = await failureOf({ status: 429, error: { message: 'You exceeded your quota', code: 'insufficient_quota', type: 'insufficient_quota' } });
  expect({ code, details }).toEqual({ code: 'LLM_RATE_LIMITED', details: { provider: 'Acme', model: 'acme-1', status: 429, reason: 'insufficient_quota: You exceeded your quota' } });
});

it.each([500, 502, 503, 408])('sends nothing again after status %i', async (status) => {
  const { code, requests } = await failureOf({ status });
  expect({ code, requests }).toEqual({ code: 'LLM_PROVIDER_FAILED', requests: 1 });
});

it.each([
  ['the settings of OpenAI', { apiKey: 'wrong-key' }, undefined, {}],
  ['the environment variable OPENAI_API_KEY', {}, undefined, { OPENAI_API_KEY: 'wrong-key' }],
  ["the caller's credentials (vault:openai)", {}, new Secret('wrong-key', 'vault:openai'), {}],
])('says that a refused key came from %s', async (source, settings, given, environment) => {
  await using server = await startOpenAiServer();
  await using models = await bootModels({ entry: openAi({ ...settings, baseURL: server.url }), environment });
  const { code, details } = await rejectionOf(models.llm.generate(ask('Well?', given === undefined ? {} : { credentials: { apiKey: given } })));
  expect({ code, details }).toEqual({ code: 'LLM_BAD_KEY', details: { provider: 'OpenAI', model: 'acme-1', status: 401, reason: 'Incorrect API key provided.', source } });
});

it('names the vault entry and the variable of a missing key, and sends nothing', async () => {
  await using server = await startOpenAiServer();
  await using models = await bootModels({ entry: openAi({ baseURL: server.url }) });
  const { code, details } = await rejectionOf(models.llm.generate(ask('Well?')));
  expect({ code, details, requests: server.requests.length }).toEqual({
    code: 'LLM_MISSING_KEY',
    details: { provider: 'OpenAI', model: 'acme-1', vaultEntry: 'openai', variable: 'OPENAI_API_KEY' },
    requests: 0,
  });
});

it('refuses a key that cannot be one before anything is sent', async () => {
  await using server = await startOpenAiServer();
  await using models = await bootModels({ entry: acmeModels({ apiKey: `${canary}\nX-Evil: 1`, baseURL: server.url }) });
  const error = await rejectionOf(models.llm.generate(ask('Well?')));
  expect([error.code, error.details['reason'], inspect(error).includes(canary), server.requests.length]).toEqual([
    'LLM_BAD_KEY',
    'it has a character that no key has; nothing was sent',
    false,
    0,
  ]);
});

it('names the host that cannot be reached', async () => {
  const server = await startHttpServer(() => ({ status: 200, headers: {}, pieces: [], ending: 'finish' }));
  await server.close();
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: `${server.url}/v1` }) });
  const host = new URL(server.url).host;
  for (const method of ['generate', 'stream'] as const) {
    const { code, details, retryable } = await rejectionOf(models.llm[method](ask('Well?')));
    expect({ code, retryable, reason: details['reason'] }).toEqual({ code: 'LLM_UNREACHABLE', retryable: true, reason: `${host}: connect ECONNREFUSED ${host}` });
  }
});

it('says that a base URL leads elsewhere', async () => {
  const reason = (at: string): string => `what answers at ${at} is not a chat API; check the base URL`;
  await using api = await startOpenAiServer();
  await using wrongPath = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: `${api.url}/v2` }) });
  const missed = await rejectionOf(wrongPath.llm.generate(ask('Well?')));
  expect([missed.code, missed.details['reason']]).toEqual(['LLM_BAD_REQUEST', reason(`${api.url}/v2`)]);

  await using website = await startHttpServer(() => ({ status: 200, headers: { 'content-type': 'text/html' }, pieces: ['<!doctype html><p>Welcome'], ending: 'finish' }));
  await using wrongHost = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: website.url }) });
  for (const method of ['generate', 'stream'] as const) {
    const met = await rejectionOf(wrongHost.llm[method](ask('Well?')));
    expect([met.code, met.details['reason']]).toEqual(['LLM_BAD_REQUEST', reason(website.url)]);
  }
});

it('reads an error that comes with status 200', async () => {
  await using server = await startHttpServer(() => ({ status: 200, headers: { 'content-type': 'application/json' }, pieces: ['{"error":{"message":"Upstream is full","code":502}}'], ending: 'finish' }));
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const { code, details } = await rejectionOf(models.llm.generate(ask('Well?')));
  expect({ code, details }).toEqual({ code: 'LLM_PROVIDER_FAILED', details: { provider: 'Acme', model: 'acme-1', status: 502, reason: 'Upstream is full' } });
});

it('says what cannot be put into the format, and sends nothing', async () => {
  await using server = await startOpenAiServer();
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const audio = { type: 'file', mediaType: 'audio/ogg', data: { type: 'data', data: 'AAAA' } } as const;
  const { code, details } = await rejectionOf(models.llm.generate({ model: 'acme-1', prompt: [{ role: 'user', content: [audio] }] }));
  expect([code, details['reason'], server.requests.length]).toEqual(['LLM_BAD_REQUEST', "nothing was sent: 'audio media type audio/ogg' functionality not supported.", 0]);
});

it.each(['generate', 'stream'] as const)('closes the socket when %s is given up', async (method) => {
  await using server = await startOpenAiServer({ script: [{ fault: 'hang' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const caller = new AbortController();
  const pending = rejectionOf(models.under(caller.signal)[method](ask('Well?')));
  const request = await server.waitForRequest(0);
  caller.abort();
  expect([(await pending).code, await request.outcome]).toEqual(['KERNEL_CANCELLED', 'aborted']);
});

it('holds the key in no error, whatever the provider says of it', async () => {
  const echoes: Turn[] = [
    ...[400, 401, 403, 404, 422, 429, 500].map((status) => ({ status, error: { message: `Key ${canary} in Bearer ${canary}`, code: canary } })),
    { text: 'Hello', fault: 'cut-mid-stream' },
    { text: 'Hello', fault: 'malformed-sse' },
    { fault: 'reset' },
  ];
  await using server = await startOpenAiServer({ apiKey: canary, script: echoes.flatMap((turn) => [turn, turn]) });
  await using own = await bootModels({ entry: acmeModels({ apiKey: canary, baseURL: server.url }) });
  await using callers = await bootModels({ entry: acmeModels({ baseURL: server.url }) });
  const given = ask('Well?', { credentials: { apiKey: new Secret(canary) } });
  for (const _ of echoes) {
    for (const call of [() => own.llm.generate(ask('Well?')), () => callers.llm.generate(given)]) {
      const error = await rejectionOf(call());
      const shown = [error.message, inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), error.stack, inspect(error.cause, { depth: 20 })].join('\n');
      expect(shown).not.toContain(canary);
      expect(error.cause).toBeUndefined();
    }
  }
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${canary}`)).toBe(true);
});
