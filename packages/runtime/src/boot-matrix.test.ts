import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { boot, type BootOptions, type Connector, defineConnector, defineErrors, type Entry, type Kernel, secret, type StartContext } from '@smyth/kernel';
import { createFakeClock, type FakeClock } from '@smyth/kernel/testing';
import { homeFolder } from '@smyth/subsystems';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { added, openFiles } from '../test/open-files.ts';
import { runModule } from '../test/run-module.ts';
import { startModule } from '../test/start-module.ts';
import { temporaryHome } from '../test/temporary-home.ts';
import { subsystems } from './catalogue.ts';
import { AccessCandidate, createRuntime, type RuntimeConfig } from './index.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const agent = AccessCandidate.agent('a1');
const never = new Promise<never>(() => undefined);

/** What connectors did, in order. */
let log: string[];
let openBefore: string[];
beforeEach(() => {
  log = [];
  openBefore = openFiles();
});
// Whatever goes wrong in a boot: nothing is open afterwards that was not open before.
afterEach(() => {
  expect(added(openBefore, openFiles())).toEqual([]);
});

/** Opens what real connectors open, a file and a listening socket, each with its release. */
async function openThings(name: string, { defer }: Pick<StartContext<never>, 'defer'>): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  defer(async () => {
    await new Promise((resolve) => server.close(resolve));
    log.push(`${name} closed its socket`);
  });
  const file = await open(join(await temporaryHome(), name), 'w');
  defer(async () => {
    await file.close();
    log.push(`${name} closed its file`);
  });
  log.push(`${name} opened`);
}
const closed = (name: string): string[] => [`${name} closed its file`, `${name} closed its socket`];

type Then = (context: StartContext<never>) => unknown;

/** A connector that opens things and then does as it is told. */
const opening = (subsystem: string, id: string, then: Then = () => ({}), more: Partial<Connector> = {}): Connector => ({
  subsystem,
  id,
  settings: {},
  ...more,
  async start(context) {
    await openThings(id, context);
    return then(context);
  },
});

interface Booting {
  readonly booting: Promise<Kernel>;
  readonly clock: FakeClock;
}

/** The runtime's own subsystems on a clock that is moved by hand. */
function begin(use: readonly Connector[], more: Partial<BootOptions> = {}): Booting {
  const clock = createFakeClock();
  const entries: readonly Entry[] = use.map((connector) => ({ connector }));
  const booting = boot({ subsystems, use: entries, clock, startTimeoutMs: 5000, stopTimeoutMs: 1000, ...more });
  booting.catch(() => undefined);
  return { booting, clock };
}

/** For a process of its own: `stillOpen()` is what it holds open beyond what it held at first. Its standard streams are opened by the first look. */
const watchingResources = `
  process.stdout.isTTY, process.stderr.isTTY;
  const atFirst = process.getActiveResourcesInfo();
  const stillOpen = async () => {
    // What was closed in this turn is gone two turns later.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    return JSON.stringify(process.getActiveResourcesInfo().filter((kind) => !atFirst.includes(kind)));
  };
`;

const messageOf = async (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'it did not fail',
    (error: unknown) => (error as Error).message,
  );

