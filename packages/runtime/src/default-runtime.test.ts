import { afterEach, describe, expect, test } from 'vitest';
import { temporaryHome } from '../test/temporary-home.ts';
import { AccessCandidate, ConnectorService, defineConnector, SDK, SRE } from './index.ts';

const agent = AccessCandidate.agent('a1');

afterEach(() => SRE.stop());

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
  });
});
