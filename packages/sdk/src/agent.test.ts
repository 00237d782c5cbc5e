import { number, object, text } from '@smyth/kernel';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { scriptedSdk } from '../test/scripted-sdk.ts';
import { ambientContext } from './ambient.ts';

const call = (name: string, input: unknown): { name: string; input: unknown } => ({ name, input });

describe('skills', () => {
  test('a single parameter without a schema is one property of that name, and gets its value', async () => {
    const { sdk } = await scriptedSdk([{ toolCalls: [call('getWeather', { location: 'Paris' })] }, { text: 'Fine.' }]);
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    const asked: unknown[] = [];
    const skill = agent.addSkill({ name: 'getWeather', process: (location) => (asked.push(location), { temperature: 72 }) });
    expect(skill.inputs).toEqual({ type: 'object', properties: { location: { type: 'string' } }, required: ['location'], additionalProperties: false });
    expect(await agent.prompt('weather?')).toBe('Fine.');
    expect(asked).toEqual(['Paris']);
  });

  test('destructured parameters are read; those with a default are optional', async () => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    const skill = agent.addSkill({ name: 'add', process: ({ a, b = 1 }) => Number(a) + Number(b) });
    expect(skill.inputs).toMatchObject({ required: ['a'] });
    expect(await skill.call({ a: 2 })).toBe(3);
    expect(await agent.call('add', { a: 2, b: 5 })).toBe(7);
  });

  test('a schema gives types, checks and coercion', async () => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({
      name: 'double',
      inputs: object({ value: number(), label: text().optional() }),
      process: ({ value, label }) => {
        expectTypeOf(value).toEqualTypeOf<number>();
        expectTypeOf(label).toEqualTypeOf<string | undefined>();
        return value * 2;
      },
    });
    expect(await agent.call('double', { value: '21' })).toBe(42);
    await expect(agent.call('double', { value: 'many' })).rejects.toMatchObject({ code: 'TOOL_BAD_ARGUMENTS' });
    await expect(agent.call('double', { value: 1, color: 'red' })).rejects.toMatchObject({ code: 'TOOL_BAD_ARGUMENTS' });
  });

  test('a JSON Schema whose one property is the parameter gives that property', async () => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({ name: 'greet', inputs: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] }, process: (who) => `hello ${who}` });
    expect(await agent.call('greet', { who: 'world' })).toBe('hello world');
  });

  test('a skill that is not for models is not offered to them, and can be called', async () => {
    const { sdk } = await scriptedSdk([{ toolCalls: [call('secretSkill', {})] }, { text: 'no' }]);
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({ name: 'secretSkill', ai_exposed: false, process: () => 'ran' });
    const { toolCalls } = await agent.prompt('go').run();
    expect(toolCalls[0]?.error?.code).toBe('TOOL_UNKNOWN');
    expect(await agent.call('secretSkill')).toBe('ran');
  });

  test('a removed skill is gone', async () => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({ name: 'greet', process: () => 'hi' });
    agent.removeSkill('greet');
    await expect(agent.call('greet')).rejects.toMatchObject({ code: 'SKILL_NOT_FOUND' });
  });

  test('what a skill throws rejects a direct call, with its cause', async () => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    const cause = new Error('no network');
    agent.addSkill({ name: 'fetchIt', process: () => Promise.reject(cause) });
    await expect(agent.call('fetchIt')).rejects.toMatchObject({ code: 'TOOL_FAILED', cause });
  });

  test('a skill is told who it works for, and its storage is that agent\'s own', async () => {
    const { sdk, kernel } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({
      name: 'save',
      async process({ content }, { candidate, agent: mine }) {
        expect(mine).toBe(agent);
        await kernel.connectors.get('storage').as(candidate).write('data.json', content);
      },
    });
    await agent.call('save', { content: 'mine' });
    const storage = kernel.connectors.get('storage');
    expect(String(await storage.as(agent.candidate).read('data.json'))).toBe('mine');
    const other = new sdk.Agent({ id: 'b', name: 'B' });
    expect(await storage.as(other.candidate).exists('data.json')).toBe(false);
  });

  test('an agent called inside a skill acts on behalf of the one that calls', async () => {
    const { sdk } = await scriptedSdk();
    const inner = new sdk.Agent({ id: 'inner', name: 'Inner' });
    inner.addSkill({ name: 'who', process: () => [ambientContext()?.candidate, ...(ambientContext()?.onBehalfOf ?? [])].map(String) });
    const outer = new sdk.Agent({ id: 'outer', name: 'Outer' });
    outer.addSkill({ name: 'ask', process: () => inner.call('who') });
    expect(await outer.call('ask')).toEqual(['agent:inner', 'agent:outer']);
  });
});

