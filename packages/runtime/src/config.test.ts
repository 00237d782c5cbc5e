import { defineConnector, type Entry, oneOf, type Problem, text } from '@smyth/kernel';
import { describe, expect, test } from 'vitest';
import { runModule } from '../test/run-module.ts';
import { loadEntries, readConfig } from './entries.ts';
import { createRuntime, type RuntimeConfig } from './index.ts';

const problemsOf = (config: unknown): readonly Problem[] => {
  try {
    createRuntime(config as RuntimeConfig);
  } catch (error) {
    return (error as { details: { problems: readonly Problem[] } }).details.problems;
  }
  return [];
};

test('everything that is wrong comes in one error, each with its place and its fix, before anything starts', () => {
  let starts = 0;
  const counting = defineConnector({ subsystem: 'cache', id: 'Counting', settings: { size: oneOf('small', 'large') }, start: () => (starts++, {}) });
  const problems = problemsOf({
    Cach: { Connector: 'RAM' },
    Vault: { Connector: 'HashicropVault' },
    Cache: { Connector: counting, Settings: { size: 'huge' } },
    Log: { Connector: 'ConsoleLog', Settings: { levle: 'info' } },
    Storage: [
      { Connector: 'Local', Default: true },
      { Connector: 'RAM', Default: true },
    ],
    NKV: 'RAM',
    Acl: { Connector: 'RAM', Setings: {} },
    home: 7,
    Access: { allow: [{ to: 'everyone', use: 'llm:*' }] },
  });
  expect(problems.map(({ where, says, fix }) => `${where} | ${says} | ${fix}`)).toEqual([
    'Cach | "Cach" is not a key of the configuration. | Did you mean "Cache"?',
    'home | It is neither a folder nor false. | Name a folder, or write false to keep everything in memory.',
    'Vault.Connector | There is no Vault connector "HashicropVault". | Known: JSONFileVault, LocalVault, EnvVault.',
    'Acl.Setings | "Setings" is not known in an entry. | Did you mean "Settings"?',
    'NKV | It is not an entry. | Write { Connector: "…", Settings: { … } }.',
    'Log.Settings.levle | levle is not known. Did you mean "level"? | Settings of ConsoleLog: level, format, colour.',
    'Cache.Settings.size | size expected one of small, large, got a string. | Settings of Counting: size.',
    'Storage | 2 entries say that they are the default. | Leave Default on one of them.',
    'Access.allow[0].to | "everyone" names nobody. | Write "*", "agent:*", "agent:<id>" or "team:<start>*".',
  ]);
  expect(starts).toBe(0);
});

describe('a configuration is refused', () => {
  const wrong: readonly [what: string, config: unknown, where: string][] = [
    ['when it is no object', [], 'config'],
    ['for an entry without a connector', { Cache: {} }, 'Cache.Connector'],
    ['for a connector of another subsystem', { Cache: { Connector: defineConnector({ subsystem: 'storage', id: 'S', settings: {}, start: () => ({}) }) } }, 'Cache.Connector'],
    ['for two entries of one name', { Cache: [{ Connector: 'RAM' }, { Connector: 'RAM' }] }, 'Cache[1]'],
    ['for an id that is no text', { Cache: { Connector: 'RAM', Id: 7 } }, 'Cache.Id'],
    ['for a default that is no flag', { Cache: { Connector: 'RAM', Default: 'yes' } }, 'Cache.Default'],
    ['for settings that are no object', { Cache: { Connector: 'RAM', Settings: 'large' } }, 'Cache.Settings'],
    ['for connectors that are none', { connectors: [{}] }, 'connectors[0]'],
    ['for a name from a prototype', { Cache: { Connector: 'constructor' } }, 'Cache.Connector'],
  ];
  test.each(wrong)('%s', (_, config, where) => {
    expect(problemsOf(config).map((problem) => problem.where)).toEqual([where]);
  });
});

