import { ACL, AccessCandidate, boot, type CallContext, type Candidate, type Entry, type Grant, type GrantStore, type Io, type Resources, type Row } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import { describe, expect, test } from 'vitest';
import { accountPolicy, accountSamples } from './account/policy.ts';
import { aclPolicy, aclSamples } from './acl/policy.ts';
import { cachePolicy, cacheSamples } from './cache/policy.ts';
import { llmPolicy, llmSamples } from './llm/policy.ts';
import { nkvPolicy, nkvSamples } from './nkv/policy.ts';
import { storagePolicy, storageSamples } from './storage/policy.ts';
import { vaultPolicy, vaultSamples } from './vault/policy.ts';

type Rows = Readonly<Record<string, Row | readonly Row[]>>;
type SampleCalls = Readonly<Record<string, (name: string) => readonly unknown[]>>;
type AnyHandle = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

interface Table {
  readonly policy: Rows;
  readonly samples: SampleCalls;
}

/** Every policy there is. What follows is generated from it: a new subsystem is one more line. */
const tables: Readonly<Record<string, Table>> = {
  account: { policy: accountPolicy, samples: accountSamples },
  acl: { policy: aclPolicy, samples: aclSamples },
  cache: { policy: cachePolicy, samples: cacheSamples },
  llm: { policy: llmPolicy, samples: llmSamples },
  nkv: { policy: nkvPolicy, samples: nkvSamples },
  storage: { policy: storagePolicy, samples: storageSamples },
  vault: { policy: vaultPolicy, samples: vaultSamples },
};

const owner = AccessCandidate.agent('owner');
const other = AccessCandidate.agent('other');
/** A prefix for listings, a namespace for items, a name for the rest. */
const name = 'smythfs://owner.agent/shared';

/** Whoever is neither the owner nor anybody it shared with. */
const strangers: Readonly<Record<string, Candidate | CallContext>> = {
  'another agent': other,
  'a user of the same id': AccessCandidate.user('owner'),
  'a team of the same id': AccessCandidate.team('owner'),
  'the public': AccessCandidate.public(),
  'a part of the system': systemCandidate('owner'),
  'another agent run by the owner': { candidate: other, onBehalfOf: [owner] },
};

const rowsOf = (row: Row | readonly Row[] | undefined): readonly Row[] => (row === undefined ? [] : Array.isArray(row) ? (row as readonly Row[]) : [row as Row]);
const isNamed = (row: Row): row is Extract<Row, { name: number } | { prefix: number }> => 'name' in row || 'prefix' in row;

interface Method {
  readonly subsystem: string;
  readonly method: string;
  readonly rows: readonly Row[];
  readonly args: readonly unknown[];
}

const methods: readonly Method[] = Object.entries(tables).flatMap(([subsystem, { policy, samples }]) =>
  Object.keys(policy).map((method) => ({ subsystem, method, rows: rowsOf(policy[method]), args: samples[method]?.(name) ?? [] })),
);
const titled = (wanted: (row: Row) => boolean): [string, Method][] => methods.filter(({ rows }) => rows.some(wanted)).map((each) => [`${each.subsystem}.${each.method}`, each]);

/** Grants in memory, for what the generated calls share. */
function createStore(): GrantStore {
  let all: readonly Grant[] = [];
  let version = 0;
  const change = (next: readonly Grant[]): void => {
    all = next;
    version++;
  };
  const isOn = (grant: Grant, { subsystem, key }: { subsystem: string; key: string }): boolean => grant.subsystem === subsystem && grant.key === key;
  return {
    match: async (subsystem, keys, holders) => all.filter((grant) => grant.subsystem === subsystem && keys.includes(grant.key) && holders.includes(grant.holder)),
    list: async (target) => all.filter((grant) => isOn(grant, target)),
    replace: async (target, grants) => change([...all.filter((grant) => !isOn(grant, target)), ...grants.map((grant) => ({ ...grant, ...target }))]),
    put: async (grant) => change([...all, grant]),
    forget: async (target) => change(all.filter((grant) => !isOn(grant, target))),
    remove: async (target, holder) => change(all.filter((grant) => !(isOn(grant, target) && grant.holder === holder))),
    version: async () => version,
  };
}

