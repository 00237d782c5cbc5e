import { inspect } from 'node:util';
import { converse, type ConversationPart, startRun, type Tool, toInputSchema } from '@smyth/engine';
import { type Interceptor, kernelErrors, type SettingSource } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import { createInference } from '@smyth/models';
import { startOpenAiServer } from '@smyth/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { canaries, gossip, search } from '../test/canaries.ts';
import { runModule } from '../test/run-module.ts';
import { gossipingConnector, gossipingError, keyOf, variableOf } from '../test/gossiping-connector.ts';
import { temporaryHome } from '../test/temporary-home.ts';
import { AccessCandidate, createRuntime, type Runtime, type RuntimeConfig, Secret } from './index.ts';

// Forty made-up secrets take every road out of a runtime, in every form. Each test says `hits: 0 of N`: N is canaries × forms.

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const all = canaries.map(gossip).join('\n');
const agent = AccessCandidate.agent('a1');
const quiet = { Log: { Connector: 'ConsoleLog', Settings: { level: 'error' } } } as const;
const fromConfig = Object.fromEntries(canaries.map(({ value }, i) => [keyOf(i), value]));

/** Everything a person or a program makes of a value when it prints it. */
const printed = (value: unknown): string => [inspect(value, { depth: Infinity, maxArrayLength: null, maxStringLength: null }), JSON.stringify(value), String(value), String((value as Error | undefined)?.stack)].join('\n');

/** The one assertion of this file. That masks are there shows that the road was taken. */
function expectNoHits(out: string, leastMasks: number): void {
  const { found, searched } = search(out);
  expect([`hits: ${found.length} of ${searched}`, ...found.slice(0, 5)]).toEqual([`hits: 0 of ${searched}`]);
  expect(out.split('[secret]').length - 1).toBeGreaterThanOrEqual(leastMasks);
}

const failure = (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

/** A runtime in which all canaries are live: a cache connector has them as settings. */
const holding = (more: RuntimeConfig = {}): Runtime => createRuntime({ ...quiet, home: false, Cache: { Connector: gossipingConnector(), Settings: fromConfig as never }, ...more } as never);

test('the search finds every form of every canary where nothing hides them', () => {
  const { found, searched } = search(all);
  expect([canaries.length, `hits: ${found.length} of ${searched}`]).toEqual([40, `hits: ${searched} of ${searched}`]);
});

describe('settings of a connector whose start fails with all of them', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const failing = gossipingConnector('failing');
  const bootError = async (settings: Record<string, string>, home: string | false = false): Promise<unknown> => {
    const runtime = createRuntime({ ...quiet, home, Cache: { Connector: failing, Settings: settings as never } } as never);
    return failure(runtime.ready());
  };

  const roads: readonly [from: SettingSource, settings: () => Promise<{ settings: Record<string, string>; home?: string }>][] = [
    ['config', () => Promise.resolve({ settings: fromConfig })],
    [
      'environment',
      () => {
        for (const [i, { value }] of canaries.entries()) vi.stubEnv(variableOf(i), value);
        return Promise.resolve({ settings: {} });
      },
    ],
    [
      'vault',
      async () => {
        const home = await temporaryHome();
        await using runtime = createRuntime({ ...quiet, home });
        const vault = (await runtime.ready()).connectors.get('vault').as(systemCandidate('operator'));
        await Promise.all(canaries.map(({ value }, i) => vault.set(keyOf(i), value)));
        return { home, settings: Object.fromEntries(canaries.map((_, i) => [keyOf(i), `$vault(${keyOf(i)})`])) };
      },
    ],
  ];
  test.each(roads)('from the %s are not in the boot error: message, details, stack, causes', async (from, given) => {
    const { settings, home } = await given();
    const error = await bootError(settings, home);
    expect(error).toMatchObject({ code: 'KERNEL_START_FAILED', details: { connector: 'Gossip', subsystem: 'cache' } });
    expect((error as Error).message).toContain(`keys from ${from}`);
    expectNoHits(printed(error), canaries.length * 10);
  });

  test('that do not fit are not in the error either', async () => {
    const wrong = Object.fromEntries(Object.entries(fromConfig).map(([key, value]) => [key, [value]]));
    const error = await failure((async () => holding({ Cache: { Connector: gossipingConnector(), Settings: wrong } } as never).ready())());
    expect(error).toMatchObject({ code: 'KERNEL_BAD_CONFIG', details: { problems: { length: canaries.length } } });
    expectNoHits(printed(error), 0);
  });
});

