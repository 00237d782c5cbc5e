import { describe, expect, test } from 'vitest';
import { collect, scriptedRun, textTool } from '../test/scripted-run.ts';
import { type ConversationResult, partialOf } from './index.ts';

const call = (name: string, input: unknown): { name: string; input: unknown } => ({ name, input });
const upper = textTool('upper', (text) => ({ upper: text.toUpperCase() }));

describe('a conversation', () => {
  test('gives the text of the model, its usage, and who answered', async () => {
    const { conversation } = await scriptedRun([{ text: 'Hello there' }]);
    const { parts, result } = await collect(conversation);
    const by = { provider: 'Scripted', model: 'offline', offline: true };
    const usage = { inputTokens: 15, outputTokens: 3, cachedTokens: 0, reasoningTokens: 0, complete: true };
    expect(parts).toEqual([
      { type: 'requested', step: 1, by },
      { type: 'content', text: 'Hello ' },
      { type: 'content', text: 'there' },
      { type: 'usage', step: 1, usage, costNanoUsd: 0 },
    ]);
    expect(result).toEqual({
      run: 'run_0000000000001_0000000000000000',
      text: 'Hello there',
      messages: [{ role: 'assistant', content: [{ type: 'text', text: 'Hello there' }] }],
      usage,
      costNanoUsd: 0,
      steps: 1,
      toolCalls: [],
      finishReason: 'stop',
      by,
    });
  });

  test('calls the tool that the model asks for and gives it the result', async () => {
    const { conversation } = await scriptedRun([{ toolCalls: [call('upper', { text: 'abc' })] }, { text: 'It is ABC.' }], [upper]);
    const { parts, result } = await collect(conversation);
    expect(parts.map(({ type }) => type)).toEqual(['requested', 'toolInfo', 'usage', 'toolCall', 'toolResult', 'requested', 'content', 'content', 'content', 'usage']);
    expect(parts[3]).toEqual({ type: 'toolCall', id: 'call_1', name: 'upper', args: { text: 'abc' } });
    expect(parts[4]).toEqual({ type: 'toolResult', id: 'call_1', name: 'upper', result: { upper: 'ABC' } });
    expect(result.messages).toEqual([
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'upper', input: { text: 'abc' } }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'upper', output: { type: 'json', value: { upper: 'ABC' } } }] },
      { role: 'assistant', content: [{ type: 'text', text: 'It is ABC.' }] },
    ]);
    expect(result.toolCalls).toEqual([{ id: 'call_1', name: 'upper', result: { upper: 'ABC' } }]);
    expect(result.steps).toBe(2);
  });

  test('runs the calls of one answer side by side and answers them in the order they were asked', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = textTool('slow', async () => (await gate.promise, 'slow'));
    const fast = textTool('fast', () => (gate.resolve(), 'fast'));
    const { conversation } = await scriptedRun([{ toolCalls: [call('slow', { text: 'x' }), call('fast', { text: 'y' })] }, { text: 'done' }], [slow, fast]);
    const { parts, result } = await collect(conversation);
    const came = parts.flatMap((part) => (part.type === 'toolResult' ? [part.name] : []));
    expect(came).toEqual(['fast', 'slow']);
    expect(result.toolCalls.map(({ name }) => name)).toEqual(['slow', 'fast']);
  });

  test('runs no more tools at once than its limit', async () => {
    let running = 0;
    let most = 0;
    const counted = textTool('counted', async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return null;
    });
    const calls = Array.from({ length: 6 }, () => call('counted', { text: 'x' }));
    const { conversation } = await scriptedRun([{ toolCalls: calls }, { text: 'done' }], [counted], { limits: { parallelTools: 2 } });
    await collect(conversation);
    expect(most).toBe(2);
  });
});

describe('what the model gets wrong goes back to the model, and the conversation goes on', () => {
  const mistakes: readonly [what: string, asked: { name: string; input: unknown }, code: string, says: string][] = [
    ['arguments that are not JSON', call('upper', '{"text": "ab'), 'TOOL_BAD_ARGUMENTS', 'it is not JSON'],
    ['a missing argument', call('upper', {}), 'TOOL_BAD_ARGUMENTS', 'text'],
    ['an argument of the wrong type', call('upper', { text: 7 }), 'TOOL_BAD_ARGUMENTS', 'text'],
    ['an argument nobody asked for', call('upper', { text: 'a', shout: true }), 'TOOL_BAD_ARGUMENTS', 'shout'],
    ['a list where an object belongs', call('upper', ['a']), 'TOOL_BAD_ARGUMENTS', 'input'],
    ['a tool that does not exist', call('lower', { text: 'a' }), 'TOOL_UNKNOWN', 'upper'],
  ];

  test.each(mistakes)('%s', async (_, asked, code, says) => {
    const { conversation } = await scriptedRun([{ toolCalls: [asked] }, { text: 'sorry' }], [upper]);
    const { result } = await collect(conversation);
    expect(result.text).toBe('sorry');
    const [outcome] = result.toolCalls;
    expect(outcome?.error?.code).toBe(code);
    expect(outcome?.error?.message).toContain(says);
  });

  test('a tool that throws is told by code and message, without its stack', async () => {
    const failing = textTool('failing', () => {
      throw new Error('the disk is on fire');
    });
    const { conversation } = await scriptedRun([{ toolCalls: [call('failing', { text: 'x' })] }, { text: 'oh' }], [failing]);
    const { result } = await collect(conversation);
    expect(result.toolCalls).toEqual([
      { id: 'call_1', name: 'failing', error: { code: 'TOOL_FAILED', message: 'TOOL_FAILED: failing failed: the disk is on fire. The cause is attached.' } },
    ]);
  });

  test('a result that JSON cannot hold is an error, not a lost one', async () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const { conversation } = await scriptedRun([{ toolCalls: [call('round', { text: 'x' })] }, { text: 'oh' }], [textTool('round', () => circular)]);
    const { result } = await collect(conversation);
    expect(result.toolCalls[0]?.error?.code).toBe('TOOL_BAD_RESULT');
  });

  test('calls over the limit of one answer are refused and told', async () => {
    const calls = [call('upper', { text: 'a' }), call('upper', { text: 'b' }), call('upper', { text: 'c' })];
    const { conversation } = await scriptedRun([{ toolCalls: calls }, { text: 'ok' }], [upper], { limits: { toolCallsPerStep: 2 } });
    const { result } = await collect(conversation);
    expect(result.toolCalls.map((outcome) => (outcome.error ? outcome.error.code : outcome.result))).toEqual([{ upper: 'A' }, { upper: 'B' }, 'TOOL_TOO_MANY_CALLS']);
  });
});

