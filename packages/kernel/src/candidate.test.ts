import { describe, expect, test, vi } from 'vitest';
import { AccessCandidate, Candidate, decodeSegment, encodeSegment, type Role } from './candidate.ts';
import { toContext } from './context.ts';
import { systemCandidate } from './system.ts';

const agent = AccessCandidate.agent('a1');

describe('a candidate', () => {
  test('has a role, an id, a tenant, and a key of all three', () => {
    const seen = [AccessCandidate.agent('a1'), AccessCandidate.user('bob@acme.com', { tenant: 't2' }), AccessCandidate.team('T'), AccessCandidate.public(), systemCandidate('boot')];
    expect(seen.map(({ role, id, tenant, key }) => [role, id, tenant, key])).toEqual([
      ['agent', 'a1', 'default', 'default/agent/a1'],
      ['user', 'bob@acme.com', 't2', 't2/user/bob%40acme.com'],
      ['team', 'T', 'default', 'default/team/%54'],
      ['public', 'public', 'default', 'default/public/public'],
      ['system', 'boot', 'default', 'default/system/boot'],
    ]);
  });

  test('prints as role and id, and as JSON with its tenant', () => {
    expect([String(agent), String(AccessCandidate.public()), JSON.stringify(agent)]).toEqual(['agent:a1', 'public', '{"role":"agent","id":"a1","tenant":"default"}']);
  });

  test('is frozen', () => {
    expect(Object.isFrozen(agent)).toBe(true);
    expect(() => Object.assign(agent, { id: 'other' })).toThrow(TypeError);
  });

  test('has a key no other candidate has, also where case does not count', () => {
    const keys = [agent, AccessCandidate.agent('A1'), AccessCandidate.user('a1'), AccessCandidate.team('a1'), AccessCandidate.agent('a1', { tenant: 'T' }), AccessCandidate.agent('a1', { tenant: 't' })].map(({ key }) => key);
    expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(keys.length);
  });

  test.each(['a', 'A9', 'a.b_c-d@e+f:g~h', `a${'x'.repeat(127)}`])('may be called %s', (id) => {
    expect(AccessCandidate.agent(id).id).toBe(id);
  });

  test.each(['', '.hidden', '-a', '../a', 'a/b', 'a b', 'a\n', 'a\0', 'ä', 'а', 'a%2f', `a${'x'.repeat(128)}`, 7, null, undefined, { toString: () => 'a' }])('may not be called %j', (id) => {
    for (const make of [AccessCandidate.agent, AccessCandidate.user, AccessCandidate.team, systemCandidate]) {
      expect(() => make(id as string)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_ID' }));
    }
  });

  test('of a tenant that is not a valid id is refused', () => {
    expect(() => AccessCandidate.agent('a', { tenant: '../b' })).toThrow('KERNEL_BAD_ID: "../b" is not a valid tenant id.');
    expect(() => AccessCandidate.public({ tenant: '' })).toThrow('KERNEL_BAD_ID: "" is not a valid tenant id.');
  });

  test('is minted, never made', () => {
    expect(() => new Candidate(Symbol('minting'), 'agent', 'a1', 'default')).toThrow('KERNEL_BAD_CANDIDATE: A Candidate made with new is not a candidate of this kernel.');
  });
});

describe('what only looks like a candidate', () => {
  const looks = { role: 'agent' as Role, id: 'a1', tenant: 'default', key: 'default/agent/a1' };
  test.each<[string, unknown]>([
    ['an object with the same properties', looks],
    ['a spread of one', { ...agent }],
    ['a JSON copy of one', JSON.parse(JSON.stringify(agent))],
    ['a structured clone of one', structuredClone(agent)],
    ['an object with its prototype', Object.assign(Object.create(Candidate.prototype) as object, looks)],
    ['an object that inherits from one', Object.create(agent)],
    ['a proxy of one', new Proxy(agent, {})],
    ['its name', 'agent:a1'],
    ['null', null],
    ['nothing', undefined],
  ])('is refused: %s', (_, forged) => {
    expect(Candidate.isMinted(forged)).toBe(false);
    expect(() => toContext(forged as never)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CANDIDATE' }));
    expect(() => toContext({ candidate: forged as never })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CANDIDATE' }));
    expect(() => toContext({ candidate: agent, onBehalfOf: [forged as never] })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CANDIDATE' }));
  });

  test('is refused: one of a second copy of this module', async () => {
    vi.resetModules();
    const copy = await import('./candidate.ts');
    const foreign = copy.AccessCandidate.agent('a1');
    expect(copy.Candidate).not.toBe(Candidate);
    expect([copy.Candidate.isMinted(foreign), Candidate.isMinted(foreign)]).toEqual([true, false]);
  });
});

describe('the context of a call', () => {
  const user = AccessCandidate.user('u1');

  test('of a bare candidate has nobody else in it', () => {
    expect(toContext(agent)).toEqual({ candidate: agent });
  });

  test('is frozen and a copy, so that no actor can be dropped once it was checked', () => {
    const onBehalfOf = [user];
    const context = toContext({ candidate: agent, onBehalfOf });
    onBehalfOf.length = 0;
    expect([context, Object.isFrozen(context), Object.isFrozen(context.onBehalfOf)]).toEqual([{ candidate: agent, onBehalfOf: [user] }, true, true]);
  });

  test('has one tenant', () => {
    expect(() => toContext({ candidate: agent, onBehalfOf: [user, AccessCandidate.user('u1', { tenant: 'other' })] })).toThrow('KERNEL_TENANT_MISMATCH: The actors of one call belong to different tenants: default, other.');
  });

  test('has a list of outer actors, not a single one', () => {
    expect(() => toContext({ candidate: agent, onBehalfOf: user as never })).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CANDIDATE' }));
  });
});

describe('a segment of a key', () => {
  test.each([
    ['plain', 'plain'],
    ['a.b_c-d', 'a.b_c-d'],
    ['Big', '%42ig'],
    ['a b/c%d', 'a%20b%2fc%25d'],
    ['ü€😀', '%c3%bc%e2%82%ac%f0%9f%98%80'],
    ['', ''],
  ])('%j is written %j, and read back', (text, encoded) => {
    expect([encodeSegment(text), decodeSegment(encoded)]).toEqual([encoded, text]);
  });
});
