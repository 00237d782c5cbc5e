import { AccessCandidate, boot, isConnector, type PortMap, text } from '@smyth/kernel';
import { guardedWorld, judge, rawWorld, toothless } from '@smyth/kernel/testing';
import { cacheSubsystem, logPort, storageSubsystem } from '@smyth/subsystems';
import { cacheLaws } from '@smyth/subsystems/laws';
import { describe, expect, test } from 'vitest';
import { AcmeCache } from '../test/acme-class.ts';
import { CacheConnector, type ConnectorClass, LogConnector, StorageConnector, toConnector } from './index.ts';

const agent = AccessCandidate.agent('a1');
const allHold = cacheLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe('a cache written as a class', () => {
  const options = async () => ({ entry: toConnector(AcmeCache)(), subsystems: [cacheSubsystem] });

  test('keeps the laws of a cache', async () => {
    expect(await judge(cacheLaws, rawWorld('cache', options))).toEqual(allHold);
    expect(await judge(cacheLaws, guardedWorld('cache', options))).toEqual(allHold);
    expect(await toothless(cacheLaws, guardedWorld('cache', options))).toEqual([]);
  });

  test('becomes a connector like any other, with its settings checked', async () => {
    const acme = toConnector(AcmeCache);
    expect([isConnector(acme), acme.id, acme.subsystem, Object.keys(acme.settings)]).toEqual([true, 'Acme', 'cache', ['label']]);
    const misspelt = boot({ subsystems: [cacheSubsystem], use: [{ connector: acme, settings: { lable: 'x' } }] });
    await expect(misspelt).rejects.toMatchObject({ code: 'KERNEL_BAD_CONFIG', details: { problems: [{ where: 'Cache (Acme).Settings.lable', says: 'lable is not known. Did you mean "label"?' }] } });
  });

  test('that cannot start fails boot with its reason', async () => {
    const use = [toConnector(AcmeCache)({ label: 'broken' })];
    await expect(boot({ subsystems: [cacheSubsystem], use })).rejects.toMatchObject({ code: 'KERNEL_START_FAILED', details: { connector: 'Acme', subsystem: 'cache', reason: 'no such label' } });
  });

  test('is instantiated for each entry, so that two share nothing', async () => {
    const acme = toConnector(AcmeCache);
    await using kernel = await boot({ subsystems: [cacheSubsystem], use: [acme({}), acme({}, { id: 'Second' })] });
    await kernel.connectors.get('cache').as(agent).set('k', 1);
    expect(await kernel.connectors.get('cache', 'Second').as(agent).get('k')).toBe(undefined);
  });
});

test('start comes before the first call, stop when the runtime stops, and both see the same instance', async () => {
  const told: string[] = [];
  class Telling extends CacheConnector {
    readonly name = 'Telling';
    #from = '';
    async start(): Promise<void> {
      this.#from = 'started';
      told.push('start');
    }
    async get(): Promise<string> {
      return this.#from;
    }
    stop(): void {
      told.push(`stop what was ${this.#from}`);
    }
  }
  const kernel = await boot({ subsystems: [cacheSubsystem], use: [toConnector(Telling)()] });
  expect(await kernel.connectors.get('cache').as(agent).get('k')).toBe('started');
  await kernel.stop();
  expect(told).toEqual(['start', 'stop what was started']);
});

test('methods get a key and io, and one that is missing is refused as unsupported', async () => {
  const seen: unknown[] = [];
  class Small extends StorageConnector {
    readonly name = 'Small';
    async exists(...args: readonly unknown[]): Promise<boolean> {
      seen.push(...args);
      return false;
    }
  }
  await using kernel = await boot({ subsystems: [storageSubsystem], use: [toConnector(Small)()] });
  const storage = kernel.connectors.get('storage').as(agent);
  await storage.exists('Data.json');
  expect(seen).toEqual(['default/agent/a1/%44ata.json', { candidate: agent, signal: undefined, deadline: undefined }]);
  await expect(storage.read('x')).rejects.toMatchObject({ code: 'STORAGE_UNSUPPORTED', details: { connector: 'Small', method: 'read' } });
});

test('a port is written the same way', async () => {
  const lines: string[] = [];
  class Lines extends LogConnector {
    readonly name = 'Lines';
    log({ message }: Parameters<PortMap['log']['log']>[0]): void {
      lines.push(message);
    }
  }
  await using kernel = await boot({ subsystems: [logPort], use: [toConnector(Lines)()] });
  kernel.connectors.port('log').log({ level: 'info', message: 'hello' });
  expect(lines).toEqual(['hello']);
});

test('static env, needs, capabilities and aliases are those of the connector', () => {
  class Full extends CacheConnector {
    static readonly settings = { url: text() };
    static readonly env = { url: 'ACME_URL' };
    static readonly needs = ['log'];
    static readonly capabilities = { shared: true };
    static readonly aliases = ['AcmeCache'];
    readonly name = 'Full';
  }
  const { env, needs, capabilities, aliases } = toConnector(Full);
  expect({ env, needs, capabilities, aliases }).toEqual({ env: { url: 'ACME_URL' }, needs: ['log'], capabilities: { shared: true }, aliases: ['AcmeCache'] });
});

describe('a wrong class is refused with what is wrong', () => {
  class Nameless extends CacheConnector {
    readonly name = ' ';
  }
  class Throwing extends CacheConnector {
    readonly name = 'Throwing';
    constructor() {
      super();
      throw new Error('needs a host');
    }
  }
  class Listed extends CacheConnector {
    static readonly settings = ['url'];
    readonly name = 'Listed';
  }
  class Untyped extends CacheConnector {
    static readonly settings = { url: 'text' };
    readonly name = 'Untyped';
  }
  const outsider = 'it is not a class that extends CacheConnector, StorageConnector or another one of these';
  test.each<[unknown, string, string]>([
    [class Plain {}, 'Plain', outsider],
    [{ name: 'Acme' }, 'A value of type object', outsider],
    [null, 'A value of type null', outsider],
    [() => new Nameless(), 'A class without a name', outsider],
    [CacheConnector, 'CacheConnector', 'it has no name'],
    [Nameless, 'Nameless', 'it has no name'],
    [Throwing, 'Throwing', 'its constructor throws when it is called without arguments'],
    [Listed, 'Listed', 'its static settings are not fields by name'],
    [Untyped, 'Untyped', 'its setting "url" is not a field'],
  ])('%o', (given, name, reason) => {
    expect(() => toConnector(given as ConnectorClass<'cache'>)).toThrow(expect.objectContaining({ code: 'CONNECTOR_BAD_CLASS', details: { given: name, reason } }) as Error);
  });
});

test('a method that does not fit the contract does not compile', () => {
  class Wrong extends CacheConnector {
    readonly name = 'Wrong';
    async get(key: number): Promise<number> {
      return key;
    }
  }
  // @ts-expect-error -- keys are texts
  expect(toConnector(Wrong).id).toBe('Wrong');
});
