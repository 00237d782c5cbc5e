import { readFileSync } from 'node:fs';
import { boot, type Entry, isSmythError } from '@smyth/kernel';
import { llmSubsystem } from '@smyth/subsystems';
import { describe, expect, it } from 'vitest';
import { ollama, openAi, openAiCompatible, openAiCompatibleConnectors, presets } from '../src/index.ts';
import { toBody } from '../src/models.ts';
import { bootModels } from './boot-models.ts';

/** Where and what is wrong, in the order it is told. */
async function problemsOf(entry: Entry): Promise<unknown> {
  const [outcome] = await Promise.allSettled([boot({ subsystems: [llmSubsystem], use: [entry] })]);
  const error: unknown = outcome?.status === 'rejected' ? outcome.reason : undefined;
  const { problems } = (isSmythError(error) ? error.details : {}) as { problems?: readonly { where: string; says: string }[] };
  return problems?.map(({ where, says }) => `${where}: ${says}`);
}

const at = 'LLM (OpenAI).Settings';

describe('a wrong setting is told before anything starts', () => {
  it.each<[string, Entry, string]>([
    ['a key that is none', openAi({ apiKey: '' }), `${at}.apiKey: apiKey expected a secret text, got an empty text.`],
    ['an address that is none', openAi({ baseURL: 'api.openai.com' }), `${at}.baseURL: baseURL expected an http or https address, got a string.`],
    ['a password in the address', openAi({ baseURL: 'https://me:hunter2@proxy.test/v1' }), `${at}.baseURL: It holds a user name or a password.`],
    ['headers that are none', openAi({ headers: [] as never }), `${at}.headers: headers expected an object of header names and values.`],
    ['a header that cannot be sent', openAi({ headers: { 'X-Title': 'a\nb' } }), `${at}.headers.X-Title: X-Title expected a text that can be an HTTP header.`],
    ['a header name that cannot be sent', openAi({ headers: { 'X Title': 'a' } }), `${at}.headers.X Title: X Title expected a text that can be an HTTP header.`],
    ['the key as a header', openAi({ headers: { Authorization: 'Bearer x' } }), `${at}.headers.Authorization: Authorization is made of the key; give that as apiKey.`],
    ['a flag that is none', openAi({ structuredOutput: 'maybe' as never }), `${at}.structuredOutput: structuredOutput expected true or false, got a string.`],
  ])('%s', async (_, entry, problem) => {
    expect(await problemsOf(entry)).toEqual([problem]);
  });
});

it('has a connector for every preset, under its name', () => {
  const named = openAiCompatibleConnectors.map(({ id, subsystem, env }) => ({ id, subsystem, env }));
  expect(named).toEqual(
    Object.values(presets).map((preset) => ({
      id: preset.id,
      subsystem: 'llm',
      env: { ...('keyVariable' in preset ? { apiKey: preset.keyVariable } : {}), baseURL: preset.baseURLVariable },
    })),
  );
  expect(new Set(named.map(({ id }) => id.toLowerCase())).size).toBe(named.length);
});

it('has a row in the README for every preset', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = Object.entries(presets).map(([name, preset]) => {
    const key = 'keyVariable' in preset ? `\`${preset.keyVariable}\`` : 'none';
    const model = 'defaultModel' in preset ? `\`${preset.defaultModel}\`` : 'none';
    return `| \`${name}\` | \`${preset.id}\` | \`${preset.baseURL}\` | ${key} | \`${preset.baseURLVariable}\` | ${model}`;
  });
  expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
});

it('has addresses to which a path can be appended', () => {
  for (const { baseURL } of Object.values(presets)) expect(baseURL).toMatch(/^https?:\/\/[^?#]+[^/]$/);
});

it('never takes an unnamed model of Ollama, unless one is named in the settings', async () => {
  await using plain = await bootModels({ entry: ollama() });
  await using named = await bootModels({ entry: ollama({ defaultModel: 'llama3.2' }) });
  expect([await plain.llm.defaultModel(), await named.llm.defaultModel()]).toEqual([undefined, 'llama3.2']);
});

it('tells by its capabilities what it can do', () => {
  const local = openAiCompatible({ id: 'Local', baseURL: 'http://localhost:1234/v1', structuredOutput: false });
  expect([openAi.capabilities, local.capabilities]).toEqual([
    { tools: true, structuredOutput: true, needsKey: true },
    { tools: true, structuredOutput: false, needsKey: false },
  ]);
});

it('names the limit of output tokens as the provider does at its own address', () => {
  const body = { model: 'gpt-4o', max_tokens: 64 };
  const { openAi: preset } = presets;
  expect([toBody(preset, preset.baseURL)(body), toBody(preset, 'http://localhost:4000/v1')(body), toBody(presets.groq, presets.groq.baseURL)(body), toBody(preset, preset.baseURL)({ model: 'gpt-4o' })]).toEqual([
    { model: 'gpt-4o', max_completion_tokens: 64 },
    body,
    body,
    { model: 'gpt-4o' },
  ]);
});

it('loads no client before the first call', async () => {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const source = new URL('../src/index.ts', import.meta.url).href;
  // A client that is loaded shows in what was resolved.
  const script = `import { registerHooks } from 'node:module'; const seen = []; registerHooks({ resolve(s, c, next) { seen.push(s); return next(s, c); } }); await import(${JSON.stringify(source)}); console.log(seen.some((s) => s.includes('ai-sdk') || s.includes('zod')));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=smyth-source', '--input-type=module', '-e', script]);
  expect(stdout.trim()).toBe('false');
});
