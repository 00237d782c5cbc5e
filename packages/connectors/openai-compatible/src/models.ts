import type * as Client from '@ai-sdk/openai-compatible';
import type { ImplementationOf, Io, Secret, StartContext } from '@smyth/kernel';
import type { ModelRequest } from '@smyth/subsystems';
import { type ApiKey, chooseKey, readKey } from './api-key.ts';
import { type Endpoint, toEndpoint } from './endpoint.ts';
import type { HeaderValues } from './header-field.ts';
import type { Preset } from './presets.ts';
import { type Failure, isPage, readBreak, readFailure } from './read-failure.ts';
import { readParts } from './read-parts.ts';
import { toLlmError } from './to-llm-error.ts';

export interface ModelSettings {
  readonly apiKey?: Secret | undefined;
  readonly baseURL: string;
  readonly defaultModel?: string | undefined;
  readonly headers?: HeaderValues | undefined;
  readonly structuredOutput: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** The limit of output tokens under the name this provider knows, and only at its own address: others may know the older name alone. */
export function toBody(preset: Preset, baseURL: string): (body: Body) => Body {
  const field = preset.maxTokensField;
  if (field === undefined || baseURL !== preset.baseURL) return (body) => body;
  return ({ max_tokens: limit, ...rest }) => (limit === undefined ? rest : { ...rest, [field]: limit });
}

/** The key was settled before; a header of the caller's does not take its place. */
const withoutKey = (headers: ModelRequest['headers']): NonNullable<ModelRequest['headers']> =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'authorization'));

/** More models and keys than are in use at once; beyond that the longest unused is made anew. */
const mostClients = 64;

/** One client for each model and key: making one compiles the schemas that answers are read with, which takes longer than most calls. */
function createClients(preset: Preset, { baseURL, queryParams }: Endpoint, settings: ModelSettings) {
  // Loaded by the first call: boot does without it.
  let loading: Promise<typeof Client> | undefined;
  const clients = new Map<string, ReturnType<ReturnType<typeof Client.createOpenAICompatible>['chatModel']>>();

  return async (model: string, apiKey: string | undefined) => {
    const name = JSON.stringify([model, apiKey]);
    const { createOpenAICompatible } = await (loading ??= import('@ai-sdk/openai-compatible'));
    const known = clients.get(name);
    clients.delete(name);
    const provider = (): ReturnType<typeof Client.createOpenAICompatible> =>
      createOpenAICompatible({
        name: preset.id.toLowerCase(),
        baseURL,
        ...(Object.keys(queryParams).length === 0 ? {} : { queryParams }),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(settings.headers === undefined ? {} : { headers: settings.headers }),
        includeUsage: true,
        supportsStructuredOutputs: settings.structuredOutput,
        transformRequestBody: toBody(preset, baseURL),
      });
    const client = known ?? provider().chatModel(model);
    clients.set(name, client);
    const [longestUnused = name] = clients.keys();
    if (clients.size > mostClients) clients.delete(longestUnused);
    return client;
  };
}

/** Everything one call needs, settled before it begins. */
function prepare(preset: Preset, endpoint: Endpoint, { settings, sources, clock, redact }: StartContext<ModelSettings>) {
  const clientFor = createClients(preset, endpoint, settings);
  const chosen = (given: Secret | undefined): ApiKey | undefined => chooseKey(preset, { own: settings.apiKey, ownSource: sources['apiKey'], given });

  async function modelFor({ model, credentials }: ModelRequest) {
    const key = chosen(credentials?.apiKey);
    const apiKey = readKey(preset, key, model);
    const clean = (text: string): string => redact(apiKey === undefined ? text : text.replaceAll(apiKey, '[secret]'));
    const explain = (failure: Failure): Error =>
      toLlmError(failure, { provider: preset.id, model, keySource: key?.source ?? 'nowhere: none was given', baseURL: endpoint.baseURL, host: endpoint.host, now: clock.now(), clean });
    return { client: await clientFor(model, apiKey), explain };
  }
  return { chosen, modelFor };
}

function toOptions({ model: _, credentials: __, headers, ...options }: ModelRequest, { signal }: Io) {
  return { ...options, headers: withoutKey(headers), ...(signal === undefined ? {} : { abortSignal: signal }) };
}

/** Whoever gave up is not told of a failure that its giving up has caused. */
const unlessAborted = ({ signal }: Io, explained: () => unknown): unknown => (signal?.aborted ? (signal.reason as unknown) : explained());

/** Rejects with what `explain` makes of a failure. */
async function explained<T>(call: PromiseLike<T>, explain: (thrown: unknown) => unknown): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw explain(error);
  }
}

/** The models of a provider. @throws KERNEL_BAD_CONFIG */
export function createModels(preset: Preset, context: StartContext<ModelSettings>): ImplementationOf<'llm'> {
  const { settings } = context;
  const { chosen, modelFor } = prepare(preset, toEndpoint(settings.baseURL, preset.id), context);
  return {
    async generate(request, io) {
      const { client, explain } = await modelFor(request);
      return explained(client.doGenerate(toOptions(request, io)), (error) => unlessAborted(io, () => explain(readFailure(error))));
    },
    async stream(request, io) {
      const { client, explain } = await modelFor(request);
      const { stream, response } = await explained(client.doStream(toOptions(request, io)), (error) => unlessAborted(io, () => explain(readFailure(error))));
      const headers = response?.headers ?? {};
      if (isPage(headers)) {
        await stream.cancel();
        throw explain({ kind: 'broken', message: 'it is a page', page: true });
      }
      return { parts: readParts(stream, (thrown) => unlessAborted(io, () => explain(readBreak(thrown)))), response: { headers } };
    },
    async defaultModel(credentials) {
      const isUsable = preset.keyVariable === undefined || chosen(credentials?.apiKey) !== undefined;
      return isUsable ? (settings.defaultModel ?? preset.defaultModel) : undefined;
    },
  };
}
