import { describe, expect, test } from 'vitest';
import { AccessCandidate, type Candidate } from './candidate.ts';
import type { CallContext } from './context.ts';
import { defineErrors, isSmythError } from './errors.ts';
import type { Call, Interceptor, Outcome } from './interceptor.ts';
import { bootToy, connectorOf, type Notes, notes, type Toy, type ToyOptions } from './testing/toy.ts';
import { boot } from './boot/boot.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');
const gateErrors = defineErrors('GATE', { CLOSED: { category: 'denied', says: (d: { method: string }) => `Nobody may ${d.method} today.`, fix: 'Come back tomorrow.' } });

const wordFor = (outcome: Outcome): string => {
  if ('stream' in outcome) return outcome.error === undefined ? outcome.stream : `${outcome.stream} ${codeOf(outcome.error)}`;
  return 'error' in outcome ? codeOf(outcome.error) : 'value';
};
const codeOf = (error: unknown): string => (isSmythError(error) ? error.code : 'no code');

interface LedgerRow {
  readonly who: string;
  readonly did: string;
  readonly to: readonly string[];
  readonly outcome: string;
}

/** Who did what to what, and what came of it: the intent is on record before the call, the outcome after it. */
function createLedger(): Interceptor & { readonly rows: LedgerRow[]; readonly open: () => number } {
  const rows: LedgerRow[] = [];
  let intents = 0;
  return {
    name: 'ledger',
    stage: 'observe',
    rows,
    open: () => intents,
    before: () => void intents++,
    after({ subsystem, method, context, demands }, outcome) {
      intents--;
      const to = demands.flatMap((demand) => ('resource' in demand ? [demand.resource.key] : 'use' in demand ? [demand.use] : []));
      rows.push({ who: String(context.candidate), did: `${subsystem}.${method}`, to, outcome: wordFor(outcome) });
    },
  };
}

interface Span {
  readonly name: string;
  readonly status: 'ok' | 'error';
  readonly tookMs: number;
  readonly parts?: number;
}

/** One span a call, timed by the clock it is given. */
function createTelemetry(now: () => number): Interceptor & { readonly spans: Span[] } {
  const begun = new Map<Call, number>();
  const spans: Span[] = [];
  return {
    name: 'telemetry',
    stage: 'observe',
    spans,
    before: (call) => void begun.set(call, now()),
    after(call, outcome) {
      const tookMs = now() - (begun.get(call) ?? NaN);
      begun.delete(call);
      spans.push({ name: `${call.subsystem}.${call.method}`, status: 'error' in outcome ? 'error' : 'ok', tookMs, ...('parts' in outcome ? { parts: outcome.parts } : {}) });
    },
  };
}

type Step = (toy: Toy) => Promise<unknown>;

/** What a ledger and a telemetry interceptor have seen of some calls, each of which may fail. */
async function observed(options: ToyOptions, ...steps: readonly Step[]) {
  let now = (): number => 0;
  const ledger = createLedger();
  const telemetry = createTelemetry(() => now());
  const toy = await bootToy({ ...options, interceptors: [telemetry, ledger, ...(options.interceptors ?? [])] });
  now = toy.clock.now;
  for (const step of steps) await step(toy).catch(() => undefined);
  return { ledger: ledger.rows, open: ledger.open(), spans: telemetry.spans, calls: toy.calls, order: toy.kernel.order };
}

const read =
  (caller: Candidate | CallContext, name: string): Step =>
  ({ as }) =>
    as(caller).read(name);

const row = (did: keyof Notes, to: readonly string[], outcome: string, who = 'agent:a1'): LedgerRow => ({ who, did: `notes.${did}`, to, outcome });