describe('what cannot be a skill is refused when it is added', () => {
  const wrong: readonly [what: string, definition: object, code: string][] = [
    ['a name with spaces', { name: 'get weather', process: () => 1 }, 'SKILL_BAD_NAME'],
    ['no name', { process: () => 1 }, 'SKILL_BAD_NAME'],
    ['no process', { name: 'x' }, 'SKILL_NEEDS_SCHEMA'],
    ['a bound function without a schema', { name: 'x', process: ((a: string) => a).bind(undefined) }, 'SKILL_NEEDS_SCHEMA'],
    ['inputs that are no schema', { name: 'x', inputs: { city: 'string' }, process: () => 1 }, 'SKILL_BAD_SCHEMA'],
    ['inputs that are no object', { name: 'x', inputs: text(), process: () => 1 }, 'SKILL_BAD_SCHEMA'],
    ['a name that is taken', { name: 'taken', process: () => 1 }, 'SKILL_DUPLICATE'],
  ];
  test.each(wrong)('%s', async (_, definition, code) => {
    const { sdk } = await scriptedSdk();
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    agent.addSkill({ name: 'taken', process: () => 1 });
    expect(() => agent.addSkill(definition as never)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('an agent', () => {
  test('without an id is known by its name, and says so once', async () => {
    const { sdk, said } = await scriptedSdk();
    const agent = new sdk.Agent({ name: 'Data Analyst!' });
    expect(agent.id).toBe('data-analyst');
    await agent.prompt('one');
    await agent.prompt('two');
    expect(said).toEqual([expect.stringContaining('"Data Analyst!" has no id; "data-analyst"')]);
  });

  test('whose name has no letters still gets a stable id of its own', async () => {
    const { sdk } = await scriptedSdk();
    const ids = ['数据', '天气', '数据'].map((name) => new sdk.Agent({ name }).id);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  const wrong: readonly [what: string, options: object][] = [
    ['no name', {}],
    ['an unknown option', { name: 'A', colour: 'red' }],
    ['a temperature out of range', { name: 'A', temperature: 3 }],
    ['a limit of zero', { name: 'A', limits: { steps: 0 } }],
  ];
  test.each(wrong)('with %s is refused when it is made', async (_, options) => {
    const { sdk } = await scriptedSdk();
    expect(() => new sdk.Agent(options as never)).toThrow(expect.objectContaining({ code: 'SDK_BAD_OPTION' }) as Error);
  });

  test('with an id outside the alphabet is refused when it is made', async () => {
    const { sdk } = await scriptedSdk();
    expect(() => new sdk.Agent({ id: '../x', name: 'A' })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_ID' }) as Error);
  });

  test.each([[''], ['   '], [undefined], [7]])('asked %j is refused', async (prompt) => {
    const { sdk } = await scriptedSdk();
    expect(() => new sdk.Agent({ id: 'a1', name: 'A' }).prompt(prompt as string)).toThrow(expect.objectContaining({ code: 'SDK_BAD_PROMPT' }) as Error);
  });
});

describe('a command', () => {
  test('starts when it is awaited, and once', async () => {
    const { sdk } = await scriptedSdk([{ text: 'first' }]);
    const command = new sdk.Agent({ id: 'a1', name: 'A' }).prompt('go');
    expect(await command).toBe('first');
    expect(await command).toBe('first');
    expect((await command.run()).text).toBe('first');
  });

  test('that nobody awaits asks nothing', async () => {
    const { sdk, kernel } = await scriptedSdk([{ text: 'first' }]);
    const agent = new sdk.Agent({ id: 'a1', name: 'A' });
    void agent.prompt('never').stream;
    expect(await agent.prompt('go')).toBe('first');
    await kernel.stop();
  });
});
