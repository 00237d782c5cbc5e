import { describe, expect, test } from 'vitest';
import { toEmbedding, toEmbeddingList, validateEmbeddingRequest } from './embeddings.ts';

function toCloseness(left: string, right: string): number {
  const other = toEmbedding(right, 256);
  return toEmbedding(left, 256).reduce((sum, value, axis) => sum + value * (other[axis] ?? 0), 0);
}

describe('an embedding', () => {
  test('has length 1 and the asked number of dimensions', () => {
    const vector = toEmbedding('the quick brown fox', 256);
    expect([vector.length, Math.hypot(...vector)]).toEqual([256, 1]);
  });

  test('is closest to itself, close to texts that share words, far from others', () => {
    const text = 'The cat sat.';
    expect(toCloseness(text, 'the CAT sat')).toBeCloseTo(1);
    expect(toCloseness(text, 'the cat ran')).toBeCloseTo(2 / 3);
    expect(toCloseness(text, 'rain tomorrow')).toBe(0);
  });

  test('exists for a text without words', () => {
    expect(Math.hypot(...toEmbedding('?!', 8))).toBe(1);
  });
});

describe('a list of embeddings', () => {
  test('answers each input in order and counts words as tokens', () => {
    expect(toEmbeddingList({ model: 'm', input: ['one two', 'one'], dimensions: 2 })).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: toEmbedding('one two', 2) },
        { object: 'embedding', index: 1, embedding: toEmbedding('one', 2) },
      ],
      model: 'm',
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
  });

  test('takes tokens for text', () => {
    const one = toEmbeddingList({ model: 'm', input: [1, 2], dimensions: 8 });
    expect(one).toEqual(toEmbeddingList({ model: 'm', input: '1 2', dimensions: 8 }));
    expect(toEmbeddingList({ model: 'm', input: [[1, 2]], dimensions: 8 })).toEqual(one);
  });

  test('packs floats as base64 when asked', () => {
    const packed = toEmbeddingList({ model: 'm', input: 'one', dimensions: 1, encoding_format: 'base64' });
    expect(packed).toMatchObject({ data: [{ embedding: 'AACAPw==' }] });
  });
});

describe('a request for embeddings that the API refuses', () => {
  const invalidInput = `'$.input' is invalid. Please check the API reference for the supported inputs.`;
  const tooLong = `Invalid 'input': array too long. Expected an array with maximum length 2048, but got an array with length 2049 instead.`;
  const empty = `Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.`;

  test.each<[string, object, string, string | null, string | null]>([
    ['no model', { model: undefined }, 'you must provide a model parameter', null, null],
    ['no input', { input: undefined }, `Missing required parameter: 'input'.`, 'input', 'missing_required_parameter'],
    ['input of another type', { input: 5 }, `Invalid type for 'input': expected a string or an array, but got an integer instead.`, 'input', 'invalid_type'],
    ['no texts', { input: [] }, empty, 'input', 'empty_array'],
    ['too many texts', { input: new Array(2049).fill('a') }, tooLong, 'input', 'array_above_max_length'],
    ['an empty text', { input: ['a', ''] }, invalidInput, null, null],
    ['texts and tokens mixed', { input: ['a', 1] }, invalidInput, null, null],
    ['no dimensions', { dimensions: 0 }, `Invalid 'dimensions': expected a positive integer.`, 'dimensions', 'invalid_value'],
    ['an unknown format', { encoding_format: 'hex' }, `Invalid value: 'hex'. Supported values are: 'float', 'base64'.`, 'encoding_format', 'invalid_value'],
  ])('%s', (_says, fields, ...expected) => {
    const [message, param, code] = expected;
    const problem = validateEmbeddingRequest({ model: 'm', input: 'a', ...fields });
    expect(problem).toEqual({ status: 400, error: { message, type: 'invalid_request_error', param, code } });
  });
});
