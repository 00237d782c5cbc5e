import { AccessCandidate, type Connector, type Io, Secret } from '@smyth/kernel';
import { bootForTest, type OpenWorld } from '@smyth/kernel/testing';
import { type LlmContract, llmSubsystem, type ModelRequest } from '@smyth/subsystems';
import type { ProviderTrial, ProviderTurn } from '@smyth/subsystems/laws';
import { type OpenAiServer, startOpenAiServer, type Turn } from '@smyth/testkit';
import { openAiCompatible } from '../src/index.ts';

export const testKey = 'sk-canary-7f3a9c51e2';

/** The preset the laws are tried with, and no real provider's. */
const onTrial = { id: 'OnTrial', baseURL: 'http://127.0.0.1:9', keyVariable: 'ONTRIAL_API_KEY', baseURLVariable: 'ONTRIAL_BASE_URL', defaultModel: 'model-on-trial' };

const faults = { cut: 'cut-mid-stream', nonsense: 'malformed-sse', silence: 'hang-mid-stream' } as const;

const failures: Readonly<Record<Extract<ProviderTurn, { fails: unknown }>['fails'], Turn>> = {
  'bad-key': { status: 401 },
  'unknown-model': { status: 404, error: { code: 'model_not_found', message: 'The model does not exist.' } },
  'bad-request': { status: 400 },
  'too-long': { status: 400, error: { code: 'context_length_exceeded' } },
  'too-many': { status: 429 },
  broken: { status: 500 },
  gone: { fault: 'reset' },
  silence: { fault: 'hang' },
};

/** What a turn of the laws is in the OpenAI format. */
function toTurn(turn: ProviderTurn): Turn {
  if ('fails' in turn) return turn.retryAfterSeconds === undefined ? failures[turn.fails] : { status: 429, headers: { 'retry-after': String(turn.retryAfterSeconds) } };
  return {
    ...(turn.text === undefined ? {} : { text: turn.text }),
    ...(turn.toolCalls === undefined ? {} : { toolCalls: turn.toolCalls.map(({ id, name, input }) => ({ id, name, arguments: input })) }),
    ...(turn.stops === undefined ? {} : { finishReason: 'length' as const }),
    ...(turn.usage === undefined ? {} : { usage: turn.usage }),
    ...(turn.breaks === undefined ? {} : { fault: faults[turn.breaks] }),
  };
}

interface Booted {
  readonly under: (signal?: AbortSignal) => LlmContract;
  readonly stop: () => Promise<void>;
}

/** `guarded`: through a handle, every call mediated; `raw`: the connector itself. */
export type Reach = 'raw' | 'guarded';

const agent = AccessCandidate.agent('subject');

async function bootConnector(reach: Reach, settings: { apiKey?: string; baseURL: string }): Promise<Booted> {
  const connector = openAiCompatible(onTrial);
  let started: unknown;
  const spy: Connector = { ...connector, subsystem: 'llm', id: connector.id, settings: connector.settings, start: async (context) => (started = await connector.start(context)) };
  const { kernel } = await bootForTest({ entry: { connector: spy, settings }, subsystems: [llmSubsystem] });
  const raw = started as Required<Readonly<Record<keyof LlmContract, (given: unknown, io: Io) => Promise<never>>>>;
  const past = (signal?: AbortSignal): LlmContract => {
    const io: Io = { candidate: agent, signal, deadline: undefined };
    return { generate: (request) => raw.generate(request, io), stream: (request) => raw.stream(request, io), defaultModel: (credentials) => raw.defaultModel(credentials, io) };
  };
  const through = (signal?: AbortSignal): LlmContract => kernel.connectors.get('llm').as(signal === undefined ? agent : { candidate: agent, signal });
  return { under: reach === 'raw' ? past : through, stop: () => kernel.stop() };
}

/** One connector with a key and one without, and the server both are sent to. */
export const providerWorld =
  (reach: Reach): OpenWorld<ProviderTrial> =>
  async () => {
    const server: OpenAiServer = await startOpenAiServer({ apiKey: testKey });
    const keyed = await bootConnector(reach, { apiKey: testKey, baseURL: server.url });
    const keyless = await bootConnector(reach, { baseURL: server.url });
    const credentials: NonNullable<ModelRequest['credentials']> = { apiKey: new Secret(testKey, 'vault:ontrial') };
    return {
      it: {
        llm: keyed.under(),
        keyless: keyless.under(),
        under: keyed.under,
        credentials,
        expect: (...turns) => server.respond(...turns.map(toTurn)),
        requests: () => server.requests.length,
        arrived: async (request) => void (await server.waitForRequest(request)),
        left: async (request) => (await (await server.waitForRequest(request)).outcome) === 'aborted',
      },
      advance: () => Promise.resolve(),
      now: () => 0,
      async close() {
        await keyed.stop();
        await keyless.stop();
        await server.close();
      },
    };
  };
