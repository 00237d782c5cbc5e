/** The error object of OpenAI's API, as it stands under `error` in the body. */
export interface ApiError {
  readonly message: string;
  readonly type: string;
  /** The offending field, such as `messages[1].role`; `null` when none is to blame. */
  readonly param: string | null;
  readonly code: string | null;
}

/** A refusal: the HTTP status and the error that goes with it. */
export interface ApiProblem {
  readonly status: number;
  readonly error: ApiError;
}

/** A 400 for a request that is wrong in itself. */
export function badRequest(message: string, param: string | null, code: string | null): ApiProblem {
  return { status: 400, error: { message, type: 'invalid_request_error', param, code } };
}

export function missingParameter(param: string): ApiProblem {
  return badRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
}

/** `expected` carries its article: `a string`, `an array`. */
export function wrongType(param: string, expected: string, value: unknown): ApiProblem {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${toTypeName(value)} instead.`;
  return badRequest(message, param, 'invalid_type');
}

export function unsupportedValue(param: string, value: string, supported: readonly string[]): ApiProblem {
  const names = supported.map((name) => `'${name}'`).join(', ');
  return badRequest(`Invalid value: '${value}'. Supported values are: ${names}.`, param, 'invalid_value');
}

export function emptyArray(param: string): ApiProblem {
  const message = `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
  return badRequest(message, param, 'empty_array');
}

export function arrayTooLong(param: string, limit: number, length: number): ApiProblem {
  const why = `Expected an array with maximum length ${limit}, but got an array with length ${length} instead.`;
  return badRequest(`Invalid '${param}': array too long. ${why}`, param, 'array_above_max_length');
}

function toTypeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (Number.isInteger(value)) return 'an integer';
  const names: Readonly<Record<string, string>> = { string: 'a string', number: 'a decimal', boolean: 'a boolean', object: 'an object' };
  return names[typeof value] ?? 'nothing';
}
