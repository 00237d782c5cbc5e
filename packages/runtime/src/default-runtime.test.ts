import { afterEach, describe, expect, test } from 'vitest';
import { temporaryHome } from '../test/temporary-home.ts';
import { AccessCandidate, CacheConnector, ConnectorService, createRuntime, defineConnector, SDK, SRE, text } from './index.ts';

const agent = AccessCandidate.agent('a1');

/** A cache that knows one word, written as a class. */
class WordCache extends CacheConnector {
  static readonly settings = { word: text().default('none') };
  readonly name = 'Word';
  #word = '';
  start({ settings }: { settings: { word: string } }): void {
    this.#word = settings.word;
  }
  async get(): Promise<string> {
    return this.#word;
  }
}

afterEach(() => SRE.stop());

describe('a connector written as a class', () => {
  const read = (name?: string): Promise<unknown> => ConnectorService.getCacheConnector(name).user(agent).get('k');

  test('is named like any other once it stands in connectors, or registered', async () => {
    const sre = SRE.init({ home: false, connectors: [WordCache], Cache: { Connector: 'Word', Settings: { word: 'listed' } } });
    expect(await read()).toBe('listed');
    await sre.stop();
    ConnectorService.register('Cache', 'Vocabulary', WordCache);
    SRE.init({ home: false, Cache: { Connector: 'Vocabulary', Settings: { word: 'registered' } } });
    expect(await read()).toBe('registered');
  });

  test('may stand in an entry itself, where the compiler checks its settings', async () => {
    SRE.init({ home: false, Cache: { Connector: WordCache, Settings: { word: 'inline' } } });
    expect(await read('Word')).toBe('inline');
    // @ts-expect-error -- it has no such setting
    expect(() => createRuntime({ Cache: { Connector: WordCache, Settings: { wrod: 'x' } } })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CONFIG' }) as Error);
  });

  test('is refused with everything that is wrong, before anything starts', () => {
    class Nameless extends CacheConnector {
      readonly name = '';
    }
    expect(() => createRuntime({ connectors: [Nameless], Storage: { Connector: WordCache } })).toThrow(
      expect.objectContaining({
        details: {
          problems: [
            { where: 'connectors[0]', says: 'Nameless is no connector: it has no name.', fix: expect.stringContaining('class AcmeCache') as string },
            { where: 'Storage.Connector', says: 'Word is a connector of cache.', fix: 'Put it under the key of cache.' },
          ],
        },
      }) as Error,
    );
  });
});

describe('SRE', () => {
  test('init returns at once, ready boots, stop releases, and init works again', async () => {
    const home = await temporaryHome();
    for (const round of [1, 2]) {
      const sre = SRE.init({ home, LLM: { Connector: 'Echo' }, Log: { Connector: 'ConsoleLog', Settings: { level: 'error' } } });
      await sre.ready();
      expect(await new SDK.LLM('Echo', { model: 'x' }).prompt(`round ${round}`)).toBe(`round ${round}`);
      await sre.stop();
    }
  });

  test('the same config again is the same runtime; another is refused while it runs', async () => {
    const first = await SRE.init({ home: false, LLM: { Connector: 'Echo' } }).ready();
    expect(await SRE.init({ LLM: { Connector: 'Echo' }, home: false }).ready()).toBe(first);
    expect(() => SRE.init({ home: false })).toThrow(expect.objectContaining({ code: 'KERNEL_ALREADY_BOOTED' }) as Error);
  });

  test('handles and SDK objects made before it is ready wait for it', async () => {
    const storage = ConnectorService.getStorageConnector().user(agent);
    const model = new SDK.LLM('Echo', { model: 'x' });
    SRE.init({ home: false, LLM: { Connector: 'Echo' } });
    await storage.write('data.json', '{}');
    expect(String(await storage.read('data.json'))).toBe('{}');
    expect(await model.prompt('hello')).toBe('hello');
  });

  test('a boot that fails rejects ready, and whatever uses the runtime, with the same error', async () => {
    const failing = defineConnector({ subsystem: 'cache', id: 'Failing', settings: {}, start: () => Promise.reject(new Error('no disk')) });
    const sre = SRE.init({ home: false, Cache: { Connector: failing } });
    await expect(sre.ready()).rejects.toMatchObject({ code: 'KERNEL_START_FAILED', details: { connector: 'Failing', subsystem: 'cache', reason: 'no disk' } });
    await expect(ConnectorService.getStorageConnector().user(agent).read('x')).rejects.toMatchObject({ code: 'KERNEL_START_FAILED' });
    await sre.stop();
    await SRE.init({ home: false }).ready();
  });

  test('a handle of a runtime that was stopped is refused', async () => {
    const sre = SRE.init({ home: false });
    const kernel = await sre.ready();
    const cache = kernel.connectors.get('cache').as(agent);
    await sre.stop();
    await expect(cache.get('x')).rejects.toMatchObject({ code: 'KERNEL_STOPPED' });
  });

  test('stopping twice, or before anything was started, is fine', async () => {
    await SRE.stop();
    const sre = SRE.init({ home: false });
    await Promise.all([sre.stop(), sre.stop()]);
  });
});

describe('ConnectorService', () => {
  test('gives each subsystem by its getter, by type, and by name', async () => {
    SRE.init({ home: false, Cache: [{ Connector: 'RAM' }, { Connector: 'RAM', Id: 'Second' }] });
    await ConnectorService.getCacheConnector().requester(agent).set('k', 'first');
    await ConnectorService.getConnector('Cache', 'Second').agent('a1').set('k', 'second');
    expect(await ConnectorService.getCacheConnector('RAM').agent('a1').get('k')).toBe('first');
    expect(await ConnectorService.getCacheConnector('Second').user(agent).get('k')).toBe('second');
  });

  test('an unknown type throws and an unknown name rejects, listing what is bound', async () => {
    SRE.init({ home: false });
    expect(() => ConnectorService.getConnector('Storge' as 'Storage')).toThrow(expect.objectContaining({ code: 'KERNEL_NOT_BOUND', message: expect.stringContaining('"Storage"') as string }) as Error);
    await expect(ConnectorService.getConnector('Storage', 'S3').user(agent).read('x')).rejects.toMatchObject({ code: 'KERNEL_NOT_BOUND', details: { subsystem: 'storage', name: 'S3', bound: ['Local'] } });
    expect([await ConnectorService.hasConnector('Storage', 'S3'), await ConnectorService.hasConnector('Storage')]).toEqual([false, true]);
  });

  test('a registered connector can be named in the init that follows', async () => {
    const kept = new Map<string, unknown>();
    const acme = defineConnector({
      subsystem: 'cache',
      id: 'Whatever',
      settings: {},
      start: () => ({ get: (key) => Promise.resolve(kept.get(key) as string), set: (key, value) => Promise.resolve(void kept.set(key, value)) }),
    });
    ConnectorService.register('Cache', 'Acme', acme);
    SRE.init({ home: false, Cache: { Connector: 'Acme' } });
    const cache = ConnectorService.getCacheConnector().user(agent);
    await cache.set('k', 1);
    expect([...kept]).toEqual([['default/agent/a1/k', 1]]);
    await expect(cache.exists('k')).rejects.toMatchObject({ code: 'CACHE_UNSUPPORTED' });
    expect(() => ConnectorService.register('Cache', 'Late', acme)).toThrow(expect.objectContaining({ code: 'KERNEL_ALREADY_BOOTED' }) as Error);
  });

  test('what is no connector of that type is not registered', () => {
    expect(() => ConnectorService.register('Cache', 'X', {} as never)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CONFIG' }) as Error);
    expect(() => ConnectorService.register('Storage', 'X', WordCache)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CONFIG' }) as Error);
  });
});
