import { describe, expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import type { CallContext } from './context.ts';
import { defineErrors } from './errors.ts';
import { bootToy, createGrants, ioOf, witness } from './testing/toy.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');
const toyErrors = defineErrors('NOTES', { NOT_FOUND: { category: 'not-found', says: () => 'There is no such note.', fix: 'Write it.' } });

const failing = (error: unknown) => (): never => {
  throw error;
};

describe('a mediated call', () => {
  test('gives the connector keys for names, and who asks as the last argument', async () => {
    const { as, calls } = await bootToy({ answers: { read: () => 'text' } });
    expect(await as(a1).read('Big')).toBe('text');
    expect(calls).toEqual([['read', 'default/agent/a1/%42ig', ioOf(a1)]]);
  });

  test('gives the connector every argument of the contract, undefined where it was not given, and none beyond', async () => {
    const { as, calls } = await bootToy();
    await as(a1).list();
    await (as(a1).read as (...args: unknown[]) => Promise<unknown>)('x', 'surplus', 2);
    expect(calls).toEqual([
      ['list', 'default/agent/a1/', {}, ioOf(a1)],
      ['read', 'default/agent/a1/x', ioOf(a1)],
    ]);
  });

  test('gives the connector what was judged, whatever the caller makes of its object meanwhile', async () => {
    const { as, calls } = await bootToy({ access: { allow: [{ to: 'agent:*', use: 'notes:Toy/small' }] } });
    let reads = 0;
    const shifty = { get model() { return reads++ === 0 ? 'small' : 'large'; } };
    await as(a1).ask(shifty);
    expect(calls).toEqual([['ask', { model: 'small' }, ioOf(a1)]]);
  });

  test('that was cancelled, or whose kernel stopped, while grants were asked never reaches the connector', async () => {
    for (const [give, code] of [['abort', 'KERNEL_CANCELLED'], ['stop', 'KERNEL_STOPPED']] as const) {
      const control = new AbortController();
      const grants = createGrants([{ subsystem: 'notes', key: 'default/agent/a1/x', holder: a2.key, level: 'read' }]);
      const { as, calls, kernel } = await bootToy({
        grants: {
          ...grants,
          match: async (...asked) => {
            if (give === 'abort') control.abort();
            else await kernel.stop();
            return grants.match(...asked);
          },
        },
      });
      await expect(as({ candidate: a2, signal: control.signal }).read('smythfs://a1.agent/x')).rejects.toMatchObject({ code });
      expect(calls).toEqual([]);
    }
  });

  test('carries signal and deadline of the context', async () => {
    const { as, calls, clock } = await bootToy();
    const { signal } = new AbortController();
    const deadline = clock.now() + 5;
    await as({ candidate: a1, signal, run: { id: 'run_1', deadline } }).ping();
    expect(calls).toEqual([['ping', { candidate: a1, signal, deadline }]]);
  });

  test('is a promise whatever the connector does, and whatever is refused', async () => {
    const { as } = await bootToy({ answers: { ping: () => 'at once', read: failing(toyErrors.NOT_FOUND({})) } });
    const results = [as(a1).ping(), as(a1).read('x'), as(a1).read('../x'), as(a1).ask({})];
    expect(results.every((result) => result instanceof Promise)).toBe(true);
    expect((await Promise.allSettled(results)).map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code))).toEqual([
      'at once',
      'NOTES_NOT_FOUND',
      'KERNEL_BAD_NAME',
      'KERNEL_ACCESS_DENIED',
    ]);
  });

  test('that is denied never reaches the connector', async () => {
    const { as, calls } = await bootToy();
    await expect(as(a2).read('smythfs://a1.agent/x')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    await expect(as(a1).move('mine', 'smythfs://a2.agent/theirs')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    expect(calls).toEqual([]);
  });

  test('uses a capability completed by the connector and the argument', async () => {
    const { as, calls } = await bootToy({ access: { allow: [{ to: 'agent:*', use: 'notes:Toy/small' }] } });
    await as(a1).ask({ model: 'small' });
    await expect(as(a1).ask({ model: 'large' })).rejects.toMatchObject({ details: { needs: 'the capability notes:Toy/large' } });
    expect(calls.map(([method]) => method)).toEqual(['ask']);
  });

  test('of a method the connector does not have says so', async () => {
    const { as } = await bootToy({ implementation: { read: () => 'text', write: 'no function' } });
    for (const method of ['write', 'remove'] as const) await expect(as(a1)[method]('x', 'y')).rejects.toMatchObject({ code: 'NOTES_UNSUPPORTED', details: { connector: 'Toy', method } });
  });

  test('runs in the connector as a method of what its start gave back', async () => {
    const implementation = {
      greeting: 'hello',
      ping(this: { greeting: string }) {
        return this.greeting;
      },
    };
    expect(await (await bootToy({ implementation })).as(a1).ping()).toBe('hello');
  });
});

