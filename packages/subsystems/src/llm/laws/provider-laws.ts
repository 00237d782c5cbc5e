import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { hasCode, isSmythError, type SmythError } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { LlmContract, ModelRequest, ModelResult, ModelStream, ModelStreamPart } from '../contract.ts';
import { contentOf, contentOfParts, partsOf, type ProviderFailure, type ProviderTrial, question, sentence, twoCalls } from './llm-trial.ts';

type Changes = Parameters<typeof altered<LlmContract>>[1];
type Generate = LlmContract['generate'];
type Stream = LlmContract['stream'];
type Sabotage = (it: ProviderTrial) => ProviderTrial;

const spoiled = (trial: ProviderTrial, changes: Changes): ProviderTrial => ({
  ...trial,
  llm: altered(trial.llm, changes),
  keyless: altered(trial.keyless, changes),
  under: (signal) => altered(trial.under(signal), changes),
});

const nothing: ModelResult = {
  content: [],
  finishReason: { unified: 'stop', raw: undefined },
  usage: { inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 }, outputTokens: { total: 0, text: 0, reasoning: 0 } },
  warnings: [],
};

const finish: ModelStreamPart = { type: 'finish', finishReason: nothing.finishReason, usage: nothing.usage };

/** Every failure becomes an empty answer. */
const swallowing: Sabotage = (it) =>
  spoiled(it, {
    generate: (generate: Generate, request: ModelRequest) => generate(request).catch(() => nothing),
    stream: (stream: Stream, request: ModelRequest) =>
      stream(request).then(
        ({ parts }): ModelStream => ({
          parts: (async function* () {
            try {
              yield* parts;
            } catch {
              yield finish;
            }
          })(),
        }),
        (): ModelStream => ({ parts: (async function* () { yield await Promise.resolve(finish); })() }),
      ),
  });

const rechanged =
  (change: (result: ModelResult) => ModelResult): Sabotage =>
  (it) =>
    spoiled(it, { generate: async (generate: Generate, request: ModelRequest) => change(await generate(request)) });

async function failureOf(call: Promise<unknown>): Promise<SmythError> {
  const [outcome] = await Promise.allSettled([call]);
  assert.equal(outcome?.status, 'rejected', 'it resolved');
  const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
  assert.ok(isSmythError(error), inspect(error));
  return error;
}

/** Past the kernel, a connector rejects with what its caller gave up with; the kernel says it in its own words. */
async function assertCancelled(call: Promise<unknown>, reason: Error): Promise<void> {
  const [outcome] = await Promise.allSettled([call]);
  const error: unknown = outcome?.status === 'rejected' ? outcome.reason : undefined;
  assert.ok(error === reason || hasCode(error, 'KERNEL_CANCELLED'), inspect(error));
}

/** One law for each way to fail before an answer. */
const refusals: readonly (readonly [fails: ProviderFailure['fails'], code: string, says: string])[] = [
  ['bad-key', 'LLM_BAD_KEY', 'a refused key'],
  ['unknown-model', 'LLM_UNKNOWN_MODEL', 'a model the provider does not know'],
  ['bad-request', 'LLM_BAD_REQUEST', 'a refused request'],
  ['too-long', 'LLM_CONTEXT_EXCEEDED', 'a conversation longer than the model reads'],
  ['too-many', 'LLM_RATE_LIMITED', 'a limit of requests'],
  ['broken', 'LLM_PROVIDER_FAILED', 'a provider that fails'],
  ['gone', 'LLM_UNREACHABLE', 'a connection that is reset'],
];

const refusalLaws = refusals.map(
  ([fails, code, says]): Law<ProviderTrial> => ({
    id: `llm/${fails}-is-told`,
    says: `${says} rejects with ${code}, streamed and whole, names provider and model, and is not tried again`,
    async check({ it }) {
      it.expect({ fails }, { fails });
      const errors = [await failureOf(it.llm.generate(question)), await failureOf(it.llm.stream(question))];
      assert.deepEqual(errors.map((error) => error.code), [code, code]);
      for (const { details } of errors) {
        const { provider, model } = details as { provider?: unknown; model?: unknown };
        assert.deepEqual({ provider: typeof provider, model }, { provider: 'string', model: question.model });
      }
      assert.equal(it.requests(), 2);
    },
    sabotage: swallowing,
  }),
);

