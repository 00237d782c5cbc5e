import { badRequest, wrongType, type ApiProblem } from './api-error.ts';
import { isObject, type JsonObject } from './chat-body.ts';
import { validateMessages } from './validate-messages.ts';
import { validateTools } from './validate-tools.ts';

const ranges: readonly { readonly field: string; readonly min: number; readonly max: number }[] = [
  { field: 'temperature', min: 0, max: 2 },
  { field: 'top_p', min: 0, max: 1 },
  { field: 'frequency_penalty', min: -2, max: 2 },
  { field: 'presence_penalty', min: -2, max: 2 },
];

/**
 * What OpenAI's API would refuse in a body for `/v1/chat/completions`; `undefined` when it would go on.
 * `body` is the parsed JSON, `undefined` when it was not JSON. Without `models`, every name is a model.
 */
export function validateRequest(body: unknown, models?: readonly string[]): ApiProblem | undefined {
  return validateModel(body, models) ?? (isObject(body) ? validateChat(body) : undefined);
}

/** The checks that every route with a body shares: it is a JSON object and names a model that exists. */
export function validateModel(body: unknown, models?: readonly string[]): ApiProblem | undefined {
  if (!isObject(body)) return badRequest('We could not parse the JSON body of your request. The API expects a JSON object.', null, null);
  const { model } = body;
  if (model === undefined || model === null || model === '') return badRequest('you must provide a model parameter', null, null);
  if (typeof model !== 'string') return wrongType('model', 'a string', model);
  return models === undefined || models.includes(model) ? undefined : modelNotFound(model);
}

export function modelNotFound(model: string): ApiProblem {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return { status: 404, error: { message, type: 'invalid_request_error', param: null, code: 'model_not_found' } };
}

function validateChat(body: JsonObject): ApiProblem | undefined {
  return validateMessages(body['messages']) ?? validateTools(body) ?? validateRanges(body) ?? validateStream(body);
}

function validateRanges(body: JsonObject): ApiProblem | undefined {
  for (const { field, min, max } of ranges) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') return wrongType(field, 'a decimal', value);
    if (value < min) {
      const text = `Invalid '${field}': decimal below minimum value. Expected a value >= ${min}, but got ${value} instead.`;
      return badRequest(text, field, 'decimal_below_min_value');
    }
    if (value > max) {
      const text = `Invalid '${field}': decimal above maximum value. Expected a value <= ${max}, but got ${value} instead.`;
      return badRequest(text, field, 'decimal_above_max_value');
    }
  }
  return undefined;
}

function validateStream(body: JsonObject): ApiProblem | undefined {
  const { stream, stream_options: options } = body;
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') return wrongType('stream', 'a boolean', stream);
  if (options === undefined || options === null) return undefined;
  if (stream !== true) {
    return badRequest(`The 'stream_options' parameter is only allowed when 'stream' is enabled.`, 'stream_options', null);
  }
  return isObject(options) ? undefined : wrongType('stream_options', 'an object', options);
}