describe('calls of a connector that fail with all of them', () => {
  test.each(['get', 'exists'] as const)('are rejected without them (%s): message, details, stack, causes', async (method) => {
    await using runtime = holding();
    const { connectors } = await runtime.ready();
    const error = await failure(connectors.get('cache').as(agent)[method]('x'));
    expect(error).toMatchObject({ code: method === 'get' ? 'KERNEL_CONNECTOR_FAILED' : 'GOSSIP_TOLD' });
    expectNoHits(printed(error), canaries.length * 10);
  });

  test('for a name that holds them all are refused without them', async () => {
    await using runtime = holding();
    const { connectors } = await runtime.ready();
    const errors = await Promise.all(canaries.map((canary) => failure(connectors.get('storage').as(agent).read(`../${gossip(canary)}`))));
    expectNoHits(errors.map(printed).join('\n'), canaries.length);
  });

  test('while the runtime stops, too', async () => {
    const runtime = holding({ NKV: { Connector: gossipingConnector('failing to stop', 'nkv') } } as never);
    await runtime.ready();
    const error = await failure(runtime.stop());
    expect(error).toMatchObject({ code: 'KERNEL_STOP_FAILED' });
    expectNoHits(printed(error), canaries.length * 10);
  });
});

describe('what interceptors see', () => {
  const kept: string[] = [];
  const keeping: Interceptor = {
    name: 'ledger',
    stage: 'observe',
    before: (call) => void kept.push(JSON.stringify(call), inspect(JSON.parse(JSON.stringify(call)))),
    after: (call, outcome) => void kept.push(JSON.stringify(call), 'error' in outcome ? printed(outcome.error) : call.redact(JSON.stringify(outcome))),
  };

  test('of a vault that is given them holds none, though nobody knew them before', async () => {
    await using runtime = createRuntime({ ...quiet, home: false, interceptors: [keeping] });
    const vault = (await runtime.ready()).connectors.get('vault').as(agent);
    kept.length = 0;
    for (const [i, { value }] of canaries.entries()) {
      await vault.set(`k${i}`, value);
      expect((await vault.get(`k${i}`))?.reveal()).toBe(value);
    }
    expectNoHits(kept.join('\n'), canaries.length * 2);
  });

  test('of arguments, labels, results and errors holds none as JSON', async () => {
    await using runtime = holding({ interceptors: [keeping] });
    const { connectors } = await runtime.ready();
    kept.length = 0;
    const nkv = connectors.get('nkv').as({ candidate: agent, labels: { note: all } });
    await nkv.set('n', 'k', { deep: [{ [all]: all }] });
    await nkv.get('n', 'k');
    await failure(connectors.get('cache').as(agent).get('x'));
    expectNoHits(kept.join('\n'), canaries.length * 20);
  });
});

