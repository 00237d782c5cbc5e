import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACL, AccessCandidate, boot, type BootOptions, type CallContext, type Candidate, type Entry, type Grant, type GrantStore, type Io, type Level, type Resources, type Row } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import { createFakeClock } from '@smyth/kernel/testing';
import { describe, expect, test } from 'vitest';
import { type AnyHandle, definitions, isNamed, isResources, type Method, methods, policyOf, rowsOf, samplesOf, titled } from '../test/access/reflected.ts';

const owner = AccessCandidate.agent('owner');
const other = AccessCandidate.agent('other');
const third = AccessCandidate.user('third');
/** A prefix for listings, a namespace for items, a name for the rest. */
const name = 'smythfs://owner.agent/shared';
/** The prefix above: a grant on it covers names, items and listings alike. */
const spaceKey = 'default/agent/owner/';
const sharingMethods = ['getACL', 'setACL', 'grant', 'revoke'];
const denied = { code: 'KERNEL_ACCESS_DENIED', category: 'denied', name: 'ACLAccessDeniedError' };

/** Grants in memory, for what the generated calls share. */
function createStore(): GrantStore & { set(grants: readonly Grant[]): void } {
  let all: readonly Grant[] = [];
  let version = 0;
  const change = (next: readonly Grant[]): void => {
    all = next;
    version++;
  };
  const isOn = (grant: Grant, { subsystem, key }: { subsystem: string; key: string }): boolean => grant.subsystem === subsystem && grant.key === key;
  return {
    set: change,
    match: async (subsystem, keys, holders) => all.filter((grant) => grant.subsystem === subsystem && keys.includes(grant.key) && holders.includes(grant.holder)),
    list: async (target) => all.filter((grant) => isOn(grant, target)),
    replace: async (target, grants) => change([...all.filter((grant) => !isOn(grant, target)), ...grants.map((grant) => ({ ...grant, ...target }))]),
    put: async (grant) => change([...all, grant]),
    forget: async (target) => change(all.filter((grant) => !isOn(grant, target))),
    remove: async (target, holder) => change(all.filter((grant) => !(isOn(grant, target) && grant.holder === holder))),
    version: async () => version,
  };
}

const down = (): Promise<never> => Promise.reject(new Error('connection refused'));
const failing: GrantStore = { match: down, list: down, replace: down, put: down, forget: down, remove: down, version: down };

interface Guarded {
  /** What reached any connector: `subsystem.method` and its arguments. */
  readonly reached: [string, ...unknown[]][];
  readonly on: (subsystem: string, caller: Candidate | CallContext) => AnyHandle;
  /** Replaces all grants, as another process would, and lets a second pass. */
  readonly share: (grants: readonly Grant[]) => Promise<void>;
}

/** A stream where one is expected, so that the call ends well. */
function answerOf({ streams }: Resources, method: string): unknown {
  const at = (streams as Readonly<Record<string, string>> | undefined)?.[method];
  const nothing = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) };
  return at === undefined ? undefined : at === 'self' ? nothing : { [at]: nothing };
}

interface GuardOptions {
  readonly access?: BootOptions['access'];
  readonly store?: GrantStore;
  /** Keep what is open by default. */
  readonly withOpenCapabilities?: true;
}

