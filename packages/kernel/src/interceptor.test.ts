import { describe, expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import type { CallContext } from './context.ts';
import { defineErrors } from './errors.ts';
import type { Call, Interceptor, Outcome, Stage } from './interceptor.ts';
import { bootToy, witness } from './testing/toy.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');
const toyErrors = defineErrors('NOTES', { NOT_FOUND: { category: 'not-found', says: () => 'There is no such note.', fix: 'Write it.' } });

async function* letters(...parts: string[]): AsyncGenerator<string> {
  yield* parts;
}

const failing = (error: unknown) => (): never => {
  throw error;
};

describe('interceptors', () => {
  test('are passed in the order of their stages, with access after the observers, and left in reverse', async () => {
    const log: string[] = [];
    const given = (['budget', 'cache', 'approval', 'policy', 'replay', 'observe'] as const).map((stage) => witness(log, stage, stage));
    const { as, kernel } = await bootToy({ interceptors: [...given, witness(log, 'second observer')], answers: { read: () => void log.push('connector') } });
    await as(a1).read('x');
    const order = ['observe', 'second observer', 'replay', 'policy', 'approval', 'cache', 'budget'];
    expect(log).toEqual([...order.map((name) => `${name} before`), 'connector', ...order.toReversed().map((name) => `${name} after value`)]);
    expect(kernel.order).toEqual([...order.slice(0, 2), 'access', ...order.slice(2)]);
  });

  test('see the call as it was made, and what it demands', async () => {
    const seen: Call[] = [];
    const { as } = await bootToy({ interceptors: [{ name: 'observer', stage: 'observe', before: (call) => void seen.push(call) }] });
    const context = { candidate: a1, labels: { component: 'Hash' } };
    await as(context).read('Big');
    expect(seen).toEqual([
      {
        subsystem: 'notes',
        method: 'read',
        connector: 'Toy',
        context,
        args: ['Big'],
        demands: [{ level: 'read', resource: { owner: a1, path: 'Big', key: 'default/agent/a1/%42ig' } }],
      },
    ]);
    expect(Object.isFrozen(seen[0])).toBe(true);
  });

  test('are asked once, at boot, which calls they look at', async () => {
    const asked: string[] = [];
    const log: string[] = [];
    const only = witness(log, 'reads', 'observe', { applies: (subsystem, method) => (asked.push(`${subsystem}.${method}`), method === 'read') });
    const { as } = await bootToy({ interceptors: [only] });
    const atBoot = asked.length;
    await as(a1).read('x');
    await as(a1).write('x', 'y');
    expect([log, asked.length, asked.includes('notes.getACL')]).toEqual([['reads before', 'reads after value'], atBoot, true]);
  });

  test('that observe see a refusal; the later ones see only what was allowed', async () => {
    const log: string[] = [];
    const { as, calls } = await bootToy({ interceptors: [witness(log, 'observer'), witness(log, 'policy', 'policy')] });
    await expect(as(a2).read('smythfs://a1.agent/x')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    await expect(as(a1).read('../x')).rejects.toMatchObject({ code: 'KERNEL_BAD_NAME' });
    expect([log, calls]).toEqual([['observer before', 'observer after error', 'observer before', 'observer after error'], []]);
  });

  test('may refuse: nobody after them is asked, and only those who let the call pass are told', async () => {
    const log: string[] = [];
    const refusing = witness(log, 'policy', 'policy', { before: failing(toyErrors.NOT_FOUND({})) });
    const { as, calls } = await bootToy({ interceptors: [witness(log, 'observer'), refusing, witness(log, 'budget', 'budget')] });
    await expect(as(a1).read('x')).rejects.toMatchObject({ code: 'NOTES_NOT_FOUND' });
    expect([log, calls]).toEqual([['observer before', 'observer after error'], []]);
  });

  test('may answer: the connector is not called, and those inside them are not asked', async () => {
    const log: string[] = [];
    const replay = witness(log, 'replay', 'replay', { before: async () => ({ answer: 'from the tape' }) });
    const { as, calls } = await bootToy({ interceptors: [witness(log, 'observer'), replay, witness(log, 'budget', 'budget')] });
    expect(await as(a1).read('x')).toBe('from the tape');
    expect([log, calls]).toEqual([['observer before', 'replay after value', 'observer after value'], []]);
  });

  test('may answer with undefined', async () => {
    const { as, calls } = await bootToy({ interceptors: [{ name: 'cache', stage: 'cache', before: () => ({ answer: undefined }) }] });
    expect([await as(a1).read('x'), calls]).toEqual([undefined, []]);
  });

  test('may answer a streaming method with a stream, which is watched like one of the connector', async () => {
    const log: string[] = [];
    const replay = witness(log, 'replay', 'replay', { before: () => ({ answer: letters('a', 'b') }), chunk: (_, part) => void log.push(`replay sees ${String(part)}`) });
    const { as, calls } = await bootToy({ interceptors: [witness(log, 'observer'), replay, witness(log, 'budget', 'budget')] });
    for await (const part of await as(a1).follow('x')) log.push(`reader gets ${part}`);
    expect([log, calls]).toEqual([['observer before', 'replay sees a', 'reader gets a', 'replay sees b', 'reader gets b', 'replay after done', 'observer after done'], []]);
  });

  test('cannot answer what access denies, not even an observer', async () => {
    const { as } = await bootToy({ interceptors: [{ name: 'eager', stage: 'observe', before: () => ({ answer: 'leak' }) }] });
    await expect(as(a2).read('smythfs://a1.agent/x')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('without before or after are passed all the same', async () => {
    const { as } = await bootToy({ interceptors: [{ name: 'idle', stage: 'policy' }], answers: { read: () => 'text' } });
    expect(await as(a1).read('x')).toBe('text');
  });

  test('that fail afterwards stop no other, and are reported where the call went well', async () => {
    const log: string[] = [];
    const broken = witness(log, 'ledger', 'observe', { after: failing(new Error('disk full')) });
    const { as } = await bootToy({ interceptors: [witness(log, 'first'), broken, witness(log, 'last')] });
    await expect(as(a1).read('x')).rejects.toMatchObject({ code: 'KERNEL_INTERCEPTOR_FAILED', details: { interceptor: 'ledger', subsystem: 'notes', method: 'read' }, cause: new Error('disk full') });
    expect(log.slice(-2)).toEqual(['last after value', 'first after value']);
  });

  test('that fail afterwards do not hide the error of the call', async () => {
    const { as } = await bootToy({ interceptors: [witness([], 'ledger', 'observe', { after: failing(new Error('disk full')) })], answers: { read: failing(toyErrors.NOT_FOUND({})) } });
    await expect(as(a1).read('x')).rejects.toMatchObject({ code: 'NOTES_NOT_FOUND' });
  });

  test('see the value, or the error with its code', async () => {
    const outcomes: Outcome[] = [];
    const observer: Interceptor = { name: 'observer', stage: 'observe', after: (_, outcome) => void outcomes.push(outcome) };
    const { as } = await bootToy({ interceptors: [observer], answers: { read: () => 'text', write: failing(new Error('x')) } });
    await as(a1).read('x');
    await as(a1).write('x', 'y').catch(() => undefined);
    expect(outcomes).toEqual([{ value: 'text' }, { error: expect.objectContaining({ code: 'KERNEL_CONNECTOR_FAILED' }) as unknown }]);
  });
});

test('after comes exactly once for each before that ended well, whatever the end: a value, an error, or any of the five of a stream', async () => {
  const counted: Record<string, [befores: number, afters: number, ends: unknown[]]> = {};
  const counting = (name: string, stage: Stage): Interceptor => ({
    name,
    stage,
    before: () => void (counted[name] ??= [0, 0, []])[0]++,
    after(_, outcome) {
      const mine = (counted[name] ??= [0, 0, []]);
      mine[1]++;
      mine[2].push('stream' in outcome ? outcome.stream : 'error' in outcome ? 'error' : 'value');
    },
  });
  const leave = new AbortController();
  const broken = async function* (): AsyncGenerator<string> {
    yield 'a';
    throw new Error('cut off');
  };
  const hanging = async function* (): AsyncGenerator<string> {
    await new Promise(() => undefined);
    yield 'never';
  };
  const streams = [letters('a'), broken(), letters('a', 'b'), hanging(), hanging()];
  const { as, clock } = await bootToy({
    interceptors: [counting('observer', 'observe'), counting('gate', 'policy'), counting('budget', 'budget')],
    answers: { read: () => 'text', write: failing(new Error('x')), follow: () => streams.shift() },
  });
  const open = async (signal?: AbortSignal): Promise<AsyncIterator<string>> => (await as({ candidate: a1, signal }).follow('x'))[Symbol.asyncIterator]();
  const drain = async (stream: AsyncIterator<string>): Promise<void> => {
    while (!(await stream.next()).done);
  };
  await as(a1).read('x');
  await as(a1).write('x', 'y').catch(() => undefined);
  await drain(await open());
  await drain(await open()).catch(() => undefined);
  await (await open()).return?.();
  const aborted = (await open(leave.signal)).next().catch(() => undefined);
  leave.abort();
  await aborted;
  await open();
  await clock.advance(600_000);
  // Nothing that comes after its end settles a call again.
  await clock.advance(600_000);
  const each = [7, 7, ['value', 'error', 'done', 'failed', 'returned', 'aborted', 'abandoned']];
  expect(counted).toEqual({ observer: each, gate: each, budget: each });
});

describe('a stream through interceptors', () => {
  async function opened(parts: () => AsyncIterable<string>, context: Partial<CallContext> = {}) {
    const outcomes: Outcome[] = [];
    const looked: unknown[] = [];
    const observer: Interceptor = { name: 'observer', stage: 'observe', chunk: (_, part) => void looked.push(part), after: (_, outcome) => void outcomes.push(outcome) };
    const toy = await bootToy({ interceptors: [observer, { name: 'budget', stage: 'budget', after: (_, outcome) => void outcomes.push(outcome) }], answers: { follow: parts } });
    const stream = await toy.as({ candidate: a1, ...context }).follow('x');
    return { stream, outcomes, looked, clock: toy.clock };
  }
  const twice = <T>(outcome: T): T[] => [outcome, outcome];
  const stuck = async function* (): AsyncGenerator<string> {
    yield 'a';
    await new Promise(() => undefined);
  };

  test('is settled once for each of them when it is done, and each part is looked at', async () => {
    const { stream, outcomes, looked } = await opened(() => letters('a', 'b'));
    expect(outcomes).toEqual([]);
    for await (const _ of stream);
    expect([outcomes, looked]).toEqual([twice({ stream: 'done', parts: 2 }), ['a', 'b']]);
  });

  test('is settled once when it fails, with an error that has a code', async () => {
    const { stream, outcomes } = await opened(async function* () {
      yield 'a';
      throw new Error('cut off');
    });
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toMatchObject({ code: 'KERNEL_CONNECTOR_FAILED', cause: new Error('cut off') });
    expect(outcomes).toEqual(twice({ stream: 'failed', parts: 1, error: expect.objectContaining({ code: 'KERNEL_CONNECTOR_FAILED' }) as unknown }));
  });

  test('is settled once when the reader leaves', async () => {
    const { stream, outcomes } = await opened(() => letters('a', 'b'));
    for await (const _ of stream) break;
    expect(outcomes).toEqual(twice({ stream: 'returned', parts: 1 }));
  });

  test('is settled once when it is aborted, although the connector hangs', async () => {
    const leave = new AbortController();
    const { stream, outcomes } = await opened(stuck, { signal: leave.signal });
    const read = async (): Promise<void> => {
      for await (const _ of stream) leave.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'KERNEL_CANCELLED' });
    expect(outcomes).toEqual(twice({ stream: 'aborted', parts: 1, error: expect.objectContaining({ code: 'KERNEL_CANCELLED' }) as unknown }));
  });

  test('is settled once when nobody reads it, at the deadline of its run or after ten minutes', async () => {
    const ofRun = await opened(stuck, { run: { id: 'run_1', deadline: 1_800_000_000_000 + 5000 } });
    await ofRun.clock.advance(5000);
    const without = await opened(stuck);
    await without.clock.advance(599_999);
    expect(without.outcomes).toEqual([]);
    await without.clock.advance(1);
    const abandoned = twice({ stream: 'abandoned', parts: 0, error: expect.objectContaining({ code: 'KERNEL_DEADLINE' }) as unknown });
    expect([ofRun.outcomes, without.outcomes]).toEqual([abandoned, abandoned]);
  });

  test('is read no further than its reader asks', async () => {
    const asked: string[] = [];
    const source = async function* (): AsyncGenerator<string> {
      for (const part of ['a', 'b', 'c']) {
        asked.push(part);
        yield part;
      }
    };
    const { stream, looked } = await opened(source);
    const reader = stream[Symbol.asyncIterator]();
    expect(asked).toEqual([]);
    for (const seen of [['a'], ['a', 'b']]) {
      await reader.next();
      await new Promise((resolve) => setImmediate(resolve));
      expect([asked, looked]).toEqual([seen, seen]);
    }
  });

  test('that is cancelled is over for its reader before the next turn of the event loop, although the connector hangs', async () => {
    const leave = new AbortController();
    const { stream, outcomes } = await opened(stuck, { signal: leave.signal });
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    const order: string[] = [];
    const reading = reader.next().catch((error: unknown) => order.push(`reader told ${(error as { code: string }).code}, ${outcomes.length} settled`));
    const nextTurn = new Promise<void>((resolve) => setImmediate(() => (order.push('next turn'), resolve())));
    leave.abort();
    await Promise.all([reading, nextTurn]);
    expect(order).toEqual(['reader told KERNEL_CANCELLED, 2 settled', 'next turn']);
  });

  test.each([
    ['fails', failing(new Error('disk full')), { code: 'KERNEL_INTERCEPTOR_FAILED', details: { interceptor: 'gate', subsystem: 'notes', method: 'follow' }, cause: new Error('disk full') }],
    ['refuses', failing(toyErrors.NOT_FOUND({})), { code: 'NOTES_NOT_FOUND' }],
  ])('fails with a code when a look at a part %s, and is settled as failed', async (_, chunk, told) => {
    const log: string[] = [];
    const gate: Interceptor = { name: 'gate', stage: 'policy', chunk };
    const { as } = await bootToy({ interceptors: [witness(log, 'observer'), gate], answers: { follow: () => letters('a', 'b') } });
    const reader = (await as(a1).follow('x'))[Symbol.asyncIterator]();
    await expect(reader.next()).rejects.toMatchObject(told);
    expect([await reader.next(), log]).toEqual([{ done: true, value: undefined }, ['observer before', 'observer after failed']]);
  });

  test('tells its reader when an interceptor fails afterwards, where all went well', async () => {
    const ledger = witness([], 'ledger', 'observe', { after: failing(new Error('disk full')) });
    const { as } = await bootToy({ interceptors: [ledger], answers: { follow: () => letters() } });
    const reader = (await as(a1).follow('x'))[Symbol.asyncIterator]();
    await expect(reader.next()).rejects.toMatchObject({ code: 'KERNEL_INTERCEPTOR_FAILED', details: { interceptor: 'ledger' } });
  });

  test('is settled as an error when it never began', async () => {
    const log: string[] = [];
    const { as } = await bootToy({ interceptors: [witness(log, 'observer')], answers: { follow: failing(new Error('no')) } });
    await expect(as(a1).follow('x')).rejects.toMatchObject({ code: 'KERNEL_CONNECTOR_FAILED' });
    expect(log).toEqual(['observer before', 'observer after error']);
  });

  test('stands in a property where the contract says so, beside what else was given', async () => {
    for (const interceptors of [[], [witness([], 'observer')]]) {
      const { as } = await bootToy({ interceptors, answers: { tail: () => ({ parts: letters('a', 'b'), lines: 2 }) } });
      const { parts, lines } = await as(a1).tail('x');
      const read: string[] = [];
      for await (const part of parts) read.push(part);
      expect([read, lines]).toEqual([['a', 'b'], 2]);
    }
  });

  test('is cut off by its signal and deadline without interceptors too', async () => {
    const leave = new AbortController();
    const { as, clock } = await bootToy({ answers: { follow: stuck } });
    const aborted = (await as({ candidate: a1, signal: leave.signal }).follow('x'))[Symbol.asyncIterator]();
    leave.abort();
    await expect(aborted.next()).rejects.toMatchObject({ code: 'KERNEL_CANCELLED' });
    const unread = (await as(a1).follow('x'))[Symbol.asyncIterator]();
    await clock.advance(600_000);
    await expect(unread.next()).rejects.toMatchObject({ code: 'KERNEL_DEADLINE' });
  });
});

test('an interceptor that fails before the call refuses it, with a code and its cause', async () => {
  const cause = new Error('no ledger');
  const { as, calls } = await bootToy({ interceptors: [{ name: 'ledger', stage: 'observe', before: failing(cause) }] });
  await expect(as(a1).read('x')).rejects.toMatchObject({ code: 'KERNEL_INTERCEPTOR_FAILED', details: { interceptor: 'ledger' }, cause });
  expect(calls).toEqual([]);
});
