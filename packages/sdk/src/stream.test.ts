import { describe, expect, test } from 'vitest';
import { scriptedSdk } from '../test/scripted-sdk.ts';
import type { Stream } from './index.ts';

async function streamOf(...script: Parameters<typeof scriptedSdk>[0] & object): Promise<Stream> {
  const { sdk } = await scriptedSdk(script);
  return new sdk.Agent({ id: 'a1', name: 'A' }).prompt('go').stream();
}

const ended = (stream: Stream): Promise<void> => new Promise((resolve) => stream.on('end', () => resolve()));

describe('a stream can be taken in every way', () => {
  test('as an async iterable, ending with the result', async () => {
    const parts = [];
    for await (const part of await streamOf({ text: 'one two' })) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['requested', 'content', 'content', 'usage', 'end']);
    expect(parts.at(-1)).toMatchObject({ type: 'end', result: { text: 'one two' } });
  });

  test('by listeners, which are given the text of each chunk; the first part was held for them', async () => {
    const stream = await streamOf({ text: 'one two' });
    const heard: string[] = [];
    stream.on('requested', () => heard.push('requested')).on('content', (text) => heard.push(text)).on('end', () => heard.push('end'));
    await ended(stream);
    expect(heard).toEqual(['requested', 'one ', 'two', 'end']);
  });

  test('by its promises alone', async () => {
    const stream = await streamOf({ text: 'one two' });
    expect(await stream.text).toBe('one two');
    expect(await stream.usage).toMatchObject({ outputTokens: 2 });
    expect((await stream.result).finishReason).toBe('stop');
  });

  test('by listeners and an iterator at once: both see everything', async () => {
    const stream = await streamOf({ text: 'one two' });
    const heard: string[] = [];
    stream.on('data', ({ type }) => heard.push(type));
    const read: string[] = [];
    for await (const { type } of stream) read.push(type);
    expect(read).toEqual(['requested', 'content', 'content', 'usage', 'end']);
    expect(heard).toEqual(read);
  });

  test('as a web stream of its text', async () => {
    const stream = await streamOf({ text: 'one two' });
    const texts = [];
    for await (const text of stream.toWebStream()) texts.push(text);
    expect(texts).toEqual(['one ', 'two']);
  });
});

test('`once` hears one, and `off` hears no more', async () => {
  const stream = await streamOf({ text: 'a b c' });
  const heard: string[] = [];
  const never = (): void => void heard.push('never');
  stream.once('content', (text) => heard.push(text)).on('content', never).off('content', never);
  await ended(stream);
  expect(heard).toEqual(['a ']);
});

describe('a stream that fails', () => {
  const failing = { toolCalls: [{ name: 'nothing', input: {} }] };

  test('tells listeners what had come, then ends, exactly once and last', async () => {
    const stream = await streamOf({ text: 'Let me see. ', ...failing });
    const heard: string[] = [];
    for (const event of ['error', 'interrupted', 'abort', 'end'] as const) stream.on(event, () => heard.push(event));
    await ended(stream);
    expect(heard).toEqual(['error', 'interrupted', 'end']);
  });

  test('rejects its promises and its iterator with the same coded error', async () => {
    const stream = await streamOf(failing);
    await expect(stream.text).rejects.toMatchObject({ code: 'LLM_SCRIPT_USED_UP' });
    await expect(stream.result).rejects.toMatchObject({ code: 'LLM_SCRIPT_USED_UP', partial: { steps: 1 } });
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toMatchObject({ code: 'LLM_SCRIPT_USED_UP' });
  });

  test('rejects before there is a stream when the first call cannot be made', async () => {
    await expect(streamOf()).rejects.toMatchObject({ code: 'LLM_SCRIPT_USED_UP' });
  });
});

describe('abort', () => {
  test('ends the stream with what had come', async () => {
    const stream = await streamOf({ text: 'one two three' });
    const heard: string[] = [];
    for (const event of ['error', 'interrupted', 'abort', 'end'] as const) stream.on(event, () => heard.push(event));
    stream.once('content', () => stream.abort());
    await ended(stream);
    const result = await stream.result;
    expect(result).toMatchObject({ text: 'one ', finishReason: 'aborted' });
    expect(heard).toEqual(['interrupted', 'abort', 'end']);
  });

  test('may be called by nobody but a reader who leaves', async () => {
    const stream = await streamOf({ text: 'one two three' });
    for await (const part of stream) if (part.type === 'content') break;
    expect(await stream.result).toMatchObject({ text: 'one ', finishReason: 'aborted' });
  });

  test('after the end changes nothing', async () => {
    const stream = await streamOf({ text: 'one' });
    await stream.text;
    stream.abort();
    expect(await stream.result).toMatchObject({ text: 'one', finishReason: 'stop' });
  });

  test('by the signal of the caller rejects, for the caller knows', async () => {
    const { sdk } = await scriptedSdk([{ text: 'one two' }]);
    const control = new AbortController();
    const stream = await new sdk.Agent({ id: 'a1', name: 'A' }).prompt('go', { signal: control.signal }).stream();
    control.abort();
    await expect(stream.text).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });
});
