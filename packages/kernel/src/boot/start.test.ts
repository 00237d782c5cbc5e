import { describe, expect, test } from 'vitest';
import type { Connector, Entry, StartContext } from '../connector.ts';
import { AccessCandidate } from '../candidate.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { connectorOf, crews, lamp, notes, recordingNotes, shares } from '../testing/toy.ts';
import { boot, type BootOptions, type Kernel } from './boot.ts';

type Start = (context: StartContext<never>) => unknown;

const entry = (subsystem: string, start: Start, more: Partial<Connector> = {}): Entry => ({ connector: connectorOf(subsystem, `${subsystem}Toy`, start, more) });

interface Booting {
  readonly booting: Promise<Kernel>;
  readonly clock: FakeClock;
}

function begin(use: readonly Entry[], more: Partial<BootOptions> = {}): Booting {
  const clock = createFakeClock();
  const booting = boot({ subsystems: [notes, shares, crews, lamp], use, clock, ...more });
  // It is awaited later; a rejection meanwhile is no unhandled one.
  booting.catch(() => undefined);
  return { booting, clock };
}

/** A start that ends when it is told to. */
function held(): { start: Start; go: () => void; fail: (error: Error) => void } {
  let go = (): void => undefined;
  let fail = (_: Error): void => undefined;
  const ended = new Promise<object>((resolve, reject) => {
    go = () => resolve({});
    fail = reject;
  });
  return { start: () => ended, go: () => go(), fail: (error) => fail(error) };
}

describe('starting', () => {
  test('goes by needs, and side by side where nobody needs anybody', async () => {
    const log: string[] = [];
    const [crew, share] = [held(), held()];
    const logged = (name: string, start: Start): Start => async (context) => {
      log.push(`${name} begins`);
      const implementation = await start(context);
      log.push(`${name} is ready`);
      return implementation;
    };
    const { booting, clock } = begin([
      entry('notes', logged('notes', () => ({})), { needs: ['crews', 'lamp'] }),
      entry('shares', logged('shares', share.start)),
      entry('crews', logged('crews', crew.start)),
      entry('lamp', logged('lamp', () => ({})), { needs: ['crews'] }),
    ]);
    await clock.advance(0);
    expect(log.splice(0)).toEqual(['crews begins', 'shares begins']);
    crew.go();
    await clock.advance(0);
    expect(log.splice(0)).toEqual(['crews is ready', 'lamp begins', 'lamp is ready', 'notes begins', 'notes is ready']);
    share.go();
    await booting;
    expect(log).toEqual(['shares is ready']);
  });

  test('tells what was started, in the order of the phases, and each as it becomes ready', async () => {
    const ready: string[] = [];
    const { booting } = begin([entry('notes', () => ({})), entry('lamp', () => ({}))], { onStarted: ({ subsystem }) => ready.push(subsystem) });
    expect((await booting).started).toEqual([
      { phase: 'security', subsystem: 'lamp', key: 'Lamp', connector: 'lampToy', id: 'lampToy', isDefault: true, tookMs: 0 },
      { phase: 'agents', subsystem: 'notes', key: 'Notes', connector: 'notesToy', id: 'notesToy', isDefault: true, tookMs: 0 },
    ]);
    expect(ready).toEqual(['notes', 'lamp']);
  });

  test('gives a connector what it needs: a port itself, a resource as a handle of its own', async () => {
    const calls: [string, ...unknown[]][] = [];
    let port: unknown;
    const user: Start = async ({ use }) => {
      port = use('lamp' as never);
      await (use('notes' as never) as { read: (name: string) => Promise<unknown> }).read('x');
      return {};
    };
    const light = { on: true };
    await begin([entry('crews', user, { needs: ['lamp', 'notes'] }), entry('lamp', () => light), entry('notes', () => recordingNotes(calls))]).booting;
    expect([port, calls.map((call) => call[1])]).toEqual([light, ['default/system/crews%54oy/x']]);
  });

  test('refuses a connector what it did not say it needs', async () => {
    const { booting } = begin([entry('notes', ({ use }) => use('lamp' as never)), entry('lamp', () => ({}))]);
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_NOT_NEEDED', details: { connector: 'notesToy', subsystem: 'lamp' } });
  });

  test('gives every connector the clock and ids of its kernel', async () => {
    let seen: unknown;
    const { booting } = begin([entry('notes', ({ clock, ids }) => ((seen = { clock, ids }), {}))]);
    const { clock, ids } = await booting;
    expect(seen).toEqual({ clock, ids });
  });
});

