import type { IncomingHttpHeaders } from 'node:http';

/**
 * How an exchange ended. `answered`: the whole response was handed to the operating system. `aborted`: the client
 * left before that. `dropped`: the server broke the connection itself, because of a fault or because it was closed.
 */
export type Outcome = 'answered' | 'aborted' | 'dropped';

/** One request as it came over the wire. Recorded when its body is complete, whatever the answer will be. */
export interface RecordedRequest {
  readonly method: string;
  /** As sent, query included. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body; `undefined` when there is none or it is not JSON. */
  readonly body: unknown;
  /** The body as sent; empty when there is none. */
  readonly text: string;
  /** Settles when the exchange is over, never rejects: `await` it to prove that a cancellation reached the socket. */
  readonly outcome: Promise<Outcome>;
}

/** The parsed value, or `undefined` when the text is not JSON. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
