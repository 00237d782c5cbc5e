import { Secret } from '@smyth/kernel';
import type { ModelRequest } from '@smyth/subsystems';
import { startOpenAiServer } from '@smyth/testkit';
import { expect, it } from 'vitest';
import { openAiCompatible } from '../src/index.ts';
import { acme, acmeModels, ask, bootModels } from './boot-models.ts';

/** The body of the one request that a call sends. */
async function bodyOf(request: ModelRequest, settings: Parameters<typeof acmeModels>[0] = {}): Promise<unknown> {
  await using server = await startOpenAiServer({ script: [{ text: 'Yes.' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url, ...settings }) });
  await models.llm.generate(request);
  return server.requests[0]?.body;
}

it('sends messages of every role, with tool calls and their results', async () => {
  const body = await bodyOf({
    model: 'acme-1',
    prompt: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'What is 2 + 3?' }] },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'add', input: { a: 2, b: 3 } }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'add', output: { type: 'json', value: { sum: 5 } } }] },
    ],
  });
  expect(body).toEqual({
    model: 'acme-1',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is 2 + 3?' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":2,"b":3}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: '{"sum":5}' },
    ],
  });
});

it('sends tools, the choice among them, and the settings of the call', async () => {
  const inputSchema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } as const;
  const body = await bodyOf(
    ask('Add.', {
      tools: [{ type: 'function', name: 'add', description: 'Adds.', inputSchema: { ...inputSchema, required: [...inputSchema.required] } }],
      toolChoice: { type: 'tool', toolName: 'add' },
      maxOutputTokens: 64,
      temperature: 0.2,
      topP: 0.9,
      presencePenalty: 0.1,
      frequencyPenalty: 0.3,
      stopSequences: ['END'],
      seed: 7,
      reasoning: 'low',
      providerOptions: { acme: { user: 'u-1', logit_bias: { 5: 1 } } },
    }),
  );
  expect(body).toEqual({
    model: 'acme-1',
    messages: [{ role: 'user', content: 'Add.' }],
    tools: [{ type: 'function', function: { name: 'add', description: 'Adds.', parameters: inputSchema } }],
    tool_choice: { type: 'function', function: { name: 'add' } },
    max_tokens: 64,
    temperature: 0.2,
    top_p: 0.9,
    presence_penalty: 0.1,
    frequency_penalty: 0.3,
    stop: ['END'],
    seed: 7,
    reasoning_effort: 'low',
    user: 'u-1',
    logit_bias: { 5: 1 },
  });
});

it('sends images as addresses and as data', async () => {
  const body = await bodyOf({
    model: 'acme-1',
    prompt: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'file', mediaType: 'image/png', data: { type: 'url', url: new URL('https://example.com/a.png') } },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([1, 2, 3]) } },
        ],
      },
    ],
  });
  expect(body).toEqual({
    model: 'acme-1',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
        ],
      },
    ],
  });
});

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } as const;
const wantsCity = ask('Where?', { responseFormat: { type: 'json', name: 'place', schema: { ...schema, required: [...schema.required] } } });

it('sends the schema of structured output', async () => {
  const body = await bodyOf(wantsCity);
  expect(body).toEqual({
    model: 'acme-1',
    messages: [{ role: 'user', content: 'Where?' }],
    response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } },
  });
});

it('asks for JSON where a schema cannot be sent', async () => {
  const body = await bodyOf(wantsCity, { structuredOutput: false });
  expect(body).toEqual({ model: 'acme-1', messages: [{ role: 'user', content: 'Where?' }], response_format: { type: 'json_object' } });
});

it('asks for usage when it streams', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Yes.' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: server.url }) });
  const { parts } = await models.llm.stream(ask('Well?'));
  await Array.fromAsync(parts);
  expect(server.requests[0]?.body).toEqual({ model: 'acme-1', messages: [{ role: 'user', content: 'Well?' }], stream: true, stream_options: { include_usage: true } });
});

it('sends the key and the headers of the settings, and no authorization of the caller', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Yes.' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: ' test-key\n', baseURL: `${server.url}/`, headers: { 'X-Title': 'Smyth' } }) });
  await models.llm.generate(ask('Well?', { headers: { AUTHORIZATION: 'Bearer stolen', 'x-request': '1' } }));
  const { authorization, 'x-title': title, 'x-request': request } = server.requests[0]?.headers ?? {};
  expect({ authorization, title, request, path: server.requests[0]?.path }).toEqual({ authorization: 'Bearer test-key', title: 'Smyth', request: '1', path: '/v1/chat/completions' });
});

it('keeps the query of the base URL', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Yes.' }] });
  await using models = await bootModels({ entry: acmeModels({ apiKey: 'test-key', baseURL: `${server.url}?api-version=1` }) });
  await models.llm.generate(ask('Well?'));
  expect(server.requests[0]?.path).toBe('/v1/chat/completions?api-version=1');
});

it('sends no key to a server that needs none', async () => {
  await using server = await startOpenAiServer({ script: [{ text: 'Yes.' }] });
  const local = openAiCompatible({ id: 'Local', baseURL: server.url, defaultModel: 'small' });
  await using models = await bootModels({ entry: local() });
  await models.llm.generate(ask('Well?')).catch(() => undefined);
  expect([server.requests[0]?.headers.authorization, await models.llm.defaultModel()]).toEqual([undefined, 'small']);
});

it.each([
  ['the settings', { apiKey: 'of-the-settings' }, 'of-the-caller', 'of-the-settings'],
  ['the caller', {}, 'of-the-caller', 'of-the-caller'],
  ['the environment', {}, undefined, 'of-the-environment'],
])('takes the key of %s first', async (_, settings, given, expected) => {
  await using server = await startOpenAiServer({ apiKey: expected, script: [{ text: 'Yes.' }] });
  await using models = await bootModels({ entry: acmeModels(settings), environment: { ACME_API_KEY: 'of-the-environment', ACME_BASE_URL: server.url } });
  await models.llm.generate(ask('Well?', given === undefined ? {} : { credentials: { apiKey: new Secret(given, 'vault:acme') } }));
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${expected}`]);
});

it('names the model of the settings, else of the preset', async () => {
  await using preset = await bootModels({ entry: acmeModels({ apiKey: 'test-key' }) });
  await using chosen = await bootModels({ entry: acmeModels({ apiKey: 'test-key', defaultModel: 'acme-2' }) });
  expect([await preset.llm.defaultModel(), await chosen.llm.defaultModel(), acme.defaultModel]).toEqual(['acme-1', 'acme-2', 'acme-1']);
});
