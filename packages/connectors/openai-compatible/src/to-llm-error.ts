import type { SmythError } from '@smyth/kernel';
import { llmErrors } from '@smyth/subsystems';
import type { Failure } from './read-failure.ts';
import { toRetryAfterMs } from './retry-after.ts';

/** The call that failed. */
export interface FailedCall {
  readonly provider: string;
  readonly model: string;
  /** Where the key came from. */
  readonly keySource: string;
  readonly baseURL: string;
  readonly host: string;
  /** Epoch ms. */
  readonly now: number;
  /** The text without secrets. */
  readonly clean: (text: string) => string;
}

const tooLong = new Set(['context_length_exceeded', 'exceed_context_size_error']);
const unknownModel = new Set(['model_not_found', 'model_not_available', 'model_not_supported', 'model_not_exist']);

// Not all that speak the format have a code for it.
const saysTooLong = /\b(maximum|max) (context|prompt) (length|size)|context (length|window|size) (is |was )?exceeded|exceeds? (the |its |this model's )?(maximum )?context\b/i;
const saysNoSuchModel = /\bmodel not exist\b|\bis not a valid model\b|^invalid model\b/i;

/** Read of a provider's text: enough for a person, and little enough for a pattern. */
const readChars = 2000;
const shownChars = 500;

type Refused = Extract<Failure, { kind: 'refused' }>;

const isNoChatApi = ({ status, plain, codes, message }: Refused): boolean =>
  (status === 404 || status === 405) && !codes.some((code) => unknownModel.has(code)) && (plain || codes.includes('unknown_url') || /^invalid url\b/i.test(message));

/** Only what a 4xx says is weighed: a failing provider may say anything. */
function judge({ status, codes, message }: Refused): 'BAD_KEY' | 'CONTEXT_EXCEEDED' | 'UNKNOWN_MODEL' | 'RATE_LIMITED' | 'PROVIDER_FAILED' | 'BAD_REQUEST' {
  const says = message.slice(0, readChars);
  if (status === 401 || status === 403) return 'BAD_KEY';
  if (status === 429 || codes.includes('insufficient_quota')) return 'RATE_LIMITED';
  if (codes.some((code) => tooLong.has(code))) return 'CONTEXT_EXCEEDED';
  if (status === 404 || codes.some((code) => unknownModel.has(code))) return 'UNKNOWN_MODEL';
  if (status === undefined || status === 408 || status < 400 || status >= 500) return 'PROVIDER_FAILED';
  if (saysTooLong.test(says)) return 'CONTEXT_EXCEEDED';
  return saysNoSuchModel.test(says) ? 'UNKNOWN_MODEL' : 'BAD_REQUEST';
}

const shorten = (text: string): string => (text.length > shownChars ? `${text.slice(0, shownChars - 1)}…` : text);

/** One of `llmErrors` for any failure. Pure. It carries no cause: the client's errors hold the whole request and answer. */
export function toLlmError(failure: Failure, { provider, model, keySource, baseURL, host, now, clean }: FailedCall): SmythError {
  const place = (reason: string, status?: number): { provider: string; model: string; reason: string; status?: number } => ({
    provider,
    model,
    ...(status === undefined ? {} : { status }),
    reason: shorten(clean(reason).replace(/\s+/g, ' ').trim()),
  });
  const elsewhere = `what answers at ${baseURL} is not a chat API; check the base URL`;
  switch (failure.kind) {
    case 'unsent':
      return llmErrors.BAD_REQUEST(place(`nothing was sent: ${failure.message}`));
    case 'unreachable':
      return llmErrors.UNREACHABLE(place(`${host}: ${failure.message}`));
    case 'broken':
      return failure.page ? llmErrors.BAD_REQUEST(place(elsewhere)) : llmErrors.CUT_OFF(place(failure.message));
    case 'refused': {
      const { status, codes, headers, message } = failure;
      if (isNoChatApi(failure)) return llmErrors.BAD_REQUEST(place(elsewhere, status));
      const where = place(codes.includes('insufficient_quota') ? `insufficient_quota: ${message}` : message, status);
      const code = judge(failure);
      if (code === 'BAD_KEY') return llmErrors.BAD_KEY({ ...where, source: keySource });
      if (code !== 'RATE_LIMITED') return llmErrors[code](where);
      const retryAfterMs = toRetryAfterMs(headers, now);
      return llmErrors.RATE_LIMITED(retryAfterMs === undefined ? where : { ...where, retryAfterMs });
    }
  }
}