interface Guarded {
  /** What reached any connector: `subsystem.method` and its arguments. */
  readonly reached: [string, ...unknown[]][];
  on(subsystem: string, caller: Candidate | CallContext): AnyHandle;
}

/** A kernel with every subsystem of the tables, each on a spy that records whatever is called, in the table or not. */
async function guard(): Promise<Guarded> {
  const reached: Guarded['reached'] = [];
  const spyOn = (subsystem: string): object =>
    new Proxy({}, { get: (_, method) => (method === 'then' ? undefined : async (...args: unknown[]) => void reached.push([`${subsystem}.${String(method)}`, ...args])) });
  const store = createStore();
  const subsystems = [
    ...Object.entries(tables).map(([subsystem, table]) => ({ kind: 'resource', name: subsystem, key: subsystem, phase: 'security', sharing: true, ...table }) as unknown as Resources),
    { kind: 'resource', name: 'sharedBy', key: 'SharedBy', phase: 'security', policy: {}, samples: {}, serves: { grants: () => store } } as Resources,
  ];
  const use = subsystems.map(({ name: subsystem }): Entry => ({ connector: { subsystem, id: 'Spy', settings: {}, start: () => spyOn(subsystem) } }));
  const kernel = await boot({ subsystems, use });
  return { reached, on: (subsystem, caller) => kernel.connectors.get(subsystem as never).as(caller) as unknown as AnyHandle };
}

const denied = { code: 'KERNEL_ACCESS_DENIED', category: 'denied', name: 'ACLAccessDeniedError' };

