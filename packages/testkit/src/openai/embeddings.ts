import { arrayTooLong, badRequest, emptyArray, missingParameter, unsupportedValue, wrongType, type ApiProblem } from './api-error.ts';
import { isObject } from './chat-body.ts';
import { validateModel } from './validate-request.ts';

/** A body that has passed `validateEmbeddingRequest`. A list of numbers is one text, given as tokens. */
export interface EmbeddingBody {
  readonly model: string;
  readonly input: string | readonly string[] | readonly number[] | readonly (readonly number[])[];
  readonly dimensions?: number;
  readonly encoding_format?: 'float' | 'base64';
}

const defaultDimensions = 1536;
const maxInputs = 2048;

/** What OpenAI's API would refuse in a body for `/v1/embeddings`; `undefined` when it would go on. */
export function validateEmbeddingRequest(body: unknown, models?: readonly string[]): ApiProblem | undefined {
  const problem = validateModel(body, models);
  if (problem !== undefined || !isObject(body)) return problem;
  const { dimensions, encoding_format: format } = body;
  if (dimensions !== undefined && !(Number.isInteger(dimensions) && Number(dimensions) > 0)) {
    return badRequest(`Invalid 'dimensions': expected a positive integer.`, 'dimensions', 'invalid_value');
  }
  if (format !== undefined && format !== 'float' && format !== 'base64') {
    return unsupportedValue('encoding_format', String(format), ['float', 'base64']);
  }
  return validateInput(body['input']);
}

/** The answer to a valid request. Vectors are a pure function of the text: texts that share words lie close. */
export function toEmbeddingList(body: EmbeddingBody): object {
  const texts = toTexts(body.input);
  const tokens = texts.reduce((sum, text) => sum + toWords(text).length, 0);
  const data = texts.map((text, index) => {
    const vector = toEmbedding(text, body.dimensions ?? defaultDimensions);
    return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? toBase64(vector) : vector };
  });
  return { object: 'list', data, model: body.model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** A vector of length 1 that counts the words of a text, each on the axis its hash chooses. Case is ignored. */
export function toEmbedding(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of toWords(text)) {
    const axis = toHash(word) % dimensions;
    vector[axis] = (vector[axis] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function validateInput(input: unknown): ApiProblem | undefined {
  if (input === undefined) return missingParameter('input');
  if (typeof input !== 'string' && !Array.isArray(input)) return wrongType('input', 'a string or an array', input);
  const inputs: readonly unknown[] = typeof input === 'string' ? [input] : input;
  if (inputs.length === 0) return emptyArray('input');
  if (inputs.length > maxInputs) return arrayTooLong('input', maxInputs, inputs.length);
  const allTokens = inputs.every((item) => Number.isInteger(item));
  const fits = allTokens || inputs.every((item) => isFilledText(item) || isTokens(item));
  return fits ? undefined : badRequest(`'$.input' is invalid. Please check the API reference for the supported inputs.`, null, null);
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTokens(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token));
}

function toTexts(input: EmbeddingBody['input']): string[] {
  if (typeof input === 'string') return [input];
  if (typeof input[0] === 'number') return [input.join(' ')];
  return input.map((item) => (typeof item === 'object' ? item.join(' ') : String(item)));
}

// A text without words still needs a direction, so it stands for itself.
function toWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text];
}

/** FNV-1a, 32 bits. */
function toHash(word: string): number {
  return Buffer.from(word).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

/** Little-endian 32-bit floats, as the API packs them. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}
