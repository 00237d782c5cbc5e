import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { Connector, SettingSource, StartContext } from '../connector.ts';
import { anything, flag, number, object, secret, text } from '../fields.ts';
import { Secret } from '../secret.ts';
import { connectorOf, crews, notes } from '../testing/toy.ts';
import { boot } from './boot.ts';

interface Started {
  readonly settings: Record<string, unknown>;
  readonly sources: Record<string, SettingSource>;
  readonly redact: (text: string) => string;
}

const fields = { url: text(), size: number().default(5), key: secret().optional(), on: flag().optional() };
const vault = (entries: Readonly<Record<string, string>>) => ({
  subsystem: {
    ...crews,
    serves: { secrets: () => ({ secretOf: async (key: string) => (entries[key] === undefined ? undefined : new Secret(entries[key], `vault:${key}`)) }) },
  },
  entry: { connector: connectorOf('crews', 'Vault', () => ({})) },
});

interface Options {
  readonly environment?: Record<string, string | undefined>;
  readonly env?: Record<string, string>;
  readonly entries?: Record<string, string>;
  readonly fields?: Connector['settings'];
}

/** What a connector with these fields is started with. */
async function startedWith(settings: Record<string, unknown> | undefined, { environment = {}, env = {}, entries = {}, ...more }: Options = {}): Promise<Started> {
  let seen: Started | undefined;
  const start = ({ settings: given, sources, redact }: StartContext<never>): object => {
    seen = { settings: given, sources, redact };
    return {};
  };
  const connector = connectorOf('notes', 'Toy', start, { settings: more.fields ?? fields, env });
  const { subsystem, entry } = vault(entries);
  await boot({ subsystems: [subsystem, notes], use: [entry, { connector, ...(settings === undefined ? {} : { settings }) }], environment });
  return seen as Started;
}

const revealed = ({ settings }: Started): unknown => Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value instanceof Secret ? `${value.source} ${value.reveal()}` : value]));