test('unknown key, unknown connector, bad setting, two defaults, missing package: one error for all, with the fix of each', async () => {
  // In a process of its own: whether a package is found depends on where a program runs.
  const { out } = await runModule(`
    import { SRE } from 'smyth-runtime';
    try {
      SRE.init({
        Lgo: {},
        Cache: { Connector: 'Redis', Settings: { url: 'redis://127.0.0.1' } },
        Vault: { Connector: 'Hashicorp' },
        Log: { Connector: 'ConsoleLog', Settings: { level: 'loud' } },
        NKV: [{ Connector: 'RAM', Default: true }, { Connector: 'SQLite', Default: true }],
      });
    } catch (error) {
      console.log(error.message);
    }
  `);
  expect(out).toBe(`KERNEL_BAD_CONFIG: 5 things are wrong in the configuration; nothing was started.
  - Lgo: "Lgo" is not a key of the configuration. Did you mean "Log"?
  - Vault.Connector: There is no Vault connector "Hashicorp". Known: JSONFileVault, LocalVault, EnvVault.
  - Cache: The package of Redis is not installed. Run: npm install @smyth/redis
  - Log.Settings.level: level expected one of debug, info, warn, error, got a string. What is less severe is left out.
  - NKV: 2 entries say that they are the default. Leave Default on one of them.
`);
});

test('a package without the connector it should have is a problem too', async () => {
  const connector = { subsystem: 'cache', id: 'Acme', package: '@smyth/acme', load: () => Promise.resolve({}) };
  expect(await loadEntries([{ connector, where: 'Cache' }])).toEqual({
    entries: [],
    problems: [{ where: 'Cache', says: '@smyth/acme has no Acme.', fix: 'Install the version that fits: npm install @smyth/acme' }],
  });
});

test('a connector of your own is named like any other, and goes by the name it was asked by', () => {
  const acme = defineConnector({ subsystem: 'cache', id: 'Acme', aliases: ['AcmeCache'], settings: { url: text() }, start: () => ({}) });
  const { named, problems } = readConfig({ connectors: [acme], Cache: { Connector: 'AcmeCache', Settings: { url: 'acme://' } } } as RuntimeConfig);
  expect(problems).toEqual([]);
  expect(named[0] as Entry).toEqual({ connector: acme, id: 'AcmeCache', settings: { url: 'acme://' }, where: 'Cache' });
});

test('model providers are bound without being named, unless only local models are asked for', () => {
  const models = (config: RuntimeConfig): string[] => readConfig(config).named.flatMap(({ connector }) => (connector.subsystem === 'llm' ? [connector.id] : []));
  const all = ['OpenAI', 'Groq', 'Perplexity', 'DeepSeek', 'xAI', 'TogetherAI', 'OpenRouter', 'Ollama', 'HuggingFace', 'Offline', 'Echo'];
  expect(models({})).toEqual(all);
  expect(models({ LLM: { Connector: 'Groq' } })).toEqual(['Groq', ...all.filter((id) => id !== 'Groq')]);
  expect(models({ LLM: { Connector: 'Offline' } })).toEqual(['Offline']);
});

test('settings of a known connector are checked by the compiler', () => {
  const config = (run: () => unknown): unknown => run;
  config(() => createRuntime({ Cache: { Connector: 'RAM', Settings: { maxEntries: 10 } } }));
  // @ts-expect-error -- RAM has no such setting
  config(() => createRuntime({ Cache: { Connector: 'RAM', Settings: { maxEntrys: 10 } } }));
  // @ts-expect-error -- a level that there is not
  config(() => createRuntime({ Log: [{ Connector: 'ConsoleLog', Settings: { level: 'loud' } }] }));
  // @ts-expect-error -- a key that there is not
  config(() => createRuntime({ Chace: { Connector: 'RAM' } }));
  config(() => createRuntime({ Cache: { Connector: 'Unheard', Settings: { anything: true } } }));
});