describe('a start that fails', () => {
  test('is told with its connector and cause, secrets masked', async () => {
    const fail: Start = ({ secret }) => {
      const key = secret('hunter2hunter2', 'config');
      throw new Error(`no such key ${key.reveal()}`);
    };
    await expect(begin([entry('notes', fail)]).booting).rejects.toMatchObject({
      code: 'KERNEL_START_FAILED',
      details: { connector: 'notesToy', subsystem: 'notes', reason: 'no such key [secret]' },
      cause: new Error('no such key [secret]'),
    });
  });

  test('with a code of its own keeps it', async () => {
    const own = Object.assign(new Error('own'), { [Symbol.for('smyth.error')]: true, code: 'NOTES_BROKEN' });
    await expect(begin([entry('notes', () => Promise.reject(own))]).booting).rejects.toBe(own);
  });

  test('aborts those still starting, keeps back those not begun, and releases what was opened, newest first', async () => {
    const log: string[] = [];
    const failing = held();
    const heeding: Start = ({ signal, defer }) => {
      defer(() => void log.push('crews released'));
      return new Promise((_, reject) => signal.addEventListener('abort', () => (log.push('crews aborted'), reject(signal.reason as Error))));
    };
    const { booting, clock } = begin([
      entry('lamp', ({ defer }) => (defer(() => void log.push('lamp released')), defer(() => void log.push('lamp released first')), {})),
      entry('crews', heeding, { needs: ['lamp'] }),
      entry('shares', failing.start),
      entry('notes', () => (log.push('notes began'), {}), { needs: ['shares'] }),
    ]);
    await clock.advance(0);
    failing.fail(new Error('no'));
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_START_FAILED', details: { subsystem: 'shares' } });
    expect(log).toEqual(['crews aborted', 'crews released', 'lamp released first', 'lamp released']);
  });

  test('begins nothing more, though what that needs becomes ready after all', async () => {
    const log: string[] = [];
    const ending: Start = ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => (log.push('crews is ready'), resolve({}))));
    const { booting } = begin([entry('lamp', () => Promise.reject(new Error('no'))), entry('crews', ending), entry('notes', () => (log.push('notes began'), {}), { needs: ['crews'] })]);
    await expect(booting).rejects.toMatchObject({ details: { subsystem: 'lamp' } });
    expect(log).toEqual(['crews is ready']);
  });

  test('by never ending times out, and the others are released', async () => {
    const log: string[] = [];
    const { booting, clock } = begin([entry('lamp', ({ defer }) => (defer(() => void log.push('lamp released')), {})), entry('notes', () => new Promise(() => undefined))], { startTimeoutMs: 5000 });
    await clock.advance(0);
    await clock.advance(4999);
    expect(log).toEqual([]);
    await clock.advance(1);
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_START_TIMEOUT', details: { connector: 'notesToy', subsystem: 'notes', timeoutMs: 5000 } });
    expect(log).toEqual(['lamp released']);
  });

  test('does not wait for ever for siblings that heed no signal', async () => {
    const { booting, clock } = begin([entry('lamp', () => Promise.reject(new Error('no'))), entry('notes', () => new Promise(() => undefined))], { stopTimeoutMs: 1000 });
    await clock.advance(0);
    await clock.advance(1000);
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_START_FAILED', details: { subsystem: 'lamp' } });
  });

  test('has what a late sibling opens afterwards released at once', async () => {
    const log: string[] = [];
    const late = held();
    const opening: Start = async (context) => {
      await late.start(context);
      context.defer(() => void log.push('late released'));
      return {};
    };
    const { booting, clock } = begin([entry('lamp', () => Promise.reject(new Error('no'))), entry('notes', opening)], { stopTimeoutMs: 1000 });
    await clock.advance(0);
    await clock.advance(1000);
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_START_FAILED' });
    expect(log).toEqual([]);
    late.go();
    await clock.advance(0);
    expect(log).toEqual(['late released']);
  });

  test('leaves handles behind that refuse every call', async () => {
    let handle: { read: (name: string) => Promise<unknown> } | undefined;
    const { booting } = begin([
      entry('notes', () => recordingNotes([])),
      entry('crews', ({ use }) => ((handle = use('notes' as never)), Promise.reject(new Error('no'))), { needs: ['notes'] }),
    ]);
    await expect(booting).rejects.toMatchObject({ code: 'KERNEL_START_FAILED' });
    await expect(handle?.read('x')).rejects.toMatchObject({ code: 'KERNEL_STOPPED' });
  });
});