/** A kernel with every subsystem, each on a spy that records whatever is called, in the table or not. */
async function guard({ access = {}, store: given, withOpenCapabilities }: GuardOptions = {}): Promise<Guarded> {
  const reached: Guarded['reached'] = [];
  const clock = createFakeClock();
  const store = createStore();
  const recordOf = (definition: Resources, method: string) => async (...args: unknown[]) => {
    reached.push([`${definition.name}.${method}`, ...args]);
    return answerOf(definition, method);
  };
  const spyOn = (definition: Resources): object => new Proxy({}, { get: (_, method) => (method === 'then' ? undefined : recordOf(definition, String(method))) });
  const guarded = definitions.map(({ serves: _, embedded: __, openCapabilities = [], ...definition }): Resources => ({ ...definition, openCapabilities: withOpenCapabilities ? openCapabilities : [] }));
  const sharedBy = { kind: 'resource', name: 'sharedBy', key: 'SharedBy', phase: 'security', policy: {}, samples: {}, serves: { grants: () => given ?? store } } as Resources;
  const entryOf = (definition: Resources): Entry => ({ connector: { subsystem: definition.name, id: 'Spy', settings: {}, start: () => spyOn(definition) } });
  const kernel = await boot({ subsystems: [...guarded, sharedBy], use: [...guarded, sharedBy].map(entryOf), access, clock });
  return {
    reached,
    on: (subsystem, caller) => kernel.connectors.get(subsystem as never).as(caller) as unknown as AnyHandle,
    async share(grants) {
      store.set(grants);
      await clock.advance(1000);
    },
  };
}

const call = ({ on }: Guarded, { subsystem, method, argsFor }: Method, caller: Candidate | CallContext): Promise<unknown> => on(subsystem, caller)[method]?.(...argsFor(name)) as Promise<unknown>;
const levelOf = ({ rows }: Method): Level => rows.find(isNamed)?.level ?? 'owner';
const wrongLevels = (method: Method): Level[] => (['read', 'write'] as const).filter((level) => level !== levelOf(method));

describe('the subsystems', () => {
  test('are those of the folders with a policy, none left out', async () => {
    const folders = readdirSync(import.meta.dirname).filter((folder) => existsSync(join(import.meta.dirname, folder, 'policy.ts')));
    const indexes = await Promise.all(folders.map((folder) => import(`./${folder}/index.ts`) as Promise<object>));
    expect(indexes.map((index) => Object.values(index).find(isResources)?.name).sort()).toEqual(definitions.map((definition) => definition.name).sort());
  });

  test('open to everyone by default what the documentation says, and no more', () => {
    const documented = ['llm', 'search', 'egress', 'documents'];
    expect(definitions.flatMap(({ openCapabilities = [] }) => openCapabilities).filter((word) => !documented.includes(word))).toEqual([]);
  });
});

describe.each(definitions.map((definition) => [definition.name, definition] as const))('the policy of %s', (subsystem, definition) => {
  const [policy, samples] = [policyOf(definition), samplesOf(definition)];

  test('has a sample for every method, and for no other', () => {
    expect(Object.keys(samples).sort()).toEqual(Object.keys(policy).sort());
  });

  test('has at least one row a method, and only rows that speak of an argument there is', () => {
    const isFine = (row: Row, arity: number): boolean => ('name' in row ? row.name < arity && (row.item ?? 0) < arity : 'prefix' in row ? row.prefix < arity : true);
    const wrong = Object.entries(policy).filter(([method, row]) => rowsOf(row).length === 0 || !rowsOf(row).every((each) => isFine(each, samples[method]?.('x').length ?? 0)));
    expect(wrong).toEqual([]);
  });

  test('says why nothing is behind what is open, and what is used where something is', () => {
    const texts = Object.values(policy).flatMap((row) => rowsOf(row).flatMap((each) => ('open' in each ? [each.open.length > 20] : 'use' in each ? [/^[a-z]+:[^\s]+$/.test(each.use)] : [])));
    expect(texts.filter((isSaid) => !isSaid)).toEqual([]);
  });

  test('asks for the level that the name of the method says, and ends grants where it deletes', () => {
    const named = Object.entries(policy).flatMap(([method, row]) => rowsOf(row).filter(isNamed).map((each) => [method, each.level, 'forgets' in each]));
    const expected = named.map(([method]) => [method, /^(get|read|exists|is|list|search|find)/.test(String(method)) ? 'read' : 'write', String(method).startsWith('delete')]);
    expect(named).toEqual(expected);
  });

  test('is all that a handle reaches: what the connector has beyond it stays out', async () => {
    const { on, reached } = await guard();
    const handle = on(subsystem, owner);
    const found = new Set<PropertyKey>();
    for (let at: object | null = handle; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) for (const key of Reflect.ownKeys(at)) found.add(key);
    expect([...found].sort()).toEqual([...Object.keys(policy), ...sharingMethods, 'constructor'].sort());
    expect(handle['constructor']).toBe(undefined);
    expect(['backdoor', 'start', 'close', 'secretOf', 'then', 'run'].filter((method) => method in handle)).toEqual([]);
    expect(reached).toEqual([]);
  });
});

