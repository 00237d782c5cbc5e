import { expect, it } from 'vitest';
import type { Failure } from './read-failure.ts';
import { toLlmError } from './to-llm-error.ts';

const call = { provider: 'Acme', model: 'acme-1', keySource: 'vault:acme', baseURL: 'https://acme.test/v1', host: 'acme.test', now: 0, clean: (text: string) => text.replaceAll('secret', '[secret]') };

const refused = (status: number | undefined, message: string, codes: readonly string[] = []): Failure => ({ kind: 'refused', status, message, codes, headers: {}, plain: false });

it.each([
  [401, 'No.', [], 'LLM_BAD_KEY'],
  [403, 'Not from there.', ['unsupported_country_region_territory'], 'LLM_BAD_KEY'],
  [404, 'The model `x` does not exist.', ['model_not_found'], 'LLM_UNKNOWN_MODEL'],
  [404, 'model "x" not found, try pulling it first', ['api_error'], 'LLM_UNKNOWN_MODEL'],
  [400, 'Not here.', ['model_not_supported'], 'LLM_UNKNOWN_MODEL'],
  [400, 'Model Not Exist', ['invalid_request_error'], 'LLM_UNKNOWN_MODEL'],
  [400, 'x/y is not a valid model ID', [], 'LLM_UNKNOWN_MODEL'],
  [400, 'Too many tokens.', ['context_length_exceeded'], 'LLM_CONTEXT_EXCEEDED'],
  [400, "This model's maximum context length is 4096 tokens. However, you requested 5000.", ['BadRequestError'], 'LLM_CONTEXT_EXCEEDED'],
  [400, "This model's maximum prompt length is 131072 but the request contains 200000 tokens.", [], 'LLM_CONTEXT_EXCEEDED'],
  [400, 'the request exceeds the available context size', ['exceed_context_size_error'], 'LLM_CONTEXT_EXCEEDED'],
  [400, "Unknown parameter: 'context'.", ['unknown_parameter'], 'LLM_BAD_REQUEST'],
  [422, 'Field required', [], 'LLM_BAD_REQUEST'],
  [402, 'Insufficient Balance', [], 'LLM_BAD_REQUEST'],
  [429, 'Slow down.', ['rate_limit_exceeded'], 'LLM_RATE_LIMITED'],
  [408, 'Too slow.', [], 'LLM_PROVIDER_FAILED'],
  [500, 'Oops.', [], 'LLM_PROVIDER_FAILED'],
  [529, 'maximum context length', [], 'LLM_PROVIDER_FAILED'],
  [undefined, 'Overloaded.', ['server_error'], 'LLM_PROVIDER_FAILED'],
] as const)('status %s saying "%s" with codes %j is %s', (status, message, codes, code) => {
  expect(toLlmError(refused(status, message, codes), call).code).toBe(code);
});

it('says where the refused key came from', () => {
  expect(toLlmError(refused(401, 'No.'), call).details).toEqual({ provider: 'Acme', model: 'acme-1', status: 401, reason: 'No.', source: 'vault:acme' });
});

it('takes a 404 that is not about a model for a wrong address', () => {
  const elsewhere = { provider: 'Acme', model: 'acme-1', status: 404, reason: 'what answers at https://acme.test/v1 is not a chat API; check the base URL' };
  for (const failure of [refused(404, 'Invalid URL (POST /v2/chat/completions)'), refused(404, 'Gone.', ['unknown_url']), { ...refused(404, 'Not Found'), plain: true }]) {
    const { code, details } = toLlmError(failure, call);
    expect({ code, details }).toEqual({ code: 'LLM_BAD_REQUEST', details: elsewhere });
  }
});

it('keeps secrets and floods of text out of the reason', () => {
  const { details } = toLlmError(refused(400, `a secret\n\t ${'x'.repeat(5000)}`), call);
  expect(details).toEqual({ provider: 'Acme', model: 'acme-1', status: 400, reason: `a [secret] ${'x'.repeat(488)}…` });
});

it('reads a long text in little time', () => {
  const text = `${'exceeds the its '.repeat(50_000)}maximum`;
  expect(toLlmError(refused(400, text), call).code).toBe('LLM_BAD_REQUEST');
});

it('knows no answer, half an answer, a page, and a request that never left', () => {
  const told = ([failure]: [Failure]): unknown => {
    const { code, details, retryable } = toLlmError(failure, call);
    return { code, reason: (details as { reason: string }).reason, retryable };
  };
  const failures: [Failure][] = [
    [{ kind: 'unreachable', message: 'getaddrinfo ENOTFOUND acme.test' }],
    [{ kind: 'broken', message: 'terminated', page: false }],
    [{ kind: 'broken', message: 'it is a page', page: true }],
    [{ kind: 'unsent', message: 'no audio' }],
  ];
  expect(failures.map(told)).toEqual([
    { code: 'LLM_UNREACHABLE', reason: 'acme.test: getaddrinfo ENOTFOUND acme.test', retryable: true },
    { code: 'LLM_CUT_OFF', reason: 'terminated', retryable: true },
    { code: 'LLM_BAD_REQUEST', reason: 'what answers at https://acme.test/v1 is not a chat API; check the base URL', retryable: false },
    { code: 'LLM_BAD_REQUEST', reason: 'nothing was sent: no audio', retryable: false },
  ]);
});