describe('stopping', () => {
  const closing = (log: string[], names: readonly string[]): Start => ({ defer }) => {
    for (const name of names) defer(() => void log.push(name));
    return recordingNotes([]);
  };

  test('releases everything, newest first', async () => {
    const log: string[] = [];
    const kernel = await begin([entry('lamp', closing(log, ['lamp 1', 'lamp 2'])), entry('notes', closing(log, ['notes']), { needs: ['lamp'] })]).booting;
    await kernel.stop();
    expect(log).toEqual(['notes', 'lamp 2', 'lamp 1']);
  });

  test('goes on when a release fails or hangs, and tells which, secrets masked', async () => {
    const log: string[] = [];
    const start: Start = ({ defer, secret }) => {
      const key = secret('hunter2hunter2', 'config');
      defer(() => void log.push('first'));
      defer(() => Promise.reject(new Error(`cannot close ${key.reveal()}`)));
      defer(() => new Promise(() => undefined));
      defer(() => {
        throw new Error('at once');
      });
      defer(() => void log.push('last'));
      return {};
    };
    const { booting, clock } = begin([entry('notes', start)], { stopTimeoutMs: 1000 });
    const stopping = (await booting).stop();
    stopping.catch(() => undefined);
    await clock.advance(0);
    await clock.advance(1000);
    await expect(stopping).rejects.toMatchObject({
      code: 'KERNEL_STOP_FAILED',
      details: {
        failures: [
          { connector: 'notesToy (notes)', reason: 'at once' },
          { connector: 'notesToy (notes)', reason: 'it did not finish within 1000 ms' },
          { connector: 'notesToy (notes)', reason: 'cannot close [secret]' },
        ],
      },
    });
    expect(log).toEqual(['last', 'first']);
  });

  test('twice is stopping once', async () => {
    const log: string[] = [];
    const kernel = await begin([entry('notes', closing(log, ['notes']))]).booting;
    const first = kernel.stop();
    expect([kernel.stop() === first, kernel[Symbol.asyncDispose]() === first]).toEqual([true, true]);
    await first;
    expect([kernel.stop() === first, log]).toEqual([true, ['notes']]);
  });

  test('refuses every call from its first moment on', async () => {
    const kernel = await begin([entry('notes', closing([], []))]).booting;
    const handle = kernel.connectors.get('notes' as never).as(AccessCandidate.agent('a1')) as { read: (name: string) => Promise<unknown>; ping: () => Promise<unknown> };
    await handle.ping();
    const stopping = kernel.stop();
    await expect(handle.ping()).rejects.toMatchObject({ code: 'KERNEL_STOPPED', category: 'unavailable' });
    await stopping;
    await expect(handle.read('x')).rejects.toMatchObject({ code: 'KERNEL_STOPPED' });
  });

  test('comes with the end of a block that uses the kernel', async () => {
    const log: string[] = [];
    {
      await using kernel = await begin([entry('notes', closing(log, ['notes']))]).booting;
      expect([kernel.connectors.names('notes'), log]).toEqual([['notesToy'], []]);
    }
    expect(log).toEqual(['notes']);
  });
});