/** Waits for something that real files and sockets take their time for. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a configuration that cannot work is refused before anything starts', () => {
  const refusal = (config: RuntimeConfig): string => {
    try {
      createRuntime(config);
    } catch (error) {
      return (error as Error).message;
    }
    return 'it was taken';
  };

  test('a connector needs what is not there', () => {
    expect(refusal({ home: false, Cache: { Connector: opening('cache', 'Acme', undefined, { needs: ['storge'] }) } })).toBe(
      `KERNEL_BAD_CONFIG: One thing is wrong in the configuration; nothing was started.
  - Cache: Acme needs storge, and none is bound. storge is not a subsystem. Did you mean "storage"?`,
    );
    expect(log).toEqual([]);
  });

  test('connectors need each other in a circle, and the whole path is shown', () => {
    const config = {
      home: false,
      Cache: { Connector: opening('cache', 'C', undefined, { needs: ['storage'] }) },
      Storage: { Connector: opening('storage', 'S', undefined, { needs: ['home', 'nkv'] }) },
      NKV: { Connector: opening('nkv', 'N', undefined, { needs: ['cache'] }) },
    } as const;
    expect(refusal(config)).toBe(
      `KERNEL_BAD_CONFIG: One thing is wrong in the configuration; nothing was started.
  - needs: Subsystems need each other in a circle: cache → storage → nkv → cache. Break it: one of them has to do without.`,
    );
    expect(log).toEqual([]);
  });
});

describe('a start that does not come to its end', () => {
  test('hangs: it is given up after its time, and what was opened is closed', async () => {
    const { booting, clock } = begin([opening('cache', 'Fine'), opening('nkv', 'Hanging', () => never)]);
    await until(() => log.length === 2);
    await clock.advance(4999);
    expect([...log].sort()).toEqual(['Fine opened', 'Hanging opened']);
    await clock.advance(1);
    // Those that heed no signal are waited for as long as a release may take.
    await clock.advance(1000);
    expect(await messageOf(booting)).toBe('KERNEL_START_TIMEOUT: Hanging (nkv) did not start within 5000 ms. Check that the service behind it answers.');
    await until(() => log.length === 6);
    expect(log.slice(2).sort()).toEqual([...closed('Fine'), ...closed('Hanging')]);
  });

  test('fails with an error of its own: connector, subsystem and reason are told, the cause is kept', async () => {
    const cause = new Error('ECONNREFUSED 127.0.0.1:6379');
    const { booting } = begin([opening('cache', 'Failing', () => Promise.reject(cause))]);
    expect(await messageOf(booting)).toBe('KERNEL_START_FAILED: Failing (cache) could not start: ECONNREFUSED 127.0.0.1:6379 Everything started before it was released; mend the cause and boot again.');
    await expect(booting).rejects.toMatchObject({ cause });
    expect(log).toEqual(['Failing opened', ...closed('Failing')]);
  });

  test('fails with an error that has a code: it is told as it is', async () => {
    const acme = defineErrors('ACME', { REFUSED: { category: 'config', says: () => 'Acme refused the key.', fix: 'Get another.' } });
    const { booting } = begin([opening('cache', 'Failing', () => Promise.reject(acme.REFUSED({})))]);
    expect(await messageOf(booting)).toBe('ACME_REFUSED: Acme refused the key. Get another.');
    expect(log).toEqual(['Failing opened', ...closed('Failing')]);
  });

  test('fails while others start: they are told by their signal, and everything is closed, newest first', async () => {
    const failed = Promise.withResolvers<never>();
    const heeding: Then = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => (log.push('Heeding was told'), reject(signal.reason as Error))));
    const { booting } = begin([opening('cache', 'First'), opening('storage', 'Heeding', heeding, { needs: ['cache'] }), { ...opening('nkv', 'Failing'), start: () => failed.promise }]);
    await until(() => log.length === 2);
    failed.reject(new Error('no'));
    expect(await messageOf(booting)).toBe('KERNEL_START_FAILED: Failing (nkv) could not start: no Everything started before it was released; mend the cause and boot again.');
    expect(log).toEqual(['First opened', 'Heeding opened', 'Heeding was told', ...closed('Heeding'), ...closed('First')]);
  });

  test('goes on after boot gave up: what it opens then is closed at once', async () => {
    const late = Promise.withResolvers<void>();
    const lateStart: Connector = {
      ...opening('storage', 'Late'),
      async start(context) {
        await late.promise;
        await openThings('Late', context);
        return {};
      },
    };
    const { booting, clock } = begin([opening('cache', 'Failing', () => Promise.reject(new Error('no'))), lateStart]);
    await until(() => log.length === 1);
    await clock.advance(1000);
    expect(await messageOf(booting)).toBe('KERNEL_START_FAILED: Failing (cache) could not start: no Everything started before it was released; mend the cause and boot again.');
    expect(log).toEqual(['Failing opened', ...closed('Failing')]);
    late.resolve();
    await until(() => log.length === 6);
    expect(log.slice(3).sort()).toEqual([...closed('Late'), 'Late opened']);
  });
});

describe('a stop', () => {
  test('that fails in one release runs all the others, and tells which failed', async () => {
    const failing: Then = ({ defer }) => (defer(() => Promise.reject(new Error('EPIPE'))), {});
    const { booting } = begin([opening('cache', 'Fine'), opening('nkv', 'Failing', failing, { needs: ['cache'] })]);
    expect(await messageOf((await booting).stop())).toBe('KERNEL_STOP_FAILED: Stopped, but 1 release(s) failed: Failing (nkv) (EPIPE). All other releases ran.');
    expect(log).toEqual(['Fine opened', 'Failing opened', ...closed('Failing'), ...closed('Fine')]);
  });

  test('that is slow in one release waits its time for it, and no longer', async () => {
    const slow: Then = ({ defer }) => (defer(() => never), {});
    const { booting, clock } = begin([opening('cache', 'Fine'), opening('nkv', 'Slow', slow, { needs: ['cache'] })]);
    const stopped = messageOf((await booting).stop());
    await clock.advance(999);
    expect(log).toEqual(['Fine opened', 'Slow opened']);
    await clock.advance(1);
    expect(await stopped).toBe('KERNEL_STOP_FAILED: Stopped, but 1 release(s) failed: Slow (nkv) (it did not finish within 1000 ms). All other releases ran.');
    expect(log.slice(2)).toEqual([...closed('Slow'), ...closed('Fine')]);
  });
});

describe('a setting from the vault', () => {
  test('that is not there is told with its place and where to put it, and what was opened for it is closed', async () => {
    const home = await temporaryHome();
    const acme = defineConnector({ subsystem: 'cache', id: 'Acme', settings: { key: secret() }, start: () => ({}) });
    await using runtime = createRuntime({ home, NKV: { Connector: opening('nkv', 'Fine') }, Cache: { Connector: acme, Settings: { key: '$vault(acme/key)' as never } } });
    expect(await messageOf(runtime.ready())).toBe(
      `KERNEL_BAD_CONFIG: One thing is wrong in the configuration; nothing was started.
  - Cache.Settings.key: The vault has no entry "acme/key". Write it to smythfs://operator.system/acme/key.`,
    );
    // Side by side with the vault, so it may have been opened: then it was closed.
    expect([[], ['Fine opened', ...closed('Fine')]]).toContainEqual(log);
  });
});

describe('a home', () => {
  test('with a database of a newer release is refused at first use and left as it was', async () => {
    const home = await temporaryHome();
    const file = join(home, 'smyth.db');
    const newer = new DatabaseSync(file);
    newer.exec('CREATE TABLE of_the_future (x); PRAGMA user_version = 4711');
    newer.close();
    const before = await readFile(file);
    const runtime = createRuntime({ home });
    const { connectors } = await runtime.ready();
    expect(await messageOf(connectors.get('nkv').as(agent).set('n', 'k', 1))).toBe(
      `HOME_NEWER_DATABASE: ${file} has version 4711, and this release knows versions up to 1; nothing was changed. Use the release that wrote it or a later one, or another home.`,
    );
    await runtime.stop();
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test('whose database another process holds is told as locked, and works again once it is given back', async () => {
    const home = await temporaryHome();
    const runtime = createRuntime({ home });
    const { connectors } = await runtime.ready();
    const nkv = connectors.get('nkv').as(agent);
    await nkv.set('n', 'k', 1);
    const holder = startModule(`
      import { DatabaseSync } from 'node:sqlite';
      const database = new DatabaseSync(${JSON.stringify(join(home, 'smyth.db'))});
      database.exec('BEGIN IMMEDIATE');
      console.log('held');
    `);
    expect(await holder.line()).toBe('held');
    expect(await messageOf(nkv.set('n', 'k', 2))).toBe(`HOME_LOCKED: ${join(home, 'smyth.db')} is locked by another process and was not given back in time. Try again; if it lasts, end the process that holds it.`);
    expect(await holder.end()).toBe(0);
    await nkv.set('n', 'k', 3);
    expect(await nkv.get('n', 'k')).toBe(3);
    await runtime.stop();
  });

  test('whose vault another process holds is told as locked, and works again once it is given back', async () => {
    const home = await temporaryHome();
    const clock = createFakeClock();
    const kernel = await boot({ subsystems, use: [homeFolder({ folder: home })], clock });
    const vault = kernel.connectors.get('vault').as(agent);
    await vault.set('openai', 'sk-0123456789');
    const holder = startModule(`
      import { DatabaseSync } from 'node:sqlite';
      const lock = new DatabaseSync(${JSON.stringify(join(home, '~vault.json.lock'))});
      lock.exec('BEGIN IMMEDIATE');
      console.log('held');
    `);
    expect(await holder.line()).toBe('held');
    let told: string | undefined;
    void messageOf(vault.set('openai', 'sk-9876543210')).then((message) => (told = message));
    while (told === undefined) await clock.advance(500);
    expect(told).toBe(`VAULT_LOCKED: Another process holds ${join(home, 'vault.json')} and did not give it back in time. Try again; if it lasts, find the process that is stopped or overloaded.`);
    expect(await holder.end()).toBe(0);
    await vault.set('openai', 'sk-9876543210');
    expect((await vault.get('openai'))?.reveal()).toBe('sk-9876543210');
    await kernel.stop();
  });

  test('is used by two processes at once, which both work and lose nothing of each other', async () => {
    const home = await temporaryHome();
    const work = (name: string): string => `${watchingResources}
      const { AccessCandidate, createRuntime } = await import('smyth-runtime');
      const agent = AccessCandidate.agent('a1');
      const runtime = createRuntime({ home: ${JSON.stringify(home)} });
      const { connectors } = await runtime.ready();
      const [nkv, storage, vault] = ['nkv', 'storage', 'vault'].map((each) => connectors.get(each).as(agent));
      for (let i = 0; i < 20; i++) {
        await nkv.add('shared', 'count', 1);
        await storage.write('${name}/' + i, 'by ${name}');
        await storage.grant('${name}/' + i, AccessCandidate.agent('${name}'), 'read');
      }
      await vault.set('${name}', 'secret of ${name}');
      await runtime.stop();
      console.log(await stillOpen());
    `;
    const ran = await Promise.all(['one', 'two'].map((name) => runModule(work(name))));
    expect(ran).toEqual(Array(2).fill({ code: 0, out: '[]\n', err: '' }));

    const runtime = createRuntime({ home });
    const { connectors } = await runtime.ready();
    expect(await connectors.get('nkv').as(agent).get('shared', 'count')).toBe(40);
    for (const name of ['one', 'two']) {
      expect((await connectors.get('storage').as(agent).list(name)).items).toHaveLength(20);
      expect(String(await connectors.get('storage').as(AccessCandidate.agent(name)).read(`smythfs://a1.agent/${name}/19`))).toBe(`by ${name}`);
      expect((await connectors.get('vault').as(agent).get(name))?.reveal()).toBe(`secret of ${name}`);
    }
    await runtime.stop();
  });
});

test('a process whose boot failed holds nothing and ends by itself', async () => {
  const ran = await runModule(`${watchingResources}
    const { createServer } = await import('node:net');
    const { once } = await import('node:events');
    const { createRuntime, defineConnector } = await import('smyth-runtime');
    const start = async ({ defer }) => {
      const server = createServer().listen(0, '127.0.0.1');
      defer(() => new Promise((resolve) => server.close(resolve)));
      await once(server, 'listening');
      throw new Error('no');
    };
    const failing = defineConnector({ subsystem: 'cache', id: 'Failing', settings: {}, start });
    const runtime = createRuntime({ home: false, Cache: { Connector: failing } });
    console.log(await runtime.ready().catch(({ code }) => code));
    console.log(await stillOpen());
  `);
  expect(ran).toEqual({ code: 0, out: 'KERNEL_START_FAILED\n[]\n', err: '' });
});
