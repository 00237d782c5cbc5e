import assert from 'node:assert/strict';
import { altered, type Law } from '@smyth/kernel/testing';
import type { LlmContract, ModelRequest, ModelResult, ModelStream, ModelStreamPart } from './contract.ts';
import { contentOf, contentOfParts, type LlmTrial, partsOf, question, sentence, twoCalls } from './laws/llm-trial.ts';

export type { LlmTrial, ProviderAnswer, ProviderFailure, ProviderTrial, ProviderTurn } from './laws/llm-trial.ts';
export { providerLaws } from './laws/provider-laws.ts';

type Changes = Parameters<typeof altered<LlmContract>>[1];
type Generate = LlmContract['generate'];
type Stream = LlmContract['stream'];

const spoiled = (trial: LlmTrial, changes: Changes): LlmTrial => ({ ...trial, llm: altered(trial.llm, changes) });

/** Streams with some parts left out, put in or changed. */
const restreamed = (trial: LlmTrial, change: (part: ModelStreamPart) => readonly ModelStreamPart[]): LlmTrial =>
  spoiled(trial, {
    async stream(stream: Stream, request: ModelRequest): Promise<ModelStream> {
      const { parts } = await stream(request);
      return {
        parts: (async function* () {
          for await (const part of parts) yield* change(part);
        })(),
      };
    },
  });

const regenerated = (trial: LlmTrial, change: (result: ModelResult) => ModelResult): LlmTrial =>
  spoiled(trial, { generate: async (generate: Generate, request: ModelRequest) => change(await generate(request)) });

const answers = { text: sentence, toolCalls: twoCalls };

/** Each delta of a block lies between its start and its end, and every block ends. */
function assertNested(parts: readonly ModelStreamPart[]): void {
  const open = new Set<string>();
  for (const part of parts) {
    const kind = /^(text|reasoning|tool-input)-(start|delta|end)$/.exec(part.type);
    if (kind === null || !('id' in part)) continue;
    const block = `${kind[1] ?? ''} ${String(part.id)}`;
    assert.equal(open.has(block), kind[2] !== 'start', `${part.type} of ${block}`);
    if (kind[2] === 'start') open.add(block);
    if (kind[2] === 'end') open.delete(block);
  }
  assert.deepEqual([...open], []);
}

/** What every connector of models keeps, with a provider behind it or not. */
export const llmLaws: readonly Law<LlmTrial>[] = [
  {
    id: 'llm/stream-says-the-same',
    says: 'streamed and whole, the same answer has the same text and the same tool calls',
    async check({ it }) {
      it.expect(answers, answers);
      const { content } = await it.llm.generate(question);
      assert.notDeepEqual(content, []);
      assert.deepEqual(contentOfParts(await partsOf(it.llm, question)), contentOf(content));
    },
    sabotage(it) {
      let deltas = 0;
      return restreamed(it, (part) => (part.type === 'text-delta' && ++deltas === 2 ? [] : [part]));
    },
  },
  {
    id: 'llm/stream-counts-the-same',
    says: 'streamed and whole, the same answer has the same reason to finish and the same usage',
    async check({ it }) {
      it.expect(answers, answers);
      const { finishReason, usage } = await it.llm.generate(question);
      const finish = (await partsOf(it.llm, question)).find(({ type }) => type === 'finish');
      assert.deepEqual(finish?.type === 'finish' && { finishReason: finish.finishReason, usage: finish.usage }, { finishReason, usage });
    },
    sabotage: (it) => restreamed(it, (part) => (part.type === 'finish' ? [{ ...part, finishReason: { unified: 'other', raw: undefined } }] : [part])),
  },
  {
    id: 'llm/finish-is-last-and-once',
    says: 'a stream begins with `stream-start` and ends with its one `finish`',
    async check({ it }) {
      it.expect(answers);
      const types = (await partsOf(it.llm, question)).map(({ type }) => type);
      assert.deepEqual([types[0], types.at(-1), types.filter((type) => type === 'finish').length], ['stream-start', 'finish', 1]);
    },
    sabotage: (it) => restreamed(it, (part) => (part.type === 'finish' ? [part, part] : [part])),
  },
  {
    id: 'llm/blocks-begin-and-end',
    says: 'deltas lie between the start and the end of their block, and every block ends',
    async check({ it }) {
      it.expect(answers);
      assertNested(await partsOf(it.llm, question));
    },
    sabotage: (it) => restreamed(it, (part) => (part.type === 'text-end' || part.type === 'tool-input-end' ? [] : [part])),
  },
  {
    id: 'llm/tool-input-adds-up',
    says: 'the streamed pieces of a tool call add up to its input',
    async check({ it }) {
      it.expect(answers);
      const parts = await partsOf(it.llm, question);
      for (const call of parts.filter((part) => part.type === 'tool-call')) {
        const pieces = parts.filter((part) => part.type === 'tool-input-delta' && part.id === call.toolCallId);
        assert.equal(pieces.map((piece) => (piece.type === 'tool-input-delta' ? piece.delta : '')).join(''), call.input);
      }
    },
    sabotage: (it) => restreamed(it, (part) => (part.type === 'tool-input-delta' ? [part, part] : [part])),
  },
  {
    id: 'llm/tool-calls-can-be-made',
    says: 'a tool call has an id of its own, the name of an offered tool, and a JSON object as input',
    async check({ it }) {
      it.expect(answers);
      const { content } = await it.llm.generate(question);
      const calls = content.filter((each) => each.type === 'tool-call');
      const inputs = calls.map(({ input }) => JSON.parse(input) as unknown);
      assert.deepEqual(calls.filter(({ toolCallId, toolName }) => toolCallId === '' || !question.tools?.some(({ name }) => name === toolName)), []);
      assert.equal(new Set(calls.map(({ toolCallId }) => toolCallId)).size, calls.length);
      assert.ok(inputs.every((input) => typeof input === 'object' && input !== null && !Array.isArray(input)));
    },
    sabotage: (it) => regenerated(it, (result) => ({ ...result, content: result.content.map((each) => (each.type === 'tool-call' ? { ...each, toolCallId: 'same' } : each)) })),
  },
  {
    id: 'llm/usage-is-counted',
    says: 'input and output tokens are whole numbers, zero or more',
    async check({ it }) {
      it.expect(answers);
      const { usage } = await it.llm.generate(question);
      const counts = [usage.inputTokens.total, usage.outputTokens.total];
      assert.ok(counts.every((count) => Number.isSafeInteger(count) && (count ?? -1) >= 0), `${counts.join(' and ')}`);
    },
    sabotage: (it) => regenerated(it, ({ usage, ...result }) => ({ ...result, usage: { ...usage, outputTokens: { ...usage.outputTokens, total: Number.NaN } } })),
  },
  {
    id: 'llm/request-is-left-alone',
    says: 'a request is the same after the call as before',
    async check({ it }) {
      it.expect(answers, answers);
      const given = structuredClone(question);
      await it.llm.generate(given);
      await partsOf(it.llm, given);
      assert.deepEqual(given, question);
    },
    sabotage: (it) =>
      spoiled(it, {
        generate: (generate: Generate, request: ModelRequest) => {
          request.prompt.reverse();
          return generate(request);
        },
      }),
  },
  {
    id: 'llm/default-model-is-named',
    says: 'with a key, or where none is needed, there is a model to take when none is named',
    async check({ it }) {
      assert.match((await it.llm.defaultModel()) ?? '', /\S/);
    },
    sabotage: (it) => spoiled(it, { defaultModel: () => Promise.resolve('') }),
  },
];
