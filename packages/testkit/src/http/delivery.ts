import type { ServerResponse } from 'node:http';

/** How a response stops: as it should, with the connection closed, with silence, or with a TCP reset. */
export type Ending = 'finish' | 'cut' | 'hang' | 'reset';

/** A whole response as plain data. Status and headers leave with the first piece, so with no piece only `finish` sends them. */
export interface Delivery {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Written one at a time; each is handed to the operating system before the next begins. */
  readonly pieces: readonly string[];
  /** Waited before every piece. Absent: no waiting at all. */
  readonly delayMs?: number;
  readonly ending: Ending;
}

/** Waits `ms` milliseconds, or less once `signal` says that the connection is gone. Rejecting before drops the connection. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** A whole body as JSON. */
export function toJsonDelivery(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Delivery {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [JSON.stringify(body)],
    ending: 'finish',
  };
}

export interface Connection {
  readonly response: ServerResponse;
  readonly wait: Wait;
  /** Aborted once the connection is gone, whoever ended it. */
  readonly gone: AbortSignal;
  /** Called just before the server itself breaks the connection. */
  readonly onDrop: () => void;
}

/** Plays a delivery onto a connection. Resolves when the last piece is out, or as soon as the client has left. */
export async function deliver(delivery: Delivery, connection: Connection): Promise<void> {
  const { response, wait, gone } = connection;
  if (gone.aborted) return;
  response.writeHead(delivery.status, { ...delivery.headers });
  for (const piece of delivery.pieces) {
    if (delivery.delayMs !== undefined) await waitUnlessGone(wait, delivery.delayMs, gone);
    if (gone.aborted) return;
    await writePiece(response, piece);
  }
  if (!gone.aborted) end(delivery.ending, connection);
}

async function waitUnlessGone(wait: Wait, ms: number, gone: AbortSignal): Promise<void> {
  try {
    await wait(ms, gone);
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}

// The callback also comes, with an error, when the client leaves while the piece is still buffered.
function writePiece(response: ServerResponse, piece: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(piece, () => resolve());
  });
}

function end(ending: Ending, { response, onDrop }: Connection): void {
  switch (ending) {
    case 'finish':
      response.end();
      return;
    case 'hang':
      return;
    case 'cut':
      onDrop();
      response.destroy();
      return;
    case 'reset':
      onDrop();
      response.socket?.resetAndDestroy();
  }
}
