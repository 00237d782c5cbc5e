import { toJsonDelivery, type Delivery, type Ending } from '../http/delivery.ts';
import type { ApiError, ApiProblem } from './api-error.ts';
import { toChunks, type Completion } from './to-chunks.ts';
import { toCompletion } from './to-completion.ts';
import type { Failure, Fault, Reply } from './turn.ts';

/** A body in two halves, and what to put between them to spoil it. */
interface Halves {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly spoiler: string;
}

/** The response that streams a reply, fault included. */
export function toStreamDelivery(reply: Reply, completion: Completion): Delivery {
  const { deltas, closing } = toChunks(reply, completion);
  const middle = Math.ceil(deltas.length / 2);
  const halves: Halves = {
    first: deltas.slice(0, middle),
    second: [...deltas.slice(middle), ...closing],
    spoiler: 'data: {"id":"chatcmpl-\n\n',
  };
  return toReplyDelivery(reply, halves, 'text/event-stream; charset=utf-8');
}

/** The response that holds a whole reply, fault included. */
export function toWholeDelivery(reply: Reply, completion: Completion): Delivery {
  const body = JSON.stringify(toCompletion(reply, completion));
  if (reply.fault === undefined) return toReplyDelivery(reply, { first: [body], second: [], spoiler: '' }, 'application/json');
  const middle = Math.ceil(body.length / 2);
  // NUL is the one character that JSON allows nowhere, so the middle may lie in a string or between two.
  const halves: Halves = { first: [body.slice(0, middle)], second: [body.slice(middle)], spoiler: '\0' };
  return toReplyDelivery(reply, halves, 'application/json');
}

/** The response to a request that was refused, by validation or by the script. */
export function toProblemDelivery({ status, error }: ApiProblem, headers: Readonly<Record<string, string>> = {}): Delivery {
  return toJsonDelivery(status, { error }, headers);
}

/** The response of a scripted failure. */
export function toFailureDelivery({ status, error, headers, delayMs }: Failure): Delivery {
  const delivery = toProblemDelivery({ status, error: { ...usualError(status), ...error } }, headers);
  return delayMs === undefined ? delivery : { ...delivery, delayMs };
}

function toReplyDelivery(reply: Reply, halves: Halves, contentType: string): Delivery {
  return {
    status: 200,
    headers: { 'content-type': contentType, ...reply.headers },
    ...spoil(reply.fault, halves),
    ...(reply.delayMs !== undefined && { delayMs: reply.delayMs }),
  };
}

function spoil(fault: Fault | undefined, { first, second, spoiler }: Halves): { pieces: readonly string[]; ending: Ending } {
  switch (fault) {
    case undefined:
      return { pieces: [...first, ...second], ending: 'finish' };
    case 'malformed-sse':
      return { pieces: [...first, spoiler, ...second], ending: 'finish' };
    case 'cut-mid-stream':
      return { pieces: first, ending: 'cut' };
    case 'hang-mid-stream':
      return { pieces: first, ending: 'hang' };
    case 'hang':
      return { pieces: [], ending: 'hang' };
    case 'reset':
      return { pieces: [], ending: 'reset' };
  }
}

function usualError(status: number): ApiError {
  const message = `Scripted failure with status ${status}.`;
  if (status === 401) return { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' };
  if (status === 429) return { message, type: 'requests', param: null, code: 'rate_limit_exceeded' };
  return { message, type: status < 500 ? 'invalid_request_error' : 'server_error', param: null, code: null };
}