describe('a method that names a resource', () => {
  test.each(titled(isNamed))('%s reaches the connector for the owner, with a key in its space', async (title, method) => {
    const guarded = await guard();
    await call(guarded, method, owner);
    expect(guarded.reached.map(([called, key]) => [called, String(key).replace(/\/$/, '')])).toEqual([[title, 'default/agent/owner/shared']]);
    expect((guarded.reached[0]?.at(-1) as Io).candidate).toBe(owner);
  });

  test.each(titled(isNamed))('%s leads whoever has the same id in another tenant into a space of its own', async (title, method) => {
    const guarded = await guard();
    await call(guarded, method, AccessCandidate.agent('owner', { tenant: 'acme' }));
    expect(guarded.reached.map(([called, key]) => [called, String(key).replace(/\/$/, '')])).toEqual([[title, 'acme/agent/owner/shared']]);
  });

  /** Who is denied although, and what is shared then: everything short of the right itself. */
  const denials: Readonly<Record<string, { caller: Candidate | CallContext; shares?: (method: Method) => readonly Omit<Grant, 'subsystem'>[]; subsystem?: string }>> = {
    'another agent': { caller: other },
    'a user of the same id': { caller: AccessCandidate.user('owner') },
    'a team of the same id': { caller: AccessCandidate.team('owner') },
    'the same id in capitals': { caller: AccessCandidate.agent('OWNER') },
    'the public': { caller: AccessCandidate.public() },
    'a part of the system': { caller: systemCandidate('owner') },
    'a part of the system, acting for the owner': { caller: { candidate: systemCandidate('boot'), onBehalfOf: [owner] } },
    'another agent run by the owner': { caller: { candidate: other, onBehalfOf: [owner] } },
    'an agent of another tenant': { caller: AccessCandidate.agent('other', { tenant: 'acme' }) },
    'whoever was given another level': { caller: other, shares: (method) => wrongLevels(method).slice(0, 1).map((level) => ({ key: spaceKey, holder: other.key, level })) },
    'whoever was given it in another subsystem': { caller: other, shares: () => [{ key: spaceKey, holder: other.key, level: 'owner' }], subsystem: 'elsewhere' },
    'whoever was given it on another name': { caller: other, shares: () => [{ key: `${spaceKey}sharedx/`, holder: other.key, level: 'owner' }] },
    'whoever was given it in another tenant': { caller: AccessCandidate.agent('other', { tenant: 'acme' }), shares: () => [{ key: spaceKey, holder: 'acme/agent/other', level: 'owner' }] },
    'whoever was given it, acting for somebody who was not': { caller: { candidate: other, onBehalfOf: [third] }, shares: () => [{ key: spaceKey, holder: other.key, level: 'owner' }] },
    'whoever acts for somebody who was given it': { caller: { candidate: other, onBehalfOf: [third] }, shares: () => [{ key: spaceKey, holder: third.key, level: 'owner' }] },
    'one of four who was not given it': {
      caller: { candidate: other, onBehalfOf: [AccessCandidate.agent('fourth'), AccessCandidate.team('crew'), third] },
      shares: () => [other.key, 'default/agent/fourth', third.key].map((holder) => ({ key: spaceKey, holder, level: 'owner' })),
    },
    'the system, although a store says so': { caller: systemCandidate('boot'), shares: () => ['default/system/boot', 'default/public/public'].map((holder) => ({ key: spaceKey, holder, level: 'owner' })) },
  };

  test.each(titled(isNamed))('%s is denied to everyone who lacks the right, before the connector is asked', async (_, method) => {
    const guarded = await guard();
    for (const [who, { caller, shares, subsystem = method.subsystem }] of Object.entries(denials)) {
      await guarded.share((shares?.(method) ?? []).map((grant) => ({ ...grant, subsystem })));
      await expect(call(guarded, method, caller), who).rejects.toMatchObject(denied);
    }
    expect(guarded.reached).toEqual([]);
  });

  test.each(titled(isNamed))('%s opens with exactly the level of its row', async (title, method) => {
    const guarded = await guard();
    const shareAt = (level: Level): Promise<void> => guarded.share([{ subsystem: method.subsystem, key: spaceKey, holder: other.key, level }]);
    for (const wrong of wrongLevels(method)) {
      await shareAt(wrong);
      await expect(call(guarded, method, other), wrong).rejects.toMatchObject(denied);
    }
    expect(guarded.reached).toEqual([]);
    for (const right of new Set([levelOf(method), 'owner'] as const)) {
      await shareAt(right);
      await call(guarded, method, other);
      await guarded.share([]);
      await expect(call(guarded, method, other), right).rejects.toMatchObject(denied);
    }
    expect(guarded.reached.map(([called]) => called)).toEqual([...new Set([levelOf(method), 'owner'])].map(() => title));
  });
});

