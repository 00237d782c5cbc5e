import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACL, AccessCandidate, boot, type CallContext, type Candidate, type Connector, type Entry, isSmythError, type Kernel, type Level, type Page, type PageOptions } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AnyHandle, connectors, definitions, isListing, isNamed, type Method, methodsOf, type NamedRow } from '../test/access/reflected.ts';
import { homeFolder, homePort } from './home/index.ts';

const owner = AccessCandidate.agent('owner');
const guest = AccessCandidate.user('guest');
const ofOwner = (path: string): string => `smythfs://owner.agent/${path}`;
const denied = 'KERNEL_ACCESS_DENIED';
/** More than a page of the smallest limits tried. */
const seeds = Array.from({ length: 7 }, (_, i) => `d/${i % 3 === 0 ? 'Deep/' : ''}n${String(i).padStart(2, '0')}`);

/** Settings of connectors that cannot do without. */
const settingsOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  EnvVault: { variables: Object.fromEntries(seeds.map((_, i) => [`SEED${i}`, `value ${i}`])) },
};

const tried = definitions.filter(({ sharing }) => sharing);
const onTrial = connectors.filter(({ subsystem }) => tried.some(({ name }) => name === subsystem));
const stores = connectors.filter(({ subsystem }) => subsystem === 'acl');
const methodsFor = ({ subsystem }: Connector): Method[] => tried.filter(({ name }) => name === subsystem).flatMap(methodsOf);
const nameOf = ({ subsystem, id }: Connector): string => `${subsystem} on ${id}`;

let folder: string;
let kernels: Kernel[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smyth-access-'));
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(folder, { recursive: true });
});

interface Bound {
  readonly on: (caller: Candidate | CallContext, id?: string, subsystem?: string) => AnyHandle;
  /** Methods that reached a connector on trial. */
  readonly reached: string[];
}

/** The connector, bound twice under two names, on a home of its own with everything else embedded, under the first of these names too. */
async function start(connector: Connector, store?: Connector): Promise<Bound> {
  const reached: string[] = [];
  const spied: Connector = {
    ...connector,
    subsystem: connector.subsystem,
    id: connector.id,
    settings: connector.settings,
    async start(context) {
      const started = (await connector.start(context)) as Record<string, (...args: unknown[]) => unknown>;
      return Object.fromEntries(Object.entries(started).map(([method, run]) => [method, (...args: unknown[]) => (reached.push(method), run(...args))]));
    },
  };
  const settings = settingsOf[connector.id] ?? {};
  const others = tried.flatMap(({ name, embedded }): Entry[] => (name === connector.subsystem || embedded === undefined ? [] : [{ connector: embedded, id: 'One' }]));
  const use = [homeFolder({ folder }), { connector: spied, id: 'One', settings }, { connector: spied, id: 'Two', settings }, ...others, ...(store ? [{ connector: store }] : [])];
  const kernel = await boot({ subsystems: [homePort, ...definitions], use, clock: createFakeClock() });
  kernels.push(kernel);
  return { reached, on: (caller, id, subsystem = connector.subsystem) => kernel.connectors.get(subsystem as never, id).as(caller) as unknown as AnyHandle };
}

/** What became of a call: a code, or that it was done. A stream that is returned is read. */
async function outcomeOf(handle: AnyHandle, { method, argsFor }: Method, name: string): Promise<string> {
  try {
    const value = await handle[method]?.(...argsFor(name));
    if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) for await (const _ of value as AsyncIterable<unknown>);
    return 'done';
  } catch (error) {
    if (isSmythError(error)) return error.code;
    throw error;
  }
}

const rowOf = ({ rows }: Method): NamedRow => rows.find(isNamed) as NamedRow;
const isWriting = (method: Method): boolean => method.rows.some((row) => 'name' in row && row.level === 'write' && row.forgets === undefined);

/** Whatever can be written is, by every method that writes; whether anything could. */
async function seed(handle: AnyHandle, connector: Connector): Promise<boolean> {
  const outcomes: string[] = [];
  for (const name of seeds) for (const method of methodsFor(connector).filter(isWriting)) outcomes.push(await outcomeOf(handle, method, name));
  return outcomes.includes('done');
}

async function listAll(handle: AnyHandle, method: Method, prefix: string, limit?: number): Promise<{ names: string[]; sizes: number[] }> {
  const names: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const options: PageOptions = { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) };
    const page = (await handle[method.method]?.(prefix, options)) as Page<{ name: string }>;
    names.push(...page.items.map(({ name }) => name));
    sizes.push(page.items.length);
    cursor = page.cursor;
  }
  return { names, sizes };
}

test('all embedded connectors of what is shared are tried, each as it starts without a configuration', () => {
  expect(new Set(onTrial.map(({ subsystem }) => subsystem))).toEqual(new Set(tried.map(({ name }) => name)));
  expect(stores.length).toBeGreaterThan(0);
});

test('one embedded connector cannot be written: its listings are of what it was given', async () => {
  const readOnly: string[] = [];
  for (const connector of onTrial) if (!(await seed((await start(connector)).on(owner), connector))) readOnly.push(connector.id);
  expect(readOnly).toEqual(['EnvVault']);
});

const listings = onTrial.flatMap((connector) => methodsFor(connector).filter(isListing).map((method) => [`${nameOf(connector)}: ${method.method}`, connector, method] as const));