describe('a model', () => {
  const behaviour = 'You keep secrets. ';
  const skills = (asked: unknown[]) => [
    { name: 'reveal', process: () => ({ text: all, list: [{ [all]: all }], count: Number(canaries.find(({ name }) => name === '10 digits')?.value) }) },
    { name: 'hand_over', process: () => canaries.map(({ value }) => ({ key: new Secret(value) })) },
    { name: 'fail', process: () => Promise.reject(gossipingError(all)) },
    { name: 'fail_with_code', process: () => Promise.reject(kernelErrors.BAD_ID({ what: all, given: all })) },
    { name: 'echo', process: ({ text }: { text: string }) => (asked.push(text), text) },
  ];
  const turns = [
    { text: all, toolCalls: [...['reveal', 'hand_over', 'fail', 'fail_with_code'].map((name) => ({ name, arguments: {} })), { name: 'echo', arguments: { text: all } }], chunkSize: 31 },
    { reasoning: all, text: all, chunkSize: 23 },
    { text: 'and again', chunkSize: 3 },
  ];

  test('is asked without them, and what it says comes without them: requests, stream parts, results, history', async () => {
    await using server = await startOpenAiServer({ script: turns });
    await using runtime = holding({ LLM: { Connector: 'OpenAI', Settings: { apiKey: 'test-key', baseURL: server.url } } } as never);
    const asked: unknown[] = [];
    const guide = new runtime.sdk.Agent({ id: 'guide', name: 'Guide', model: 'openai/gpt-4o', behavior: behaviour + all });
    for (const skill of skills(asked)) guide.addSkill({ ...skill, description: `${skill.name}: ${all}` });
    const chat = guide.chat();
    const stream = await chat.send(`Tell me: ${all}`).stream();
    const parts: unknown[] = [];
    let text = '';
    for await (const part of stream) {
      parts.push(part);
      if (part.type === 'content' || part.type === 'thinking') text += part.text;
    }
    await chat.send('Once more');
    expect(server.requests).toHaveLength(3);
    expectNoHits(server.requests.map((request) => request.text).join('\n'), canaries.length * 20);
    expectNoHits(parts.map(printed).join('\n'), canaries.length * 20);
    expectNoHits(text, canaries.length * 10);
    expectNoHits(printed(await stream.result), canaries.length * 20);
    expectNoHits(printed(chat.history.filter(({ role }) => role !== 'user')), canaries.length * 20);
    // What a model made up itself is its own: the tool gets what the model said.
    expect(asked).toEqual([all]);
  });

  test('plays no part in a journal that holds them', async () => {
    const script = [{ text: all, toolCalls: ['reveal', 'hand_over', 'fail', 'fail_with_code'].map((name) => ({ name, input: {} })) }, { text: all }];
    await using runtime = holding({ LLM: { Connector: 'Scripted', Settings: { script } } } as never);
    const kernel = await runtime.ready();
    const inference = createInference({ connectors: kernel.connectors, offline: false, onFallbackOffline: () => undefined });
    const run = startRun({ candidate: agent }, {}, kernel);
    const input = toInputSchema({ type: 'object', properties: {} });
    if (input === undefined) throw new Error('the schema of the test is no schema');
    const tools: Tool[] = skills([]).map(({ name, process }) => ({ name, description: name, input, run: async () => process({ text: '' }) }));
    const parts: ConversationPart[] = [];
    const conversation = converse({ inference, run, model: undefined, messages: [{ role: 'user', content: [{ type: 'text', text: all }] }], tools, redactor: kernel.redactor });
    for await (const part of conversation) parts.push(part);
    expect(run.journal.entries.map(({ type }) => type).slice(-1)).toEqual(['run-ended']);
    expectNoHits(printed(run.journal.entries), canaries.length * 20);
    expectNoHits(parts.map(printed).join('\n'), canaries.length * 20);
  });

  test('is not needed for a skill to fail: called directly it is rejected without them, and gives what it gives', async () => {
    await using runtime = holding();
    const guide = new runtime.sdk.Agent({ id: 'guide', name: 'Guide' });
    const [reveal, , fail, failWithCode] = skills([]).map((skill) => guide.addSkill(skill));
    await runtime.ready();
    expectNoHits(printed(await failure(fail?.call() ?? Promise.resolve())), canaries.length * 10);
    expectNoHits(printed(await failure(failWithCode?.call() ?? Promise.resolve())), canaries.length * 10);
    expect(await reveal?.call()).toMatchObject({ text: all });
  });
});