describe('a method about oneself', () => {
  test.each(titled((row) => 'own' in row))('%s tells the connector who asks, whatever the arguments say', async (title, method) => {
    const guarded = await guard();
    const callers = [owner, other, AccessCandidate.user('owner'), AccessCandidate.agent('owner', { tenant: 'acme' })];
    for (const caller of callers) await call(guarded, method, caller);
    await call(guarded, method, { candidate: other, onBehalfOf: [owner] });
    expect(guarded.reached.map(([called, ...given]) => [called, (given.at(-1) as Io).candidate])).toEqual([...callers, other].map((caller) => [title, caller]));
  });
});

describe('a method behind a capability', () => {
  const everybody: readonly (Candidate | CallContext)[] = [owner, other, third, AccessCandidate.team('crew'), AccessCandidate.public(), { candidate: systemCandidate('boot'), onBehalfOf: [owner] }, { candidate: other, onBehalfOf: [systemCandidate('boot')] }];
  const wordOf = ({ rows }: Method): string => rows.flatMap((row) => ('use' in row ? [row.use.split(':')[0] ?? ''] : []))[0] ?? '';

  test.each(titled((row) => 'use' in row))('%s is denied to everyone until the operator opens it, before the connector is asked', async (_, method) => {
    const guarded = await guard();
    for (const caller of everybody) await expect(call(guarded, method, caller)).rejects.toMatchObject(denied);
    expect(guarded.reached).toEqual([]);
  });

  test.each(titled((row) => 'use' in row))('%s is denied to the system too where the operator denies it, open or not', async (_, method) => {
    const guarded = await guard({ access: { allow: [{ to: '*', use: `${wordOf(method)}:*` }], deny: [{ to: '*', use: `${wordOf(method)}:*` }] }, withOpenCapabilities: true });
    for (const caller of [...everybody, systemCandidate('boot')]) await expect(call(guarded, method, caller)).rejects.toMatchObject(denied);
    expect(guarded.reached).toEqual([]);
  });

  test.each(titled((row) => 'use' in row))('%s opens to whom the operator says, and to nobody else', async (title, method) => {
    const guarded = await guard({ access: { allow: [{ to: 'agent:other', use: `${wordOf(method)}:*` }] } });
    await call(guarded, method, other);
    for (const caller of [owner, third, { candidate: other, onBehalfOf: [third] }]) await expect(call(guarded, method, caller)).rejects.toMatchObject(denied);
    expect(guarded.reached.map(([called]) => called)).toEqual([title]);
  });
});

