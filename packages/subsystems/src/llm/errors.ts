import { defineErrors } from '@smyth/kernel';

/** Where a model call failed. */
export interface ModelPlace {
  readonly provider: string;
  readonly model: string;
  /** HTTP status of the provider, where there was one. */
  readonly status?: number;
  /** What the provider said, without secrets; for people, never for decisions. */
  readonly reason?: string;
}

const place = ({ provider, model, status, reason }: ModelPlace): string =>
  `${provider}, model "${model}"${status === undefined ? '' : `, status ${status}`}${reason === undefined ? '' : `: ${reason}`}`;

export const llmErrors = defineErrors('LLM', {
  MISSING_KEY: {
    category: 'config',
    says: (d: { provider: string; model: string; vaultEntry: string; variable?: string }) => `There is no key for ${d.provider}, which the model "${d.model}" needs; nothing was sent.`,
    fix: (d: { vaultEntry: string; variable?: string }) =>
      `Put one into the vault as "${d.vaultEntry}"${d.variable === undefined ? '' : `, or set the environment variable ${d.variable}`}. To go without, leave the model out or set SMYTH_OFFLINE=1.`,
  },
  BAD_KEY: {
    category: 'config',
    says: (d: ModelPlace & { source: string }) => `The provider refused the key (${place(d)}); it came from ${d.source}.`,
    fix: 'Check that the key is whole, active and allowed to use this model.',
  },
  UNKNOWN_MODEL: {
    category: 'invalid',
    says: (d: ModelPlace) => `The provider does not know the model (${place(d)}).`,
    fix: 'Check its spelling and that your account has access to it.',
  },
  UNKNOWN_PROVIDER: {
    category: 'invalid',
    says: (d: { provider: string; suggestion?: string }) => `There is no model provider "${d.provider}".`,
    fix: (d: { provider: string; suggestion?: string }) => d.suggestion ?? 'Name a bound one.',
  },
  BAD_MODEL: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} does not name a model.`,
    fix: 'Name one as "gpt-4o", "openai/gpt-4o" or { provider, model }, or leave it out.',
  },
  AMBIGUOUS_MODEL: {
    category: 'invalid',
    says: (d: { model: string }) => `It is not known which provider has the model "${d.model}".`,
    fix: (d: { model: string }) => `Name it: "openai/${d.model}", or new SDK.LLM('OpenAI', { model: '${d.model}' }).`,
  },
  BAD_REQUEST: {
    category: 'invalid',
    says: (d: ModelPlace) => `The request was refused (${place(d)}).`,
    fix: 'Mend what the reason names; sending the same again will fail again.',
  },
  CONTEXT_EXCEEDED: {
    category: 'limit',
    says: (d: ModelPlace) => `The conversation is longer than the model can read (${place(d)}).`,
    fix: 'Send less, or use a model with a larger context.',
  },
  RATE_LIMITED: {
    category: 'limit',
    retryable: true,
    says: (d: ModelPlace & { retryAfterMs?: number }) => `The provider asks for fewer requests (${place(d)}).`,
    fix: (d: { retryAfterMs?: number }) => (d.retryAfterMs === undefined ? 'Wait, then send it again.' : `Send it again in ${Math.ceil(d.retryAfterMs / 1000)} s.`),
  },
  PROVIDER_FAILED: {
    category: 'unavailable',
    retryable: true,
    says: (d: ModelPlace) => `The provider failed (${place(d)}).`,
    fix: 'It is not your request; send it again later, or use another provider.',
  },
  UNREACHABLE: {
    category: 'unavailable',
    retryable: true,
    says: (d: ModelPlace) => `The provider could not be reached (${place(d)}).`,
    fix: 'Check the network, the proxy and the base URL.',
  },
  CUT_OFF: {
    category: 'unavailable',
    retryable: true,
    says: (d: ModelPlace) => `The answer broke off (${place(d)}).`,
    fix: 'What had come is on the error as `partial`; send it again for a whole one.',
  },
  SCRIPT_USED_UP: {
    category: 'internal',
    says: (d: { turns: number }) => `The script has ${d.turns} turn(s), and all are used up.`,
    fix: 'Add a turn to the Scripted connector.',
  },
  SCRIPT_LEFT_OVER: {
    category: 'internal',
    says: (d: { turns: number; played: number }) => `${d.turns - d.played} of ${d.turns} scripted turn(s) were never asked for.`,
    fix: 'Take them out of the script, or make the calls they answer.',
  },
});