describe('every policy table', () => {
  test.each(Object.entries(tables))('of %s has a sample for every method, and for no other', (_, { policy, samples }) => {
    expect(Object.keys(samples).sort()).toEqual(Object.keys(policy).sort());
  });

  test.each(Object.entries(tables))('of %s has at least one row a method, and only rows that speak of an argument there is', (_, { policy, samples }) => {
    const wrong = Object.entries(policy).filter(([method, row]) => {
      const arity = samples[method]?.('x').length ?? 0;
      const isFine = (each: Row): boolean => ('name' in each ? each.name < arity && (each.item ?? 0) < arity : 'prefix' in each ? each.prefix < arity : true);
      return rowsOf(row).length === 0 || !rowsOf(row).every(isFine);
    });
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(tables))('of %s is all that a handle reaches: what the connector has beyond it stays out', async (subsystem, { policy }) => {
    const { on, reached } = await guard();
    const handle = on(subsystem, owner);
    const found: string[] = [];
    for (const method in handle) if (typeof handle[method] === 'function') found.push(method);
    expect(found.sort()).toEqual([...Object.keys(policy), 'getACL', 'setACL', 'grant', 'revoke'].sort());
    expect(['backdoor', 'start', 'close', 'secretOf', 'then', 'run'].filter((method) => method in handle)).toEqual([]);
    expect(reached).toEqual([]);
  });
});

describe('a method that names a resource', () => {
  test.each(titled(isNamed))('%s reaches the connector for the owner, with a key in its space', async (title, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    await on(subsystem, owner)[method]?.(...args);
    expect(reached.map(([called, key]) => [called, String(key).replace(/\/$/, '')])).toEqual([[title, 'default/agent/owner/shared']]);
    expect((reached[0]?.at(-1) as Io).candidate).toBe(owner);
  });

  test.each(titled(isNamed))('%s is denied to everyone it is not shared with, before the connector is asked', async (_, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    for (const [who, stranger] of Object.entries(strangers)) await expect(on(subsystem, stranger)[method]?.(...args), who).rejects.toMatchObject(denied);
    expect(reached).toEqual([]);
  });

  test.each(titled(isNamed))('%s leads whoever has the same id in another tenant into a space of its own', async (title, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    await on(subsystem, AccessCandidate.agent('owner', { tenant: 'acme' }))[method]?.(...args);
    expect(reached.map(([called, key]) => [called, String(key).replace(/\/$/, '')])).toEqual([[title, 'acme/agent/owner/shared']]);
    await expect(on(subsystem, AccessCandidate.agent('other', { tenant: 'acme' }))[method]?.(...args)).rejects.toMatchObject(denied);
    expect(reached).toHaveLength(1);
  });

  test.each(titled(isNamed))('%s opens with exactly the level of its row, and a revoked right is gone', async (title, { subsystem, method, rows, args }) => {
    const { level } = rows.find(isNamed) ?? { level: 'owner' };
    // A grant on the prefix above covers names, items and listings alike.
    const space = 'smythfs://owner.agent/';
    const { on, reached } = await guard();
    const call = (): Promise<unknown> | undefined => on(subsystem, other)[method]?.(...args);
    const share = on(subsystem, owner);
    for (const wrong of (['read', 'write'] as const).filter((each) => each !== level)) {
      await share['grant']?.(space, other, wrong);
      await expect(call(), wrong).rejects.toMatchObject(denied);
      await share['revoke']?.(space, other);
    }
    expect(reached).toEqual([]);
    for (const right of new Set([level, 'owner'])) {
      await share['grant']?.(space, other, right);
      await call();
      await share['revoke']?.(space, other);
      await expect(call(), right).rejects.toMatchObject(denied);
    }
    expect(reached.map(([called]) => called)).toEqual([...new Set([level, 'owner'])].map(() => title));
  });
});

describe('a method about oneself', () => {
  test.each(titled((row) => 'own' in row))('%s tells the connector who asks, whatever the arguments say', async (title, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    const callers = [owner, other, AccessCandidate.user('owner'), AccessCandidate.agent('owner', { tenant: 'acme' })];
    for (const caller of callers) await on(subsystem, caller)[method]?.(...args);
    expect(reached.map(([called, ...given]) => [called, (given.at(-1) as Io).candidate])).toEqual(callers.map((caller) => [title, caller]));
  });
});

describe('a method behind a capability', () => {
  const everybody = { ...strangers, 'the owner of everything named': owner };

  test.each(titled((row) => 'use' in row))('%s is denied to everyone until the operator opens it, before the connector is asked', async (_, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    for (const [who, caller] of Object.entries(everybody)) {
      if (who === 'a part of the system') continue;
      await expect(on(subsystem, caller)[method]?.(...args), who).rejects.toMatchObject(denied);
    }
    expect(reached).toEqual([]);
  });

  test.each(titled((row) => 'use' in row))('%s is denied to the system when it acts for somebody', async (_, { subsystem, method, args }) => {
    const { on, reached } = await guard();
    await expect(on(subsystem, { candidate: systemCandidate('boot'), onBehalfOf: [owner] })[method]?.(...args)).rejects.toMatchObject(denied);
    expect(reached).toEqual([]);
  });
});

describe('sharing', () => {
  const attempts: readonly [string, readonly unknown[]][] = [
    ['getACL', [name]],
    ['setACL', [name, new ACL().addAccess('agent', 'other', 'owner')]],
    ['grant', [name, other, 'owner']],
    ['revoke', [name, owner]],
  ];

  test.each(Object.keys(tables))('of %s is denied to everyone but the owner, and changes nothing', async (subsystem) => {
    const { on } = await guard();
    for (const [method, args] of attempts) {
      for (const [who, stranger] of Object.entries(strangers)) await expect(on(subsystem, stranger)[method]?.(...args), `${method} by ${who}`).rejects.toMatchObject(denied);
    }
    expect(((await on(subsystem, owner)['getACL']?.(name)) as ACL).entries).toEqual([]);
  });
});

test('every method of every subsystem stands in one of these groups, or says why nothing is behind it', () => {
  const grouped = new Set([...titled(isNamed), ...titled((row) => 'own' in row), ...titled((row) => 'use' in row), ...titled((row) => 'open' in row)].map(([title]) => title));
  expect([...grouped].sort()).toEqual(methods.map(({ subsystem, method }) => `${subsystem}.${method}`).sort());
});