describe('sharing', () => {
  const attempts: readonly [string, readonly unknown[]][] = [
    ['getACL', [name]],
    ['setACL', [name, new ACL().addAccess('agent', 'other', 'owner')]],
    ['grant', [name, other, 'owner']],
    ['revoke', [name, owner]],
  ];
  const strangers = [other, AccessCandidate.user('owner'), AccessCandidate.team('owner'), AccessCandidate.public(), systemCandidate('owner'), { candidate: other, onBehalfOf: [owner] }];
  const [shared, unshared] = [definitions.filter(({ sharing }) => sharing), definitions.filter(({ sharing }) => !sharing)].map((all) => all.map((each) => each.name));

  test.each(shared ?? [])('of %s is denied to everyone but the owner, and changes nothing', async (subsystem) => {
    const { on } = await guard();
    for (const [method, args] of attempts) for (const stranger of strangers) await expect(on(subsystem, stranger)[method]?.(...args), method).rejects.toMatchObject(denied);
    expect(((await on(subsystem, owner)['getACL']?.(name)) as ACL).entries).toEqual([]);
  });

  test.each(shared ?? [])('of %s takes `owner`, to be shown the list `read`', async (subsystem) => {
    const { on, share } = await guard();
    for (const level of ['read', 'write'] as const) {
      await share([{ subsystem, key: spaceKey, holder: other.key, level }]);
      const outcomes: string[] = [];
      for (const [method, args] of attempts) outcomes.push((await on(subsystem, other)[method]?.(...args).then(() => 'done', (error: { code: string }) => error.code)) ?? '');
      expect(outcomes).toEqual([level === 'read' ? 'done' : denied.code, denied.code, denied.code, denied.code]);
    }
  });

  test.each(unshared ?? [])('of %s is unsupported, also for the owner', async (subsystem) => {
    const { on, reached } = await guard();
    for (const [method, args] of attempts) await expect(on(subsystem, owner)[method]?.(...args), method).rejects.toMatchObject({ code: `${subsystem.toUpperCase()}_UNSUPPORTED` });
    expect(reached).toEqual([]);
  });
});

describe('while the store of grants fails', () => {
  test.each(titled(isNamed))('%s is denied to everyone but the owner, before the connector is asked', async (title, method) => {
    const guarded = await guard({ store: failing });
    for (const caller of [other, third, AccessCandidate.team('crew'), AccessCandidate.public(), systemCandidate('boot'), { candidate: other, onBehalfOf: [owner] }]) {
      await expect(call(guarded, method, caller)).rejects.toMatchObject(denied);
    }
    expect(guarded.reached).toEqual([]);
    // What ends grants cannot be done while they cannot be ended: the thing is kept.
    const forgets = method.rows.some((row) => 'forgets' in row);
    if (forgets) await expect(call(guarded, method, owner)).rejects.toMatchObject({ code: 'KERNEL_CONNECTOR_FAILED' });
    else await call(guarded, method, owner);
    expect(guarded.reached.map(([called]) => called)).toEqual(forgets ? [] : [title]);
  });

  test.each(titled((row) => !isNamed(row)))('%s is as before: nobody shares it', async (title, method) => {
    const guarded = await guard({ store: failing, access: { allow: [{ to: '*', use: `${title.split('.')[0] ?? ''}:*` }] } });
    for (const caller of [owner, other, AccessCandidate.public()]) await call(guarded, method, caller);
    expect(guarded.reached.map(([called]) => called)).toEqual([title, title, title]);
  });
});

test('every method of every subsystem stands in one of these groups, or says why nothing is behind it', () => {
  const grouped = new Set([...titled(isNamed), ...titled((row) => 'own' in row), ...titled((row) => 'use' in row), ...titled((row) => 'open' in row)].map(([title]) => title));
  expect([...grouped].sort()).toEqual(methods.map(({ title }) => title).sort());
});
