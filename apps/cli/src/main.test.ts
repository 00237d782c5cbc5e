import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpenAiServer } from '@smyth/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly folder: string;
}

/** Runs the command in an empty folder, with nothing of this environment but what is given. */
async function smyth(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(import.meta.dirname, 'main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=smyth-source', file, ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err, folder }),
    );
  });
}

/** Figures that differ from run to run, and the version, made the same. */
const steady = (text: string): string => text.replace(/\d+\.\d ms/g, 'N ms').replace(/Runtime \d+\.\d+\.\d+/, 'Runtime V');

describe('smyth demo', () => {
  test('shows the boot tree, the tool calls, the answer, tokens, cost and every mediated call, and what to try next', async () => {
    const { code, out, folder } = await smyth(['demo']);
    expect(code).toBe(0);
    expect(steady(out)).toBe(`Smyth Runtime V

boot (N ms)
  security and core
    home       Home  (N ms)
    Log        ConsoleLog  (N ms)
    Vault      JSONFileVault  (N ms)
    Account    DummyAccount  (N ms)
    Acl        SQLite  (N ms)
    Cache      RAM  (N ms)
    Storage    Local  (N ms)
    NKV        LocalStorage  (N ms)
  model providers
    LLM        OpenAI, Groq, Perplexity, DeepSeek, xAI, TogetherAI, OpenRouter, Ollama, HuggingFace, Offline, Echo  (N ms)
  calls pass: demo-recorder → access → connector

agent    Concierge, with two skills: getWeather, takeNote
you      What is the weather in Paris? Then take a note to bring an umbrella.
model    Offline/offline (offline), request 1
call     getWeather {"city":"Paris"}
call     takeNote {"text":"Then take a note to bring an umbrella."}
result   getWeather {"celsius":18,"sky":"light rain"}
result   takeNote {"savedAs":"notes/latest.txt"}
model    Offline/offline (offline), request 2
answer   getWeather gave celsius: 18, sky: light rain. takeNote gave savedAs: notes/latest.txt.
tokens   266 in, 54 out, 2 requests; $0.000000

mediated calls (each was checked by the kernel before the connector saw it)
   1 × account.getCandidateTeam  agent:concierge → DummyAccount: ok
   2 × vault.listKeys            agent:concierge → JSONFileVault: ok
   9 × llm.defaultModel          agent:concierge → OpenAI, Groq, Perplexity, DeepSeek, xAI, TogetherAI, OpenRouter, Ollama, HuggingFace: ok
   2 × llm.stream                agent:concierge → Offline: ok
   1 × storage.write             agent:concierge → Local: ok

next
  npm start -- "What is the weather in Oslo?"     ask something else
  OPENAI_API_KEY=… npm start                      the same agent on a real model
  README.md                                       write an agent of your own in ten lines
`);
    expect(await readdir(folder)).toEqual(['.smyth']);
  });

  test('answers the question it is given', async () => {
    const { out } = await smyth(['demo', 'What is the weather in Oslo?']);
    expect(out).toContain('you      What is the weather in Oslo?\n');
    expect(out).toContain('answer   getWeather gave celsius: 4, sky: snow.\n');
  });

  test('prints no colour when it is not on a terminal', async () => {
    const { out, err } = await smyth(['demo'], { FORCE_COLOR: '1' });
    expect(`${out}${err}`).not.toMatch(/\u001b/);
  });

  test('--json prints exactly one JSON document', async () => {
    const { code, out } = await smyth(['demo', '--json', 'What is the weather in Cairo?']);
    expect({ code, lines: out.trimEnd().split('\n').length }).toEqual({ code: 0, lines: 1 });
    expect(JSON.parse(out)).toMatchObject({
      question: 'What is the weather in Cairo?',
      answer: 'getWeather gave celsius: 31, sky: clear.',
      by: { provider: 'Offline', offline: true },
      toolCalls: [{ name: 'getWeather', result: { celsius: 31, sky: 'clear' } }],
      costNanoUsd: 0,
      steps: 2,
    });
  });

  test('says once on stderr that no provider has a key', async () => {
    const { err } = await smyth(['demo', '--json']);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining('No model was named and no provider has a key') as string]);
  });

  test('runs under NODE_ENV=production too: it is a demo', async () => {
    expect((await smyth(['demo', '--json'], { NODE_ENV: 'production' })).code).toBe(0);
  });

  test('keeps what the agent wrote in its own space', async () => {
    const { folder } = await smyth(['demo']);
    const files = await readdir(join(folder, '.smyth', 'storage'), { recursive: true });
    const note = files.find((file) => file.includes('concierge') && file.includes('latest.txt'));
    expect(await readFile(join(folder, '.smyth', 'storage', note ?? ''), 'utf8')).toContain('bring an umbrella');
  });
});

describe('with a key and a base URL, the same program talks to that model', () => {
  test('over the wire, with streaming, tool calls and usage', async () => {
    await using server = await startOpenAiServer({
      apiKey: 'sk-demo-key',
      script: [
        { toolCalls: [{ name: 'getWeather', arguments: { city: 'Oslo' } }], usage: { inputTokens: 100, outputTokens: 20 } },
        { text: 'It snows in Oslo, at 4 degrees.', usage: { inputTokens: 150, outputTokens: 10 } },
      ],
    });
    const { code, out, err } = await smyth(['demo', '--json', 'How is Oslo?'], { OPENAI_API_KEY: 'sk-demo-key', OPENAI_BASE_URL: server.url });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      answer: 'It snows in Oslo, at 4 degrees.',
      by: { provider: 'OpenAI', model: 'gpt-4o-mini', offline: false },
      toolCalls: [{ name: 'getWeather', result: { celsius: 4, sky: 'snow' } }],
      usage: { inputTokens: 250, outputTokens: 30 },
      costNanoUsd: null,
    });
    server.assertUsedUp();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-demo-key', 'Bearer sk-demo-key']);
    expect(out).not.toContain('sk-demo-key');
  });

  test('a refused key is one line that says where the key came from, without the key', async () => {
    await using server = await startOpenAiServer({ apiKey: 'sk-another-key' });
    const { code, out, err } = await smyth(['demo', '--json'], { OPENAI_API_KEY: 'sk-wrong-key', OPENAI_BASE_URL: server.url });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^LLM_BAD_KEY: .*OPENAI_API_KEY/);
    expect(err).not.toContain('sk-wrong-key');
  });
});

describe('wrong arguments are told, with exit code 2', () => {
  test.each([[[], 'Nothing was asked'], [['dmeo'], '"dmeo" is not a verb'], [['demo', '--jsno'], 'Unknown option --jsno']])('%j', async (args, says) => {
    const { code, out, err } = await smyth(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });
});