const breakLaws = (['cut', 'nonsense'] as const).map(
  (breaks): Law<ProviderTrial> => ({
    id: `llm/${breaks}-is-no-end`,
    says: `an answer with ${breaks === 'cut' ? 'its end cut off' : 'nonsense in it'} rejects with LLM_CUT_OFF: streamed after the parts that came, and never with a \`finish\``,
    async check({ it }) {
      it.expect({ text: sentence, breaks }, { text: sentence, breaks });
      const whole = await failureOf(it.llm.generate(question));
      const came: ModelStreamPart[] = [];
      const streamed = await failureOf(
        (async () => {
          const { parts } = await it.llm.stream(question);
          for await (const part of parts) came.push(part);
        })(),
      );
      assert.deepEqual([whole.code, streamed.code], ['LLM_CUT_OFF', 'LLM_CUT_OFF']);
      const [begun] = contentOfParts(came) as { text: string }[];
      assert.ok(begun && begun.text !== '' && sentence.startsWith(begun.text), inspect(came));
      assert.deepEqual(came.filter(({ type }) => type === 'finish' || type === 'error'), []);
    },
    sabotage: swallowing,
  }),
);

const answerLaws: readonly Law<ProviderTrial>[] = [
  {
    id: 'llm/text-comes-whole',
    says: 'text comes back as the provider said it, streamed and whole',
    async check({ it }) {
      it.expect({ text: sentence }, { text: sentence });
      const { content, finishReason } = await it.llm.generate(question);
      const said = [{ type: 'text', text: sentence }];
      assert.deepEqual([contentOf(content), finishReason.unified, contentOfParts(await partsOf(it.llm, question))], [said, 'stop', said]);
    },
    sabotage: rechanged((result) => ({ ...result, content: result.content.map((each) => (each.type === 'text' ? { ...each, text: each.text.normalize('NFD') } : each)) })),
  },
  {
    id: 'llm/tool-calls-come-whole',
    says: 'parallel tool calls come back in order with their ids, names and inputs',
    async check({ it }) {
      it.expect({ toolCalls: twoCalls }, { toolCalls: twoCalls });
      const { content, finishReason } = await it.llm.generate(question);
      const parsed = (calls: readonly unknown[]): unknown[] =>
        (calls as { type: string; id: string; name: string; input: string }[]).map(({ type, id, name, input }) => ({ type, id, name, input: JSON.parse(input) as unknown }));
      const called = twoCalls.map((call) => ({ type: 'tool-call', ...call }));
      assert.deepEqual([parsed(contentOf(content)), finishReason.unified, parsed(contentOfParts(await partsOf(it.llm, question)))], [called, 'tool-calls', called]);
    },
    sabotage: rechanged((result) => ({ ...result, content: result.content.slice(0, 1) })),
  },
  {
    id: 'llm/usage-is-the-providers',
    says: 'usage is what the provider counted',
    async check({ it }) {
      const usage = { inputTokens: 4321, outputTokens: 987 };
      it.expect({ text: sentence, usage });
      const { inputTokens, outputTokens } = (await it.llm.generate(question)).usage;
      assert.deepEqual({ inputTokens: inputTokens.total, outputTokens: outputTokens.total }, usage);
    },
    sabotage: rechanged((result) => ({ ...result, usage: nothing.usage })),
  },
  {
    id: 'llm/length-is-told',
    says: 'an answer that ends at the limit of tokens says so',
    async check({ it }) {
      it.expect({ text: sentence, stops: 'at-length' });
      assert.equal((await it.llm.generate(question)).finishReason.unified, 'length');
    },
    sabotage: rechanged((result) => ({ ...result, finishReason: nothing.finishReason })),
  },
  {
    id: 'llm/wait-is-told',
    says: 'how long the provider asks to wait is on the error, in milliseconds',
    async check({ it }) {
      it.expect({ fails: 'too-many', retryAfterSeconds: 2 });
      const { details, retryable } = await failureOf(it.llm.generate(question));
      assert.deepEqual({ retryAfterMs: (details as { retryAfterMs?: unknown }).retryAfterMs, retryable }, { retryAfterMs: 2000, retryable: true });
    },
    sabotage: swallowing,
  },
];

