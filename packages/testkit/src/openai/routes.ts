import { toJsonDelivery, type Delivery } from '../http/delivery.ts';
import type { RecordedRequest } from '../http/recorded-request.ts';
import type { ApiProblem } from './api-error.ts';
import type { ChatBody } from './chat-body.ts';
import { toEmbeddingList, validateEmbeddingRequest, type EmbeddingBody } from './embeddings.ts';
import type { Script } from './script.ts';
import { createdAt, type Completion } from './to-chunks.ts';
import { toFailureDelivery, toProblemDelivery, toStreamDelivery, toWholeDelivery } from './to-delivery.ts';
import type { ChatRequest } from './turn.ts';
import { modelNotFound, validateRequest } from './validate-request.ts';

/** What the routes need to know. */
export interface Api {
  readonly apiKey: string;
  /** Absent: every name is a model. */
  readonly models: readonly string[] | undefined;
  readonly script: Script;
  /** The number of the next completion, from 1. */
  readonly nextNumber: () => number;
}

type Route = (request: RecordedRequest, api: Api) => Delivery | Promise<Delivery>;

interface RouteEntry {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: Route;
}

const routes: readonly RouteEntry[] = [
  { method: 'POST', path: /^\/v1\/chat\/completions$/, answer: answerChat },
  { method: 'POST', path: /^\/v1\/embeddings$/, answer: answerEmbeddings },
  { method: 'GET', path: /^\/v1\/models$/, answer: answerModels },
  { method: 'GET', path: /^\/v1\/models\/.+$/, answer: answerModel },
];

/** Decides the response to any request: key first, then the route, then what the route says. */
export function answerRequest(request: RecordedRequest, api: Api): Delivery | Promise<Delivery> {
  const refused = validateKey(request.headers.authorization, api.apiKey);
  if (refused !== undefined) return toProblemDelivery(refused);
  const path = toPath(request);
  const matching = routes.filter((route) => route.path.test(path));
  const route = matching.find(({ method }) => method === request.method);
  if (route !== undefined) return route.answer(request, api);
  return toProblemDelivery(matching.length === 0 ? unknownUrl(request.method, path) : wrongMethod(request.method, path));
}

async function answerChat(request: RecordedRequest, api: Api): Promise<Delivery> {
  const problem = validateRequest(request.body, api.models);
  if (problem !== undefined) return toProblemDelivery(problem);
  // The validator has just vouched for this shape.
  const chat = request as ChatRequest;
  const completion = toCompletionHead(chat.body, api.nextNumber());
  try {
    const turn = await api.script.take(chat);
    if (turn.status !== undefined) return toFailureDelivery(turn);
    return chat.body.stream === true ? toStreamDelivery(turn, completion) : toWholeDelivery(turn, completion);
  } catch (error) {
    return toProblemDelivery(scriptFailed(error), { 'x-should-retry': 'false' });
  }
}

function answerEmbeddings(request: RecordedRequest, api: Api): Delivery {
  const problem = validateEmbeddingRequest(request.body, api.models);
  if (problem !== undefined) return toProblemDelivery(problem);
  return toJsonDelivery(200, toEmbeddingList(request.body as EmbeddingBody));
}

function answerModels(_request: RecordedRequest, api: Api): Delivery {
  return toJsonDelivery(200, { object: 'list', data: (api.models ?? []).map(toModel) });
}

function answerModel(request: RecordedRequest, api: Api): Delivery {
  const asked = toPath(request).slice('/v1/models/'.length);
  // Names hold slashes, which some clients encode and some do not. Encoding the known ones cannot fail, decoding can.
  const id = api.models === undefined ? asked : api.models.find((name) => name === asked || encodeURIComponent(name) === asked);
  return id === undefined ? toProblemDelivery(modelNotFound(asked)) : toJsonDelivery(200, toModel(id));
}

function toModel(id: string): object {
  return { id, object: 'model', created: createdAt, owned_by: 'testkit' };
}

function toCompletionHead(body: ChatBody, number: number): Completion {
  return { number, model: body.model, usage: body.stream_options?.include_usage === true ? 'asked' : 'unasked' };
}

function toPath(request: RecordedRequest): string {
  return request.path.split('?', 1)[0] ?? '';
}

// Unlike the real API, the message never repeats the key: tests look for leaked keys in messages.
function validateKey(authorization: string | undefined, apiKey: string): ApiProblem | undefined {
  if (authorization === `Bearer ${apiKey}`) return undefined;
  const message =
    authorization === undefined
      ? `You didn't provide an API key. Send it in an Authorization header using Bearer auth.`
      : 'Incorrect API key provided.';
  return { status: 401, error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } };
}

function unknownUrl(method: string, path: string): ApiProblem {
  return { status: 404, error: { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: null, code: null } };
}

function wrongMethod(method: string, path: string): ApiProblem {
  const message = `Not allowed to ${method} on ${path}.`;
  return { status: 405, error: { message, type: 'invalid_request_error', param: null, code: 'method_not_supported' } };
}

function scriptFailed(error: unknown): ApiProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, error: { message, type: 'server_error', param: null, code: 'script_mismatch' } };
}
