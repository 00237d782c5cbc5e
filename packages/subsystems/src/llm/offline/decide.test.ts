import { describe, expect, test } from 'vitest';
import type { ModelMessage, ModelRequest } from '../contract.ts';
import { decide } from './decide.ts';

const user = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const tool = (name: string, description: string, properties: object, required = Object.keys(properties)): NonNullable<ModelRequest['tools']>[number] => ({
  type: 'function',
  name,
  description,
  inputSchema: { type: 'object', properties, required } as never,
});
const weather = tool('getWeather', 'Get the current weather in a city', { city: { type: 'string' } });
const note = tool('takeNote', 'Write down a note', { text: { type: 'string' } });
const asked = (text: string, more: Partial<ModelRequest> = {}): ReturnType<typeof decide> => decide({ model: 'm', prompt: [user(text)], ...more });

describe('the offline model calls a tool', () => {
  test('that the question speaks of, with arguments from the question', () => {
    expect(asked('What is the weather in Paris?', { tools: [note, weather] })).toEqual({ toolCalls: [{ name: 'getWeather', input: { city: 'Paris' } }] });
  });

  test('for each clause that speaks of one, each with its own part of the text', () => {
    expect(asked('What is the weather in Paris? Then take a note to bring an umbrella.', { tools: [weather, note] })).toEqual({
      toolCalls: [
        { name: 'getWeather', input: { city: 'Paris' } },
        { name: 'takeNote', input: { text: 'Then take a note to bring an umbrella.' } },
      ],
    });
  });

  test('with numbers of a clause that speaks of no other tool', () => {
    const add = tool('addNumbers', 'Add two numbers', { a: { type: 'number' }, b: { type: 'number' } });
    expect(asked('Add the number 2 and 3', { tools: [add, weather] })).toEqual({ toolCalls: [{ name: 'addNumbers', input: { a: 2, b: 3 } }] });
  });

  test('and none that the question does not speak of', () => {
    expect(asked('Tell me a joke', { tools: [weather, note] })).toEqual({ text: expect.stringContaining('Tell me a joke') as string });
  });

  test.each([
    ['none', { type: 'none' } as const, undefined],
    ['one that is named', { type: 'tool', toolName: 'takeNote' } as const, ['takeNote']],
    ['any when one is required', { type: 'required' } as const, ['getWeather']],
  ])('%s, when the caller says so', (_, toolChoice, names) => {
    const { toolCalls } = asked('Tell me a joke', { tools: [weather, note], toolChoice });
    expect(toolCalls?.map(({ name }) => name)).toEqual(names);
  });
});

describe('the offline model answers', () => {
  const withResult = (output: object): ModelMessage[] => [
    user('What is the weather in Paris?'),
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'getWeather', input: {} }] },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'getWeather', output: output as never }] },
  ];

  test.each([
    [{ type: 'json', value: { celsius: 18, tags: ['wet', 'mild'] } }, 'getWeather gave celsius: 18, tags: wet, mild.'],
    [{ type: 'text', value: 'fine' }, 'getWeather gave fine.'],
    [{ type: 'error-json', value: { code: 'X' } }, 'getWeather failed: code: X.'],
    [{ type: 'execution-denied', reason: 'not now' }, 'getWeather was not allowed: not now.'],
  ])('from a result %j', (output, text) => {
    expect(decide({ model: 'm', prompt: withResult(output), tools: [weather] })).toEqual({ text });
  });

  test('from what it was told before', () => {
    const prompt = [{ role: 'system' as const, content: 'You help. The reading room opens at nine.' }, user('When does the reading room open?')];
    expect(decide({ model: 'm', prompt })).toEqual({ text: 'From what I was given: The reading room opens at nine.' });
  });

  test('with JSON that fits a demanded schema', () => {
    const schema = { type: 'object' as const, properties: { city: { type: 'string' as const } }, required: ['city'] };
    expect(asked('Where is Paris?', { responseFormat: { type: 'json', schema } })).toEqual({ text: '{"city":"Paris"}' });
  });

  test('an empty conversation too', () => {
    expect(decide({ model: 'm', prompt: [] })).toEqual({ text: expect.stringContaining('offline model') as string });
  });
});