const cancelLaws: readonly Law<ProviderTrial>[] = [
  {
    id: 'llm/cancel-reaches-the-provider',
    says: 'a call given up rejects at once, and its connection is closed',
    async check({ it }) {
      it.expect({ fails: 'silence' });
      const caller = new AbortController();
      const call = it.under(caller.signal).generate(question);
      await it.arrived(0);
      const reason = new Error('given up');
      caller.abort(reason);
      await assertCancelled(call, reason);
      assert.equal(await it.left(0), true);
    },
    sabotage: swallowing,
  },
  {
    id: 'llm/cancel-ends-a-stream',
    says: 'a stream given up rejects at once, and its connection is closed',
    async check({ it }) {
      it.expect({ text: sentence, breaks: 'silence' });
      const caller = new AbortController();
      const { parts } = await it.under(caller.signal).stream(question);
      const reason = new Error('given up');
      const reading = (async () => {
        for await (const part of parts) if (part.type === 'text-delta') caller.abort(reason);
      })();
      await assertCancelled(reading, reason);
      assert.equal(await it.left(0), true);
    },
    sabotage: swallowing,
  },
  {
    id: 'llm/reading-less-closes',
    says: 'a reader that stops early closes the connection',
    async check({ it }) {
      it.expect({ text: sentence, breaks: 'silence' });
      const { parts } = await it.llm.stream(question);
      for await (const part of parts) if (part.type === 'text-delta') break;
      assert.equal(await it.left(0), true);
    },
    sabotage: (it) => ({ ...it, left: () => Promise.resolve(false) }),
  },
];

const keyLaws: readonly Law<ProviderTrial>[] = [
  {
    id: 'llm/no-ambient-key',
    says: 'without a key of the operator or the caller, a call rejects with LLM_MISSING_KEY, names the vault entry and the variable, and nothing is sent',
    async check({ it }) {
      for (const method of ['generate', 'stream'] as const) {
        const { code, message, details } = await failureOf(it.keyless[method](question));
        const { vaultEntry, variable } = details as { vaultEntry?: string; variable?: string };
        assert.ok(code === 'LLM_MISSING_KEY' && vaultEntry && variable && message.includes(`"${vaultEntry}"`) && message.includes(variable), message);
      }
      assert.equal(it.requests(), 0);
    },
    sabotage: (it) => ({ ...it, keyless: it.llm }),
  },
  {
    id: 'llm/no-key-no-default',
    says: 'without a key there is no model to take, with one of the caller there is, and asking sends nothing',
    async check({ it }) {
      assert.equal(await it.keyless.defaultModel(), undefined);
      assert.match((await it.keyless.defaultModel(it.credentials)) ?? '', /\S/);
      assert.equal(it.requests(), 0);
    },
    sabotage: (it) => spoiled(it, { defaultModel: () => Promise.resolve('any') }),
  },
  {
    id: 'llm/callers-key-serves',
    says: 'where the operator gave no key, that of the caller serves',
    async check({ it }) {
      it.expect({ text: sentence });
      const { content } = await it.keyless.generate({ ...question, credentials: it.credentials });
      assert.deepEqual(contentOf(content), [{ type: 'text', text: sentence }]);
    },
    sabotage: (it) => spoiled(it, { generate: (generate: Generate, { credentials: _, ...request }: ModelRequest) => generate(request) }),
  },
  {
    id: 'llm/errors-hold-no-key',
    says: 'no key is in the message, the details, the stack or the cause of an error',
    async check({ it }) {
      const request = { ...question, credentials: it.credentials };
      const turns = [...refusals.map(([fails]) => ({ fails })), { text: sentence, breaks: 'cut' } as const];
      it.expect(...turns);
      for (const _ of turns) {
        const error = await failureOf(it.keyless.generate(request));
        const shown = `${inspect(error, { depth: 12, showHidden: true })}${JSON.stringify(error)}${String(error.stack)}`;
        assert.equal(shown.includes(it.credentials.apiKey.reveal()), false);
      }
    },
    sabotage: (it) =>
      spoiled(it, {
        generate: (generate: Generate, request: ModelRequest) =>
          generate(request).catch((error: unknown) => {
            throw Object.assign(error as Error, { sent: { authorization: request.credentials?.apiKey.reveal() } });
          }),
      }),
  },
];

/** What a connector keeps besides `llmLaws` when a provider is behind it. */
export const providerLaws: readonly Law<ProviderTrial>[] = [...answerLaws, ...refusalLaws, ...breakLaws, ...cancelLaws, ...keyLaws];