describe('a ledger and a telemetry interceptor', () => {
  test('stand before access, in the order in which they were given', async () => {
    expect((await observed({ interceptors: [{ name: 'gate', stage: 'policy' }] })).order).toEqual(['telemetry', 'ledger', 'access', 'gate']);
  });

  test('see what went well, with what it was done to and how long it took', async () => {
    const answers = { read: () => 'text', ask: () => 'yes' };
    const slow: Step = ({ as, clock }) => {
      const asking = as(a1).ask({ model: 'm' });
      return clock.advance(250).then(() => asking);
    };
    const seen = await observed({ answers, access: { allow: [{ to: '*', use: 'notes:*' }] } }, read(a1, 'x'), slow);
    expect(seen.ledger).toEqual([row('read', ['default/agent/a1/x'], 'value'), row('ask', ['notes:Toy/m'], 'value')]);
    expect([seen.spans.map(({ name, status }) => [name, status]), seen.open]).toEqual([[['notes.read', 'ok'], ['notes.ask', 'ok']], 0]);
  });

  const closed: Interceptor = {
    name: 'gate',
    stage: 'policy',
    before: ({ method }) => {
      throw gateErrors.CLOSED({ method });
    },
  };
  const broken: Interceptor = {
    name: 'gate',
    stage: 'policy',
    before: () => {
      throw new Error('out of order');
    },
  };
  test.each<[string, ToyOptions, Step, LedgerRow]>([
    ['for a bad name, of which nothing can be said', {}, read(a1, '../x'), row('read', [], 'KERNEL_BAD_NAME')],
    ['by access', {}, read(a2, 'smythfs://a1.agent/x'), row('read', ['default/agent/a1/x'], 'KERNEL_ACCESS_DENIED', 'agent:a2')],
    ['for want of a capability', {}, ({ as }) => as(a1).ask({ model: 'm' }), row('ask', ['notes:Toy/m'], 'KERNEL_ACCESS_DENIED')],
    ['by an interceptor', { interceptors: [closed] }, read(a1, 'x'), row('read', ['default/agent/a1/x'], 'GATE_CLOSED')],
    ['because an interceptor failed', { interceptors: [broken] }, read(a1, 'x'), row('read', ['default/agent/a1/x'], 'KERNEL_INTERCEPTOR_FAILED')],
    ['because it was cancelled before', {}, read({ candidate: a1, signal: AbortSignal.abort() }, 'x'), row('read', [], 'KERNEL_CANCELLED')],
    ['because its time was over', {}, read({ candidate: a1, run: { id: 'run_1', deadline: 0 } }, 'x'), row('read', [], 'KERNEL_DEADLINE')],
    ['because the kernel was stopped', {}, async (toy) => (await toy.kernel.stop(), toy.as(a1).read('x')), row('read', [], 'KERNEL_STOPPED')],
    ['for a cursor of somebody else', {}, ({ as }) => as(a1).list('', { cursor: 'made-up' }), row('list', ['default/agent/a1/'], 'KERNEL_BAD_CURSOR')],
  ])('see what was refused %s, and that the connector never was asked', async (_, options, step, expected) => {
    const { ledger, spans, calls, open } = await observed(options, step);
    expect({ ledger, spans, calls, open }).toEqual({ ledger: [expected], spans: [{ name: expected.did, status: 'error', tookMs: 0 }], calls: [], open: 0 });
  });

  test('see what the connector failed in, and what it does not have', async () => {
    const implementation = { read: () => Promise.reject(new Error('no disk')) };
    const seen = await observed({ implementation }, read(a1, 'x'), ({ as }) => as(a1).write('x', 'y'));
    expect(seen.ledger).toEqual([row('read', ['default/agent/a1/x'], 'KERNEL_CONNECTOR_FAILED'), row('write', ['default/agent/a1/x'], 'NOTES_UNSUPPORTED')]);
  });

  test('see how a stream ended, when it ends', async () => {
    const leave = new AbortController();
    async function* parts(): AsyncGenerator<string> {
      yield 'a';
      await new Promise(() => undefined);
    }
    const abort: Step = async ({ as, clock }) => {
      const reader = (await as({ candidate: a1, signal: leave.signal }).follow('x'))[Symbol.asyncIterator]();
      await reader.next();
      await clock.advance(40);
      leave.abort();
      await reader.next();
    };
    const abandon: Step = async ({ as, clock }) => {
      await as({ candidate: a1, run: { id: 'run_1', deadline: clock.now() + 5000 } }).follow('x');
      await clock.advance(5000);
    };
    const seen = await observed({ answers: { follow: parts } }, abort, abandon);
    const to = ['default/agent/a1/x'];
    expect(seen.ledger).toEqual([row('follow', to, 'aborted KERNEL_CANCELLED'), row('follow', to, 'abandoned KERNEL_DEADLINE')]);
    expect(seen.spans).toEqual([
      { name: 'notes.follow', status: 'error', tookMs: 40, parts: 1 },
      { name: 'notes.follow', status: 'error', tookMs: 5000, parts: 0 },
    ]);
  });
});

describe('what interceptors keep of a call', () => {
  const holder = connectorOf('notes', 'Toy', ({ secret }) => {
    const key = secret('hunter2hunter2', 'config');
    return { write: () => Promise.reject(new Error(`refused ${key.reveal()}`)), read: () => key.reveal(), key };
  });

  test('shows no live secret: not as JSON, not in its error, not in a text they redact', async () => {
    const kept: unknown[] = [];
    const keeping: Interceptor = {
      name: 'ledger',
      stage: 'observe',
      after: (call, outcome) => void kept.push(JSON.stringify(call), 'error' in outcome ? String((outcome.error as Error).cause) : call.redact(JSON.stringify(outcome))),
    };
    const kernel = await boot({ subsystems: [notes], use: [{ connector: holder }], interceptors: [keeping] });
    const handle = kernel.connectors.get('notes' as never).as({ candidate: a1, labels: { note: 'hunter2hunter2' } }) as unknown as Notes;
    await handle.read('hunter2hunter2');
    await handle.write('x', 'my hunter2hunter2').catch(() => undefined);
    expect(kept.map(String).join('\n')).not.toContain('hunter2hunter2');
    expect(JSON.parse(kept[2] as string)).toMatchObject({ subsystem: 'notes', method: 'write', args: ['x', 'my [secret]'], context: { labels: { note: '[secret]' } } });
    expect([kept[1], kept[3]]).toEqual(['{"value":"[secret]"}', 'Error: refused [secret]']);
  });

  test('has a secret in place of an argument that is one, while the connector gets what was given', async () => {
    const seen: Call[] = [];
    const got: unknown[] = [];
    const subsystem = { ...notes, confidential: { write: 1 } };
    const connector = connectorOf('notes', 'Toy', () => ({ write: (_: string, text: string) => void got.push(text) }));
    const kernel = await boot({ subsystems: [subsystem], use: [{ connector }], interceptors: [{ name: 'ledger', stage: 'observe', before: (call) => void seen.push(call) }] });
    await (kernel.connectors.get('notes' as never).as(a1) as unknown as Notes).write('x', 'not yet known');
    expect([JSON.stringify(seen[0]?.args), got]).toEqual(['["x","[secret]"]', ['not yet known']]);
  });
});