describe('a conversation ends', () => {
  const failure = async (conversation: Parameters<typeof collect>[0]): Promise<{ code?: string; partial: ConversationResult | undefined }> => {
    const error: unknown = await collect(conversation).then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    );
    return { code: (error as { code: string }).code, partial: partialOf(error) };
  };

  test('at its step limit, with what it had as `partial`', async () => {
    const again = { text: 'Again. ', toolCalls: [call('upper', { text: 'a' })] };
    const { conversation, run } = await scriptedRun([again, again, again], [upper], { limits: { steps: 2 } });
    const { code, partial } = await failure(conversation);
    expect({ code, text: partial?.text, steps: partial?.steps }).toEqual({ code: 'RUN_STEP_LIMIT', text: 'Again. Again. ', steps: 2 });
    expect(run.journal.entries.at(-1)).toMatchObject({ type: 'run-ended', status: 'failed', error: { code: 'RUN_STEP_LIMIT' } });
  });

  test('when it is cancelled, at once, although a tool never answers', async () => {
    const control = new AbortController();
    const hanging = textTool('hanging', () => new Promise(() => control.abort()));
    const { conversation, run } = await scriptedRun([{ text: 'Wait. ', toolCalls: [call('hanging', { text: 'x' })] }], [hanging], { signal: control.signal });
    const { code, partial } = await failure(conversation);
    expect({ code, text: partial?.text, finishReason: partial?.finishReason }).toEqual({ code: 'RUN_CANCELLED', text: 'Wait. ', finishReason: 'aborted' });
    expect(run.journal.entries.at(-1)).toMatchObject({ type: 'run-ended', status: 'cancelled' });
  });

  test('before it begins, when it was cancelled before', async () => {
    const { conversation } = await scriptedRun([{ text: 'never' }], [], { signal: AbortSignal.abort() });
    expect((await failure(conversation)).code).toBe('RUN_CANCELLED');
  });

  test('when its time is used up, although a tool never answers', async () => {
    const begun = Promise.withResolvers<void>();
    const hanging = textTool('hanging', () => new Promise(() => begun.resolve()));
    const { conversation, advance } = await scriptedRun([{ toolCalls: [call('hanging', { text: 'x' })] }], [hanging], { limits: { wallTimeMs: 5_000 } });
    const failed = failure(conversation);
    await begun.promise;
    await advance(5_000);
    expect((await failed).code).toBe('RUN_TIME_LIMIT');
  });

  test('when its reader walks away, and the journal says so', async () => {
    const { conversation, run } = await scriptedRun([{ text: 'one two three' }]);
    await conversation.next();
    await conversation.return(undefined as never);
    expect(run.journal.entries.at(-1)).toMatchObject({ type: 'run-ended', status: 'cancelled' });
  });

  test('with the error of the model call, which keeps its code', async () => {
    const { conversation } = await scriptedRun([]);
    expect((await failure(conversation)).code).toBe('LLM_SCRIPT_USED_UP');
  });

  test('before it begins, when two tools have one name', async () => {
    const { conversation } = await scriptedRun([{ text: 'x' }], [upper, upper]);
    expect((await failure(conversation)).code).toBe('TOOL_DUPLICATE');
  });
});

test('tools are called in the context of the run: who for, which run, which step', async () => {
  const seen: unknown[] = [];
  const curious = textTool('curious', (_, { candidate, run, labels }) => void seen.push([String(candidate), run, labels]));
  const { conversation } = await scriptedRun([{ toolCalls: [call('curious', { text: 'x' })] }, { text: 'ok' }], [curious]);
  await collect(conversation);
  const run = { id: 'run_0000000000001_0000000000000000', step: 'model-1/call_1', deadline: 1_800_000_600_000 };
  expect(seen).toEqual([['agent:a1', run, { tool: 'curious' }]]);
});

test('the journal tells the run in order: each intent before its outcome', async () => {
  const { conversation, run } = await scriptedRun([{ toolCalls: [call('upper', { text: 'a' })] }, { text: 'A' }], [upper]);
  await collect(conversation);
  expect(run.journal.entries.map((entry) => ('step' in entry ? `${entry.type} ${entry.step}` : entry.type))).toEqual([
    'run-started',
    'step-started model-1',
    'step-ended model-1',
    'step-started model-1/call_1',
    'step-ended model-1/call_1',
    'step-started model-2',
    'step-ended model-2',
    'run-ended',
  ]);
  expect(run.journal.entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
