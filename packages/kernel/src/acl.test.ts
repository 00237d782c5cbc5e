import { describe, expect, test } from 'vitest';
import { ACL, TAccessLevel, TAccessRole } from './acl.ts';
import { AccessCandidate } from './candidate.ts';

const shared = (): ACL => new ACL().addAccess('team', 't1', 'read').addAccess('user', 'u1', 'write').addAccess('user', 'u1', 'read');

describe('an access list', () => {
  test('holds who may do what, in the order it was said, each once', () => {
    expect(shared().addAccess('team', 't1', 'read').entries).toEqual([
      { role: 'team', id: 't1', level: 'read' },
      { role: 'user', id: 'u1', level: 'write' },
      { role: 'user', id: 'u1', level: 'read' },
    ]);
  });

  test('gives away one level of somebody, or all of them', () => {
    expect(shared().removeAccess('user', 'u1', 'write').entries.map(({ id, level }) => `${id} ${level}`)).toEqual(['t1 read', 'u1 read']);
    expect(shared().removeAccess('user', 'u1').entries.map(({ id, level }) => `${id} ${level}`)).toEqual(['t1 read']);
    expect(shared().removeAccess('agent', 'u1').entries).toHaveLength(3);
  });

  test('opens to everyone and closes again, whatever id the public is given', () => {
    const acl = new ACL().addPublicAccess('read').addAccess('public', 'whatever', 'read');
    expect(acl.entries).toEqual([{ role: 'public', id: 'public', level: 'read' }]);
    expect(acl.removePublicAccess().entries).toEqual([]);
    expect(new ACL().addPublicAccess('read').removePublicAccess('write').entries).toHaveLength(1);
  });

  test('adds nothing for the level none', () => {
    expect(new ACL().addAccess('user', 'u1', TAccessLevel.None).entries).toEqual([]);
  });

  test('answers for its own entries: owner implies all, write does not imply read', () => {
    const acl = new ACL().addAccess('user', 'w', 'write').addAccess('user', 'o', 'owner');
    const [writer, owner] = [AccessCandidate.user('w'), AccessCandidate.user('o')];
    expect([acl.checkExactAccess(writer, 'write'), acl.checkExactAccess(writer, 'read'), acl.checkExactAccess(owner, 'read'), acl.checkExactAccess(owner, 'write')]).toEqual([true, false, true, true]);
    expect([acl.checkExactAccess(AccessCandidate.agent('o'), 'read'), acl.checkExactAccess(AccessCandidate.user('O'), 'read')]).toEqual([false, false]);
  });

  test('is written as JSON and read back, as text or as the list itself', () => {
    const acl = shared();
    expect(acl.serialise()).toBe('[{"role":"team","id":"t1","level":"read"},{"role":"user","id":"u1","level":"write"},{"role":"user","id":"u1","level":"read"}]');
    expect(JSON.stringify(acl)).toBe(acl.serialise());
    expect(ACL.parse(acl.serialise()).entries).toEqual(acl.entries);
    expect(ACL.parse(acl.entries).entries).toEqual(acl.entries);
  });

  test('cannot be changed through the entries it gives out', () => {
    const acl = shared();
    const [entry] = acl.entries;
    expect(() => Object.assign(entry as object, { level: 'owner' })).toThrow(TypeError);
    (acl.entries as unknown[]).length = 0;
    expect(acl.entries).toHaveLength(3);
  });

  test.each<[string, unknown]>([
    ['a role nobody has', [{ role: 'root', id: 'u1', level: 'read' }]],
    ['the system', [{ role: 'system', id: 'boot', level: 'read' }]],
    ['a level that does not exist', [{ role: 'user', id: 'u1', level: 'admin' }]],
    ['no level', [{ role: 'user', id: 'u1' }]],
    ['an id that is no text', [{ role: 'user', id: 1n, level: 'read' }]],
    ['nothing in its list', [null]],
    ['a text in its list', ['user']],
    ['no list', { role: 'user', id: 'u1', level: 'read' }],
    ['text that is not JSON', 'user:u1:read'],
    ['text that is JSON of something else', '{"a":1}'],
    ['nothing', undefined],
    ['a key that leads to the prototype', '[{"role":"__proto__","id":"u1","level":"read"}]'],
  ])('with %s is refused', (_, entries) => {
    expect(() => ACL.parse(entries as string)).toThrow(expect.objectContaining({ code: 'ACL_BAD_ENTRY' }));
  });

  test('with an id outside the alphabet is refused', () => {
    expect(() => new ACL().addAccess('user', '../u1', 'read')).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_ID' }));
  });

  test('has its words as frozen objects', () => {
    expect([{ ...TAccessLevel }, { ...TAccessRole }]).toEqual([
      { None: 'none', Owner: 'owner', Read: 'read', Write: 'write' },
      { Agent: 'agent', User: 'user', Team: 'team', Public: 'public' },
    ]);
    expect([Object.isFrozen(TAccessLevel), Object.isFrozen(TAccessRole)]).toEqual([true, true]);
  });
});
