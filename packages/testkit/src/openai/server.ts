import { startHttpServer, type HttpServer, type HttpServerOptions } from '../http/http-server.ts';
import { answerRequest, type Api } from './routes.ts';
import { createScript } from './script.ts';
import type { ScriptedTurn } from './turn.ts';

export interface OpenAiServerOptions extends HttpServerOptions {
  /** The only key let in. Absent: `test-key`. */
  readonly apiKey?: string;
  /** The models that exist and are listed. Absent: every name is taken, none is listed. */
  readonly models?: readonly string[];
  /** The first turns, as if given to `respond`. */
  readonly script?: readonly ScriptedTurn[];
}

/** A running stand-in for OpenAI's API. `url` ends in `/v1`: use it as the base URL of a client. */
export interface OpenAiServer extends HttpServer {
  /**
   * Queues turns. Valid chat requests take them in order of arrival; refused requests, models and embeddings take none.
   * @throws TESTKIT_BAD_TURN, and queues nothing, when one cannot be sent.
   */
  respond(...turns: readonly ScriptedTurn[]): void;
  /**
   * Proves that script and requests matched.
   * @throws TESTKIT_SCRIPT_MISMATCH when turns are left, a request found none, or a turn function threw.
   */
  assertUsedUp(): void;
}

/**
 * Starts a server on 127.0.0.1 that speaks OpenAI's chat completions (streamed and whole), models and embeddings.
 * It refuses what the real API refuses, with the same status and error body, and otherwise plays the script. A request
 * beyond the script gets 500 and code `script_mismatch`. Ids are counters and times fixed: two runs send the same bytes.
 * @throws TESTKIT_BAD_TURN when a turn of `script` cannot be sent.
 * @example
 * await using server = await startOpenAiServer({ script: [{ text: 'Hello' }] });
 * const client = createClient({ baseUrl: server.url, apiKey: 'test-key' });
 */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const script = createScript();
  script.add(options.script ?? []);
  let completions = 0;
  const api: Api = {
    apiKey: options.apiKey ?? 'test-key',
    models: options.models,
    script,
    nextNumber: () => (completions += 1),
  };
  const http = await startHttpServer((request) => answerRequest(request, api), options);
  return {
    ...http,
    url: `${http.url}/v1`,
    respond: (...turns) => script.add(turns),
    assertUsedUp: () => script.assertUsedUp(),
  };
}