describe('the settings of a connector', () => {
  test.each([
    ['inside a list', { url: 'u', hosts: ['$vault(host)'] }, '.hosts'],
    ['inside an object', { url: 'u', hosts: { a: { b: '$vault(host)' } } }, '.hosts'],
    ['without an end', { url: '$vault(host' }, '.url'],
    ['with a name that is none', { url: '$vault(../host)' }, '.url'],
  ])('take no $vault %s for a text', async (_, settings, where) => {
    const refused = startedWith(settings, { fields: { ...fields, hosts: anything().optional() } });
    await expect(refused).rejects.toMatchObject({ code: 'KERNEL_BAD_CONFIG', details: { problems: [{ where: `Notes (Toy).Settings${where}` }] } });
  });

  test('come from the configuration, and their defaults', async () => {
    const started = await startedWith({ url: 'u', on: 'true' });
    expect([started.settings, started.sources]).toEqual([
      { url: 'u', size: 5, on: true },
      { url: 'config', on: 'config', size: 'default' },
    ]);
  });

  test('come from the environment where the configuration says nothing, coerced as if they stood there', async () => {
    const started = await startedWith({ on: undefined, size: undefined }, { environment: { U: 'from env', SIZE: '7', KEY: 'hunter2hunter2' }, env: { url: 'U', size: 'SIZE', key: 'KEY' } });
    expect([revealed(started), started.sources]).toEqual([
      { url: 'from env', size: 7, key: 'env:KEY hunter2hunter2' },
      { url: 'environment', size: 'environment', key: 'environment' },
    ]);
  });

  test('prefer the configuration to the environment, and its vault entries too', async () => {
    const started = await startedWith({ url: 'u', key: '$vault(openai)' }, { environment: { U: 'x', KEY: 'y' }, env: { url: 'U', key: 'KEY' }, entries: { 'default/system/operator/openai': 'hunter2hunter2' } });
    expect([revealed(started), started.sources]).toEqual([
      { url: 'u', size: 5, key: 'vault:default/system/operator/openai hunter2hunter2' },
      { url: 'config', key: 'vault', size: 'default' },
    ]);
  });

  test('take an empty variable for an absent one', async () => {
    await expect(startedWith({}, { environment: { U: '' }, env: { url: 'U' } })).rejects.toThrow('Notes (Toy).Settings.url: url is missing; expected a text. Set it there, or in the environment as U.');
  });

  test('are told as defaults where the configuration holds undefined', async () => {
    expect((await startedWith({ url: 'u', size: undefined })).sources).toEqual({ url: 'config', size: 'default' });
  });

  test('from the vault are texts for a field that is no secret, and are coerced', async () => {
    const entries = { 'default/system/operator/db/size': '12', 'default/system/operator/%55%52%4c': 'u' };
    expect((await startedWith({ url: '$vault(URL)', size: '$vault(db/size)' }, { entries })).settings).toEqual({ url: 'u', size: 12 });
  });

  test('from the vault are taken as they are: what they hold asks for no other entry', async () => {
    const entries = { 'default/system/operator/first': '$vault(second)', 'default/system/operator/second': 'hunter2hunter2' };
    const started = await startedWith({ url: '$vault(first)', key: '$vault(first)' }, { entries });
    expect(revealed(started)).toEqual({ url: '$vault(second)', size: 5, key: 'vault:default/system/operator/first $vault(second)' });
  });

  test('are masked in logs and errors, wherever they came from', async () => {
    const { redact, settings } = await startedWith({ url: 'u', key: 'from-config-1' });
    expect([redact('key from-config-1'), String(settings['key'])]).toEqual(['key [secret]', '[secret]']);
  });

  test('hold the one handle the kernel watches of a value that stands in two places', async () => {
    const two = { ...fields, other: secret() };
    const { settings } = await startedWith({ url: 'u', key: 'the-same-value', other: 'the-same-value' }, { fields: two });
    expect(settings['key']).toBe(settings['other']);
  });

  test('that the vault does not have, or has wrongly, are told with their place', async () => {
    await expect(startedWith({ url: 'u', key: '$vault(openai)' })).rejects.toMatchObject({
      code: 'KERNEL_BAD_CONFIG',
      details: { problems: [{ where: 'Notes (Toy).Settings.key', says: 'The vault has no entry "openai".', fix: 'Write it to smythfs://operator.system/openai.' }] },
    });
    await expect(startedWith({ url: 'u', size: '$vault(size)' }, { entries: { 'default/system/operator/size': 'huge' } })).rejects.toMatchObject({
      details: { problems: [{ where: 'Notes (Toy).Settings.size', says: 'It expected a number, got a string.', fix: 'Mend the vault entry.' }] },
    });
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['a missing one', {}, ['Notes (Toy).Settings.url: url is missing; expected a text.']],
    ['a wrong one', { url: 7 }, ['Notes (Toy).Settings.url: url expected a text, got 7.']],
    ['an unknown one', { url: 'u', sise: 1 }, ['Notes (Toy).Settings.sise: sise is not known. Did you mean "size"?']],
    ['an unknown one from the vault', { url: 'u', sise: '$vault(size)' }, ['Notes (Toy).Settings.sise: sise is not known.']],
    ['a name every object has', { url: 'u', constructor: 1 }, ['Notes (Toy).Settings.constructor: constructor is not known. Known: url, size, key, on.']],
    ['a key to a prototype', JSON.parse('{"url":"u","__proto__":{"size":1}}') as Record<string, unknown>, ['Notes (Toy).Settings.__proto__: __proto__ is not known. Known: url, size, key, on.']],
  ])('with %s are refused', async (_, settings, told) => {
    const refusal = (await startedWith(settings).catch((error: unknown) => error)) as { details: { problems: { where: string; says: string }[] } };
    expect(refusal.details.problems.map(({ where, says }) => `${where}: ${says}`)).toEqual(told);
  });

  test('tell where inside them something is wrong', async () => {
    const nested = { tls: object({ port: number() }) };
    await expect(startedWith({ tls: { port: 'x' } }, { fields: nested })).rejects.toThrow('Notes (Toy).Settings.tls.port: port expected a number, got a string.');
  });

  test('tell what a setting is for when it has a description', async () => {
    await expect(startedWith({}, { fields: { url: text().describe('Address of the server.') } })).rejects.toThrow('url is missing; expected a text. Address of the server.');
  });

  test('never show a secret when they are refused', async () => {
    const refusal = (await startedWith({ url: 7, key: 'hunter2hunter2', on: 'hunter2hunter2' }).catch((error: unknown) => error)) as Error;
    expect([refusal.message, JSON.stringify(refusal)].join()).not.toContain('hunter2');
  });
});

test('a secret of the settings is masked for as long as the kernel lives, though its connector kept the value alone', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let kept = '';
  const start = ({ settings }: StartContext<{ key: Secret; plain: string }>): object => {
    kept = `${settings.key.reveal()} ${settings.plain}`;
    return {};
  };
  const { subsystem, entry } = vault({ 'default/system/operator/v': ['from', 'the', 'vault'].join('-') });
  const connector = connectorOf('notes', 'Toy', start, { settings: { key: secret(), plain: text() } });
  const kernel = await boot({ subsystems: [subsystem, notes], use: [entry, { connector, settings: { key: ['from', 'config'].join('-'), plain: '$vault(v)' } }] });
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect([kept, kernel.redact(kept)]).toEqual(['from-config from-the-vault', '[secret] [secret]']);
});