test('nothing that can be looked at shows them: runtime, kernel, handles, secrets, agents', async () => {
  await using runtime = holding();
  const kernel = await runtime.ready();
  const vault = kernel.connectors.get('vault').as(agent);
  for (const [i, { value }] of canaries.entries()) await vault.set(`k${i}`, value);
  const secrets = await Promise.all(canaries.map((_, i) => vault.get(`k${i}`)));
  const things = [runtime, kernel, kernel.started, kernel.connectors, vault, kernel.connectors.get('cache'), ...secrets, new runtime.sdk.Agent({ id: 'guide', name: 'Guide' })];
  const looks = things.map((thing) => [printed(thing), inspect(thing, { showHidden: true, depth: 9, getters: true, customInspect: false }), JSON.stringify(structuredClone(typeof thing === 'object' && thing instanceof Secret ? thing : {}))].join('\n'));
  expectNoHits(looks.join('\n'), canaries.length * 2);
});

describe('a process prints none of them', () => {
  const begin = `
    import { canaries, gossip } from './canaries.ts';
    import { gossipingConnector, gossipingError, keyOf } from './gossiping-connector.ts';
    import { AccessCandidate, createRuntime } from 'smyth-runtime';
    const all = canaries.map(gossip).join('\\n');
    const Settings = Object.fromEntries(canaries.map(({ value }, i) => [keyOf(i), value]));
    const runtimeWith = (then, more = {}) => createRuntime({ home: false, Cache: { Connector: gossipingConnector(then), Settings }, ...more });
    const keepAlive = setInterval(() => undefined, 1000);
  `;
  const ends: readonly [what: string, source: string, code: number][] = [
    ['when nobody waits for a boot that fails', `void runtimeWith('failing').ready();`, 1],
    ['when nobody waits for a call that fails', `const { connectors } = await runtimeWith().ready(); void connectors.get('cache').as(AccessCandidate.agent('a')).get('x');`, 1],
    [
      'when a skill fails that nobody waits for',
      `const agent = new (runtimeWith().sdk.Agent)({ id: 'a', name: 'A' }); agent.addSkill({ name: 'fail', process: () => Promise.reject(gossipingError(all)) }); void agent.call('fail');`,
      1,
    ],
    [
      'when an error of the runtime is thrown where nobody catches it',
      `const { connectors } = await runtimeWith().ready();
       const errors = await Promise.all(['get', 'exists'].map((method) => connectors.get('cache').as(AccessCandidate.agent('a'))[method]('x').catch((error) => error)));
       setTimeout(() => { throw new AggregateError(errors, 'all failed', { cause: errors[0] }); });`,
      1,
    ],
    [
      'in its log: message, source, data, keys, errors, in both shapes',
      `const more = { Log: [{ Connector: 'ConsoleLog', Settings: { format: 'json' } }, { Connector: 'ConsoleLog', Id: 'Pretty', Settings: { format: 'pretty' } }] };
       const { connectors } = await runtimeWith(undefined, more).ready();
       const error = gossipingError(all);
       for (const name of ['ConsoleLog', 'Pretty']) {
         const log = connectors.port('log', name);
         for (const canary of canaries) {
           const said = gossip(canary);
           log.log({ level: 'info', message: said, source: said, data: { deep: [{ [said]: { said } }], error: new Error(said, { cause: said }), lines: said.split('\\n'), n: Number(said) } });
           for (const line of canary.value.split('\\n')) log.log({ level: 'info', message: line });
           log.log({ level: 'info', message: 'x'.repeat(16380) + said });
         }
         log.log({ level: 'error', message: 'all', data: { error } });
       }
       clearInterval(keepAlive);`,
      0,
    ],
  ];
  test.each(ends)('%s', async (_, source, code) => {
    const ran = await runModule(begin + source);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expectNoHits(ran.err, canaries.length * 10);
  });
});

test('a value that a skill has turned round is beyond what can be recognised', async () => {
  await using runtime = holding();
  const { redact } = await runtime.ready();
  const [canary] = canaries;
  const reversed = [...(canary?.value ?? '')].reverse().join('');
  expect(redact(`${canary?.value} ${reversed}`)).toBe(`[secret] ${reversed}`);
});