describe.each(listings)('a listing of %s', (_, connector, method) => {
  const isRelative = 'relative' in rowOf(method);
  const asGuest = (names: readonly string[]): string[] => names.map((name) => (isRelative ? name : ofOwner(name)));

  test('is complete for whoever may read the prefix, in full pages, whatever their size', async () => {
    const { on } = await start(connector);
    await seed(on(owner), connector);
    await on(owner)['grant']?.('d/', guest, 'read');
    const { names } = await listAll(on(owner), method, 'd');
    expect(names.length).toBeGreaterThanOrEqual(seeds.length);
    for (const limit of [1, 3, names.length, undefined]) {
      const pages = [await listAll(on(owner), method, 'd', limit), await listAll(on(guest), method, ofOwner('d'), limit)];
      const full = limit ?? names.length;
      const sizes = Array.from({ length: Math.ceil(names.length / full) }, (__, i) => Math.min(full, names.length - i * full));
      expect(pages).toEqual([{ names, sizes }, { names: asGuest(names), sizes }]);
    }
  });

  test('gives a cursor that is good for it alone', async () => {
    const { on, reached } = await start(connector);
    await seed(on(owner), connector);
    const acme = AccessCandidate.agent('owner', { tenant: 'acme' });
    await on(owner)['grant']?.('d/', guest, 'read');
    const page = (await on(owner)[method.method]?.('d', { limit: 2 })) as Page<{ name: string }>;
    const guests = (await on(guest)[method.method]?.(ofOwner('d'), { limit: 2 })) as Page<{ name: string }>;
    const before = [...reached];
    const cursor = page.cursor ?? '';
    const elsewhere: Promise<unknown>[] = [
      on(guest)[method.method]?.(ofOwner('d'), { cursor }),
      on(owner)[method.method]?.('d', { cursor: guests.cursor }),
      on({ candidate: AccessCandidate.agent('other'), onBehalfOf: [owner] })[method.method]?.('d', { cursor }),
      on(acme)[method.method]?.('d', { cursor }),
      on(owner)[method.method]?.('', { cursor }),
      on(owner)[method.method]?.('d/Deep', { cursor }),
      on(owner, 'Two')[method.method]?.('d', { cursor }),
      on(owner)[method.method]?.('d', { cursor: 'default/agent/owner/d/n01' }),
      on(owner)[method.method]?.('d', { cursor: `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'Q' : 'A'}` }),
      ...definitions.flatMap(methodsOf).filter((each) => isListing(each) && each.title !== method.title).map((each) => on(owner, undefined, each.subsystem)[each.method]?.('d', { cursor })),
    ].map((attempt) => attempt as Promise<unknown>);
    for (const attempt of await Promise.allSettled(elsewhere)) expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'KERNEL_BAD_CURSOR' } });
    expect(reached).toEqual(before);
    const next = (await on(owner)[method.method]?.('d', { cursor, limit: 2 })) as Page<{ name: string }>;
    expect(next.items.map(({ name }) => name)).toEqual((await listAll(on(owner), method, 'd')).names.slice(2, 4));
  });
});

describe.each(stores.flatMap((store) => onTrial.map((connector) => [`${nameOf(connector)}, shared by ${store.id}`, connector, store] as const)))('%s', (_, connector, store) => {
  const [name, space] = [ofOwner('d/n01'), 'd/'];

  test('every method is closed on the very next call after its right is revoked', async () => {
    const { on, reached } = await start(connector, store);
    await seed(on(owner), connector);
    for (const method of methodsFor(connector)) {
      const level: Level = rowOf(method).level;
      const ask = (): Promise<string> => outcomeOf(on(guest), method, name);
      const closing: Readonly<Record<string, () => unknown>> = {
        revoke: () => on(owner)['revoke']?.(space, guest),
        'revoke of the level': () => on(owner)['revoke']?.(space, guest, level),
        setACL: () => on(owner)['setACL']?.(space, new ACL()),
        'setACL of another': () => on(owner)['setACL']?.(space, new ACL().addAccess('user', 'another', 'owner')),
      };
      for (const [how, close] of Object.entries(closing)) {
        expect(await ask(), `${method.title} before ${how}`).toBe(denied);
        await on(owner)['grant']?.(space, guest, level);
        expect(await ask(), `${method.title} granted before ${how}`).not.toBe(denied);
        await close();
        const before = reached.length;
        expect([await ask(), reached.length], `${method.title} after ${how}`).toEqual([denied, before]);
      }
    }
  });

  test('a name that is deleted takes its grants with it, and sharing before writing is legal', async () => {
    const { on } = await start(connector, store);
    const [reading] = methodsFor(connector).filter((method) => rowOf(method).level === 'read' && 'name' in rowOf(method));
    for (const method of methodsFor(connector).filter(({ rows }) => rows.some((row) => 'name' in row && row.forgets))) {
      const row = rowOf(method) as Extract<NamedRow, { name: number }>;
      const args = method.argsFor('d/n01');
      const exact = row.item === undefined ? 'd/n01' : `d/n01/${String(args[row.item])}`;
      await on(owner)['grant']?.(exact, guest, 'read');
      expect(await outcomeOf(on(guest), reading as Method, name), 'shared').not.toBe(denied);
      const outcome = await outcomeOf(on(owner), method, 'd/n01');
      await seed(on(owner), connector);
      expect([outcome, await outcomeOf(on(guest), reading as Method, name)]).toEqual([outcome, denied]);
    }
  });
});
