import { expect, it } from 'vitest';
import { readFailure } from './read-failure.ts';

const answered = (statusCode: number, responseBody?: string): object => ({ name: 'AI_APICallError', message: 'Bad Gateway', statusCode, responseBody, responseHeaders: {} });

it.each([
  ['{"error":{"message":"No","code":"bad","type":"invalid_request_error"}}', 'No', ['bad', 'invalid_request_error']],
  ['{"error":"model \'x\' not found"}', "model 'x' not found", []],
  ['{"code":"invalid","error":"No such key"}', 'No such key', ['invalid']],
  ['{"object":"error","message":"Too long","type":"BadRequestError","code":400}', 'Too long', ['BadRequestError']],
  ['[{"error":{"message":"No","status":"INVALID_ARGUMENT"}}]', 'No', []],
  ['{"detail":"Not authenticated"}', 'Not authenticated', []],
])('reads the error body %s', (body, message, codes) => {
  expect(readFailure(answered(400, body))).toEqual({ kind: 'refused', status: 400, message, codes, headers: {}, plain: false });
});

it.each(['', '<html>Bad Gateway</html>', '{"detail":[]}', 'null', '{'])('takes the status where the body says nothing: %j', (body) => {
  expect(readFailure(answered(502, body))).toEqual({ kind: 'refused', status: 502, message: 'Bad Gateway', codes: [], headers: {}, plain: true });
});

it('names the innermost cause of a broken connection once', () => {
  const cause = Object.assign(new Error('', { cause: undefined }), { code: 'ECONNREFUSED' });
  const error = Object.assign(new Error('Cannot connect to API', { cause }), { name: 'AI_APICallError' });
  expect(readFailure(error)).toEqual({ kind: 'unreachable', message: 'no connection (ECONNREFUSED)' });
});

it.each([[undefined], ['no'], [null]])('takes %j that was thrown for a request that never left', (thrown) => {
  expect(readFailure(thrown)).toEqual({ kind: 'unsent', message: String(thrown) });
});