describe('an error of a connector', () => {
  test('speaks of names as the caller does, never of keys', async () => {
    const missing = defineErrors('NOTES', { MISSING: { category: 'not-found', says: (d: { name: string; size: number }) => `There is no "${d.name}".`, fix: 'Write it.' } });
    const thrown = (key: string): never => {
      throw missing.MISSING({ name: key, size: 3 }, { cause: 'disk' });
    };
    const { as } = await bootToy({ answers: { read: thrown as never, list: thrown as never }, grants: createGrants([{ subsystem: 'notes', key: 'default/agent/a1/', holder: a2.key, level: 'read' }]) });
    const told = { code: 'NOTES_MISSING', details: { name: 'Big one', size: 3 }, message: 'NOTES_MISSING: There is no "Big one". Write it.', cause: 'disk' };
    await expect(as(a1).read('Big one')).rejects.toMatchObject(told);
    await expect(as(a2).read('smythfs://a1.agent/Big one')).rejects.toMatchObject({ details: { name: 'smythfs://a1.agent/Big one' } });
    await expect(as(a1).list('d')).rejects.toMatchObject({ details: { name: 'd/' } });
  });

  test.each([
    ['thrown', failing(new TypeError('x is not a function'))],
    ['rejected', () => Promise.reject(new TypeError('x is not a function'))],
  ])('without a code, %s, is told as the connector’s, with its cause', async (_, read) => {
    const { as } = await bootToy({ answers: { read } });
    await expect(as(a1).read('x')).rejects.toMatchObject({
      code: 'KERNEL_CONNECTOR_FAILED',
      details: { connector: 'Toy', subsystem: 'notes', method: 'read' },
      cause: new TypeError('x is not a function'),
    });
  });

  test('with a code is told as it is', async () => {
    const error = toyErrors.NOT_FOUND({});
    const { as } = await bootToy({ answers: { read: () => Promise.reject(error) } });
    await expect(as(a1).read('x')).rejects.toBe(error);
  });

  test('after its call was cancelled is told as cancelled', async () => {
    const leave = new AbortController();
    const { as } = await bootToy({ answers: { read: () => Promise.reject(new Error('AbortError')).finally(() => leave.abort()) } });
    await expect(as({ candidate: a1, signal: leave.signal }).read('x')).rejects.toMatchObject({ code: 'KERNEL_CANCELLED', cause: new Error('AbortError') });
  });

  test.each([
    ['itself', { follow: () => 'no stream' }, 'follow'],
    ['in its property', { tail: (): unknown => ({ lines: 1 }) }, 'tail'],
    ['in nothing', { tail: (): unknown => undefined }, 'tail'],
  ] as const)('that gives no stream where the contract has one, %s, is told as the connector’s', async (_, answers, method) => {
    for (const interceptors of [[], [witness([], 'observer')]]) {
      const { as } = await bootToy({ answers, interceptors });
      await expect(as(a1)[method]('x')).rejects.toMatchObject({ code: 'KERNEL_CONNECTOR_FAILED' });
    }
  });
});

describe('a call that nobody waits for any more', () => {
  test.each<[string, (now: number) => Partial<CallContext>, string]>([
    ['was cancelled', () => ({ signal: AbortSignal.abort() }), 'KERNEL_CANCELLED'],
    ['is past its deadline', (now) => ({ run: { id: 'run_1', deadline: now - 1 } }), 'KERNEL_DEADLINE'],
  ])('because it %s is refused before the connector is asked', async (_, context, code) => {
    for (const interceptors of [[], [witness([], 'observer')]]) {
      const { as, calls, clock } = await bootToy({ interceptors });
      await expect(as({ candidate: a1, ...context(clock.now()) }).read('x')).rejects.toMatchObject({ code });
      expect(calls).toEqual([]);
    }
  });
});

test('a handle gives nobody the candidate it acts for', async () => {
  const { as } = await bootToy();
  const handle = as(a1) as unknown as Record<string, unknown>;
  expect([Reflect.ownKeys(handle), handle['context'], handle['io'], handle['constructor']]).toEqual([[], undefined, undefined, undefined]);
});
