import { expect, test } from 'vitest';
import { scriptedSdk } from '../test/scripted-sdk.ts';

test('a chat remembers what was said, tool calls and results included', async () => {
  const { sdk } = await scriptedSdk([{ text: 'Hello.' }, { toolCalls: [{ name: 'now', input: {} }] }, { text: 'It is noon.' }]);
  const agent = new sdk.Agent({ id: 'a1', name: 'A', behavior: 'Be brief.' });
  agent.addSkill({ name: 'now', process: () => '12:00' });
  const chat = agent.chat();
  expect(await chat.send('Hi')).toBe('Hello.');
  expect(await chat.prompt('What time is it?')).toBe('It is noon.');
  expect(chat.history).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'What time is it?' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'call_1', name: 'now', args: {} }] },
    { role: 'tool', id: 'call_1', name: 'now', result: '12:00' },
    { role: 'assistant', content: 'It is noon.' },
  ]);
});

test('what is sent while an answer is coming waits for it', async () => {
  const { sdk } = await scriptedSdk([{ text: 'first' }, { text: 'second' }]);
  const chat = new sdk.Agent({ id: 'a1', name: 'A' }).chat();
  const [one, two] = await Promise.all([chat.send('1'), chat.send('2')]);
  expect([one, two]).toEqual(['first', 'second']);
  expect(chat.history.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
});

test('an answer that nobody reads does not hold up the next question', async () => {
  const { sdk } = await scriptedSdk([{ text: 'first' }, { text: 'second' }]);
  const chat = new sdk.Agent({ id: 'a1', name: 'A' }).chat();
  await chat.send('1').stream();
  expect(await chat.send('2')).toBe('second');
  expect(chat.history.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
});

test('a question whose answer failed leaves no trace, and the next one is heard', async () => {
  const { sdk } = await scriptedSdk([{ toolCalls: [{ name: 'x', input: {} }] }, { toolCalls: [{ name: 'x', input: {} }] }, { text: 'fine' }]);
  const chat = new sdk.Agent({ id: 'a1', name: 'A', limits: { steps: 2 } }).chat();
  await expect(chat.send('will fail')).rejects.toMatchObject({ code: 'RUN_STEP_LIMIT' });
  expect(chat.history).toEqual([]);
  expect(await chat.send('again')).toBe('fine');
  expect(chat.history).toEqual([
    { role: 'user', content: 'again' },
    { role: 'assistant', content: 'fine' },
  ]);
});

test('an aborted answer leaves no trace', async () => {
  const { sdk } = await scriptedSdk([{ text: 'one two three' }]);
  const chat = new sdk.Agent({ id: 'a1', name: 'A' }).chat();
  const stream = await chat.send('go').stream();
  stream.once('content', () => stream.abort());
  expect(await stream.text).toBe('one ');
  expect(chat.history).toEqual([]);
});

test('the same id gives the same chat, no id a new one', async () => {
  const { sdk } = await scriptedSdk();
  const agent = new sdk.Agent({ id: 'a1', name: 'A' });
  expect(agent.chat('support')).toBe(agent.chat('support'));
  expect(agent.chat()).not.toBe(agent.chat());
});

test('clear forgets', async () => {
  const { sdk } = await scriptedSdk();
  const chat = new sdk.Agent({ id: 'a1', name: 'A' }).chat();
  await chat.send('remember this');
  chat.clear();
  expect(chat.history).toEqual([]);
});

test('a model chats too', async () => {
  const { sdk } = await scriptedSdk();
  const chat = sdk.LLM.Echo('echo').chat();
  expect(await chat.send('one')).toBe('one');
  expect(chat.history).toEqual([
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'one' },
  ]);
});
