import { expect, test } from 'vitest';
import { scriptedSdk } from '../test/scripted-sdk.ts';

test('a prompt gives the text, the stream, and the whole result', async () => {
  const { sdk } = await scriptedSdk();
  const llm = new sdk.LLM('Echo', { model: 'any' });
  expect(await llm.prompt('say this')).toBe('say this');
  const chunks: string[] = [];
  const stream = await llm.prompt('and this').stream();
  stream.on('content', (chunk) => chunks.push(chunk));
  await stream.text;
  expect(chunks).toEqual(['and ', 'this']);
  expect(await llm.prompt('all').run()).toMatchObject({ text: 'all', costNanoUsd: 0, by: { provider: 'Echo', offline: true } });
});

test('a factory per provider makes the same thing', async () => {
  const { sdk } = await scriptedSdk();
  const llm = sdk.LLM.OpenAI('gpt-4o', { temperature: 0.3 });
  expect({ provider: llm.provider, settings: llm.settings }).toEqual({ provider: 'OpenAI', settings: { model: 'gpt-4o', temperature: 0.3 } });
  expect(llm).toBeInstanceOf(sdk.LLM);
});

const wrong: readonly [what: string, settings: object][] = [
  ['no model', {}],
  ['an unknown setting', { model: 'm', temprature: 1 }],
  ['a temperature that is no number', { model: 'm', temperature: 'warm' }],
];
test.each(wrong)('a model with %s is refused when it is made', async (_, settings) => {
  const { sdk } = await scriptedSdk();
  expect(() => new sdk.LLM('Echo', settings as never)).toThrow(expect.objectContaining({ code: 'SDK_BAD_OPTION' }) as Error);
});

test('an unknown prompt option is refused, never ignored', async () => {
  const { sdk } = await scriptedSdk();
  expect(() => sdk.LLM.Echo('m').prompt('x', { shema: {} } as never)).toThrow(expect.objectContaining({ code: 'SDK_BAD_OPTION' }) as Error);
});
