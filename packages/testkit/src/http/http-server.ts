import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createArrivals, type Arrivals } from './arrivals.ts';
import { deliver, toJsonDelivery, type Delivery, type Wait } from './delivery.ts';
import { parseBody, type Outcome, type RecordedRequest } from './recorded-request.ts';

/** Decides the response to one request. May run concurrently. What it throws is answered with 500 and the message. */
export type Answer = (request: RecordedRequest) => Delivery | Promise<Delivery>;

export interface HttpServerOptions {
  /** Replaces real waiting wherever a response is delayed. Absent: a real timer. */
  readonly wait?: Wait;
}

/** A running server on a free loopback port. `await using` closes it. */
export interface HttpServer extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string;
  /** Every request in order of arrival, refused ones included. Grows while the server runs. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Resolves with the request at `index`, counted from 0, at once or when it comes.
   * @throws TESTKIT_CLOSED when the server is closed before.
   */
  waitForRequest(index: number): Promise<RecordedRequest>;
  /** Breaks the open connections and frees the port. May be called twice. */
  close(): Promise<void>;
}

interface Exchanges {
  readonly answer: Answer;
  readonly wait: Wait;
  readonly arrivals: Arrivals;
  readonly open: Set<PromiseWithResolvers<Outcome>>;
}

/** Starts a server on 127.0.0.1 that records each request and plays the delivery which `answer` chooses for it. */
export async function startHttpServer(answer: Answer, options: HttpServerOptions = {}): Promise<HttpServer> {
  const exchanges: Exchanges = {
    answer,
    wait: options.wait ?? waitReally,
    arrivals: createArrivals(),
    open: new Set(),
  };
  const server = createServer((incoming, response) => {
    void exchange(incoming, response, exchanges);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => stop(server, exchanges);

  return {
    url: `http://127.0.0.1:${port}`,
    requests: exchanges.arrivals.requests,
    waitForRequest: exchanges.arrivals.wait,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Serves one request. Never rejects. */
async function exchange(incoming: IncomingMessage, response: ServerResponse, exchanges: Exchanges): Promise<void> {
  const { answer, arrivals, open, wait } = exchanges;
  const outcome = Promise.withResolvers<Outcome>();
  const gone = new AbortController();
  open.add(outcome);
  response.once('close', () => {
    // Later verdicts change nothing: a drop by the server was already told.
    outcome.resolve(response.writableFinished ? 'answered' : 'aborted');
    open.delete(outcome);
    gone.abort();
  });
  const onDrop = (): void => outcome.resolve('dropped');
  try {
    const request = await readRequest(incoming, outcome.promise);
    arrivals.add(request);
    await deliver(await answerOrExplain(answer, request), { response, wait, gone: gone.signal, onDrop });
  } catch {
    // Either the client left while sending, or the wait of the test failed: there is nobody or nothing to answer.
    onDrop();
    response.destroy();
  }
}

async function readRequest(incoming: IncomingMessage, outcome: Promise<Outcome>): Promise<RecordedRequest> {
  const text = await readText(incoming);
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body: parseBody(text), text, outcome };
}

async function answerOrExplain(answer: Answer, request: RecordedRequest): Promise<Delivery> {
  try {
    return await answer(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return toJsonDelivery(500, { error: { message } });
  }
}

async function stop(server: Server, { arrivals, open }: Exchanges): Promise<void> {
  arrivals.close();
  for (const outcome of open) outcome.resolve('dropped');
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function waitReally(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
