/** What is known of a failed call. Made of whatever the client threw, without the request and the answer that it carries. */
export type Failure =
  /** The provider refused or failed, and said so. `plain`: not in the words of the format, as when something else lives at that address. */
  | { readonly kind: 'refused'; readonly status: number | undefined; readonly codes: readonly string[]; readonly message: string; readonly headers: Readonly<Record<string, string>>; readonly plain: boolean }
  /** No answer came. */
  | { readonly kind: 'unreachable'; readonly message: string }
  /** An answer came and broke off, or is not of the format. `page`: it is HTML. */
  | { readonly kind: 'broken'; readonly message: string; readonly page: boolean }
  /** It never left: the request cannot be said in this format. */
  | { readonly kind: 'unsent'; readonly message: string };

/** The parts of the client's errors that are looked at. */
interface ClientError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined);
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined);

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

interface Told {
  readonly message: string;
  readonly codes: readonly string[];
  /** Some say the status here, under an HTTP status of 200 or in the middle of a stream. */
  readonly status: number | undefined;
}

/** What an error body says: `{ error: { message, code, type } }`, and the shorter forms that some servers use. */
function readTold(body: unknown): Told | undefined {
  const outer = asObject(Array.isArray(body) ? (body as readonly unknown[])[0] : body);
  const inner = asObject(outer?.['error']) ?? outer;
  const message = asText(inner?.['message']) ?? asText(outer?.['error']) ?? asText(inner?.['detail']);
  if (inner === undefined || message === undefined) return undefined;
  const codes = [inner['code'], inner['type'], outer?.['code']].filter((code) => typeof code === 'string');
  const status = Number(inner['code'] ?? inner['status']);
  return { message, codes: [...new Set(codes)], status: Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined };
}

/** The innermost cause names the trouble: `ECONNREFUSED`, an unknown host, a bad certificate. */
function networkMessage(error: ClientError): string {
  let innermost = error;
  for (let depth = 0; depth < 8 && asObject(innermost.cause) !== undefined; depth++) innermost = innermost.cause as ClientError;
  const message = asText(innermost.message) ?? 'no connection';
  const code = asText(innermost.code);
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

/** Whether what answers is made for people: a chat API sends no HTML. */
export const isPage = (headers: Readonly<Record<string, string>>): boolean => /^text\/html\b/i.test(headers['content-type'] ?? '');

function readAnswered(error: ClientError, status: number): Failure {
  const headers = error.responseHeaders ?? {};
  const told = readTold(parse(error.responseBody));
  if (status >= 400) return { kind: 'refused', status, codes: told?.codes ?? [], message: told?.message ?? String(error.message), headers, plain: told === undefined };
  if (told !== undefined) return { kind: 'refused', ...told, headers, plain: false };
  // A body that came whole stands on the error; what then is wrong with it is not repeated, for it may hold the answer.
  const message = error.responseBody === undefined ? networkMessage(error) : 'it is not JSON of the chat format';
  return { kind: 'broken', message, page: isPage(headers) };
}

/** Reads whatever a call threw before its answer was there. */
export function readFailure(thrown: unknown): Failure {
  const error = (asObject(thrown) ?? { message: String(thrown) }) as ClientError;
  if (error.name === 'AI_APICallError') {
    return typeof error.statusCode === 'number' ? readAnswered(error, error.statusCode) : { kind: 'unreachable', message: networkMessage(error) };
  }
  if (error.name === 'AI_InvalidResponseDataError') return { kind: 'broken', message: String(error.message), page: false };
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return { kind: 'unreachable', message: String(error.message) };
  return { kind: 'unsent', message: String(error.message) };
}

const brokenPieces: Readonly<Record<string, string>> = {
  AI_JSONParseError: 'a piece of it is not JSON',
  AI_TypeValidationError: 'a piece of it is not of the chat format',
};

/** Reads what ended a stream that had begun: an error in it, or what its reader threw. */
export function readBreak(thrown: unknown): Failure {
  const error = (asObject(thrown) ?? { message: String(thrown) }) as ClientError;
  const told = thrown instanceof Error ? undefined : readTold(thrown);
  if (told !== undefined) return { kind: 'refused', ...told, headers: {}, plain: false };
  return { kind: 'broken', message: brokenPieces[String(error.name)] ?? networkMessage(error), page: false };
}
