import assert from 'node:assert/strict';
import type { Grant, GrantTarget, Handle, Level } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { AclContract, Shared } from './contract.ts';

type Acl = Handle<AclContract>;

const subject = 'default/agent/subject';
const other = 'default/agent/other';
const everyone = 'default/public/public';
const key = (path: string): string => `default/agent/owner/${path}`;
const target = (path: string, subsystem = 'storage'): GrantTarget => ({ subsystem, key: key(path) });
const grant = (path: string, holder: string, level: Level, subsystem = 'storage'): Grant => ({ ...target(path, subsystem), holder, level });

const shared = (path: string, level: Level, subsystem = 'storage'): Shared => ({ subsystem, name: `smythfs://owner.agent/${path}`, level });

const given = async (it: Acl, grants: readonly Grant[]): Promise<void> => {
  for (const each of grants) await it.put(each);
};
const asSet = (grants: readonly Grant[]): Set<string> => new Set(grants.map((each) => JSON.stringify([each.subsystem, each.key, each.holder, each.level])));
const assertSame = (actual: readonly Grant[], expected: readonly Grant[]): void => {
  assert.deepEqual(asSet(actual), asSet(expected));
  assert.equal(actual.length, expected.length);
};

const readingLaws: readonly Law<Acl>[] = [
  {
    id: 'acl/match-keys-and-holders',
    says: 'match finds every grant on any of the keys to any of the holders, in one subsystem, once',
    async check({ it }) {
      const wanted = [grant('a', subject, 'read'), grant('a', subject, 'write'), grant('a/b', everyone, 'owner')];
      await given(it, [...wanted, grant('a', other, 'read'), grant('c', subject, 'read'), grant('a', subject, 'read', 'nkv')]);
      assertSame(await it.match('storage', [key('a'), key('a/b'), key('a'), key('none')], [subject, everyone, subject]), wanted);
      assert.deepEqual([await it.match('storage', [], [subject]), await it.match('storage', [key('a')], [])], [[], []]);
    },
    sabotage: (it) => altered(it, { match: (match, subsystem: string, keys: string[], holders: string[]) => match(subsystem, keys, holders.slice(0, 1)) }),
  },
  {
    id: 'acl/match-exactly',
    says: 'keys and holders are compared byte for byte: no prefix, no pattern, no other case',
    async check({ it }) {
      await given(it, [grant('a/', subject, 'read'), grant('ab', subject, 'read'), grant('_', subject, 'read'), grant('%41', subject, 'read')]);
      const keys = ['a', 'A/', '%', 'a_', '*', ''].map(key);
      assert.deepEqual(await it.match('storage', keys, [subject, subject.toUpperCase()]), []);
      assertSame(await it.match('storage', [key('a/')], [subject]), [grant('a/', subject, 'read')]);
    },
    sabotage: (it) => altered(it, { match: (match, subsystem: string, keys: string[], holders: string[]) => match(subsystem, [...keys, ...keys.map((each) => `${each}/`)], holders) }),
  },
  {
    id: 'acl/list-one-target',
    says: 'list gives all grants on exactly the target',
    async check({ it }) {
      const wanted = [grant('a', subject, 'read'), grant('a', other, 'write')];
      await given(it, [...wanted, grant('a/', subject, 'read'), grant('a', subject, 'read', 'nkv')]);
      assertSame(await it.list(target('a')), wanted);
      assert.deepEqual(await it.list(target('none')), []);
    },
    sabotage: (it) => altered(it, { list: async (list, of: GrantTarget) => (await list(of)).slice(0, 1) }),
  },
  {
    id: 'acl/shared-with-caller',
    says: 'sharedWith gives what was given to the caller itself, in every subsystem, ordered by key, and nothing that was given to others',
    async check({ it }) {
      await given(it, [grant('c', subject, 'read'), grant('a', subject, 'write', 'nkv'), grant('b/', subject, 'owner')]);
      await given(it, [grant('a', other, 'read'), grant('a', everyone, 'read')]);
      assert.deepEqual(await it.sharedWith(), [shared('a', 'write', 'nkv'), shared('b/', 'owner'), shared('c', 'read')]);
    },
    sabotage: (it) => altered(it, { sharedWith: async (sharedWith) => (await sharedWith()).toReversed() }),
  },
  {
    id: 'acl/shown-is-not-kept',
    says: 'nobody changes a grant by changing what it was shown, or what it had given',
    async check({ it }) {
      const mine = grant('a', subject, 'read');
      await it.put(mine);
      for (const shown of [mine, ...(await it.sharedWith()), ...(await it.list(target('a')))]) Reflect.set(shown, 'level', 'owner');
      assert.deepEqual(await it.list(target('a')), [grant('a', subject, 'read')]);
    },
    sabotage(it) {
      const kept: Grant[] = [];
      return altered(it, { put: async (_, each: Grant) => void kept.push(each), list: async () => kept });
    },
  },
];

const writingLaws: readonly Law<Acl>[] = [
  {
    id: 'acl/put-adds',
    says: 'put adds one grant, and the same one again adds nothing',
    async check({ it }) {
      await given(it, [grant('a', subject, 'read'), grant('a', subject, 'write'), grant('a', subject, 'read')]);
      assertSame(await it.list(target('a')), [grant('a', subject, 'read'), grant('a', subject, 'write')]);
    },
    sabotage: (it) => altered(it, { put: async (put, each: Grant) => (await it.replace(each, []), put(each)) }),
  },
  {
    id: 'acl/replace-all',
    says: 'replace leaves exactly the given grants on the target, and other targets alone',
    async check({ it }) {
      await given(it, [grant('a', subject, 'read'), grant('a', other, 'read'), grant('b', subject, 'read')]);
      await it.replace(target('a'), [{ holder: subject, level: 'read' }, { holder: everyone, level: 'write' }, { holder: subject, level: 'read' }]);
      assertSame(await it.list(target('a')), [grant('a', subject, 'read'), grant('a', everyone, 'write')]);
      assertSame(await it.list(target('b')), [grant('b', subject, 'read')]);
    },
    sabotage: (it) => altered(it, { replace: async (_, of: GrantTarget, grants: Grant[]) => void (await Promise.all(grants.map(({ holder, level }) => it.put({ ...of, holder, level })))) }),
  },
  {
    id: 'acl/replace-by-none-forgets',
    says: 'replacing by no grants forgets the target',
    async check({ it }) {
      await given(it, [grant('a', subject, 'read'), grant('a', other, 'owner')]);
      await it.replace(target('a'), []);
      await it.replace(target('a'), []);
      assert.deepEqual([await it.list(target('a')), await it.sharedWith()], [[], []]);
    },
    sabotage: (it) => altered(it, { replace: async (replace, of: GrantTarget, grants: Grant[]) => (grants.length === 0 ? undefined : replace(of, grants)) }),
  },
  {
    id: 'acl/forget-a-name',
    says: 'forget drops every grant on exactly the name, and nothing else',
    async check({ it }) {
      const kept = [grant('a/', subject, 'read'), grant('ab', subject, 'read'), grant('a', subject, 'read', 'nkv')];
      await given(it, [grant('a', subject, 'read'), grant('a', other, 'owner'), ...kept]);
      await it.forget(target('a'));
      await it.forget(target('a'));
      assert.deepEqual(await it.list(target('a')), []);
      for (const each of kept) assert.deepEqual(await it.list(each), [each]);
    },
    sabotage: (it) => altered(it, { forget: async () => undefined }),
  },
  {
    id: 'acl/forget-below-a-prefix',
    says: 'forget of a prefix drops every grant below it, and keeps the one on the prefix',
    async check({ it }) {
      const kept = [grant('a/', subject, 'read'), grant('a', subject, 'read'), grant('a0', subject, 'read'), grant('a/b', subject, 'read', 'nkv')];
      await given(it, [grant('a/b', subject, 'read'), grant('a/b/', other, 'owner'), grant('a/%41', subject, 'write'), ...kept]);
      await it.forget(target('a/'));
      assert.deepEqual([await it.list(target('a/b')), await it.list(target('a/b/')), await it.list(target('a/%41'))], [[], [], []]);
      for (const each of kept) assert.deepEqual(await it.list(each), [each]);
    },
    sabotage: (it) => altered(it, { forget: (_, of: GrantTarget) => it.replace(of, []) }),
  },
  {
    id: 'acl/replace-is-one-step',
    says: 'a replacement that is refused changes nothing',
    async check({ it }) {
      await it.put(grant('a', subject, 'read'));
      await assert.rejects(it.replace(target('a'), [{ holder: other, level: 'read' }, { holder: other, level: 'all' as Level }]), { code: 'ACL_BAD_GRANT' });
      assert.deepEqual(await it.list(target('a')), [grant('a', subject, 'read')]);
    },
    sabotage: (it) =>
      altered(it, {
        async replace(replace, of: GrantTarget, grants: Grant[]) {
          await replace(of, []);
          for (const { holder, level } of grants) await it.put({ ...of, holder, level });
        },
      }),
  },
  {
    id: 'acl/remove-one-level',
    says: 'remove takes one level from one holder',
    async check({ it }) {
      await given(it, [grant('a', subject, 'read'), grant('a', subject, 'write'), grant('a', other, 'read'), grant('b', subject, 'read')]);
      await it.remove(target('a'), subject, 'read');
      assertSame(await it.list(target('a')), [grant('a', subject, 'write'), grant('a', other, 'read')]);
      assertSame(await it.list(target('b')), [grant('b', subject, 'read')]);
    },
    sabotage: (it) => altered(it, { remove: (remove, of: GrantTarget, holder: string) => remove(of, holder, undefined) }),
  },
  {
    id: 'acl/remove-all-levels',
    says: 'remove without a level takes all of one holder',
    async check({ it }) {
      await given(it, [grant('a', subject, 'read'), grant('a', subject, 'owner'), grant('a', other, 'read')]);
      await it.remove(target('a'), subject, undefined);
      await it.remove(target('a'), subject, undefined);
      assertSame(await it.list(target('a')), [grant('a', other, 'read')]);
    },
    sabotage: (it) => altered(it, { remove: (remove, of: GrantTarget, holder: string, level?: Level) => remove(of, holder, level ?? 'read') }),
  },
  {
    id: 'acl/refuses-what-is-no-grant',
    says: 'a grant without subsystem, key, holder or a known level is refused and kept nowhere',
    async check({ it }) {
      const whole = grant('a', subject, 'read');
      const bad = [{ subsystem: '' }, { key: '' }, { key: 5 }, { holder: undefined }, { holder: null }, { level: 'none' }, { level: 'READ' }, { level: undefined }];
      for (const part of bad) await assert.rejects(it.put({ ...whole, ...part } as Grant), { code: 'ACL_BAD_GRANT' });
      await assert.rejects(it.remove(whole, subject, 'all' as Level), { code: 'ACL_BAD_GRANT' });
      assert.deepEqual(await it.sharedWith(), []);
    },
    sabotage: (it) => altered(it, { put: (put, each: Grant) => put({ ...each, level: String(each.level).toLowerCase() as Level }) }),
  },
  {
    id: 'acl/version-changes',
    says: 'the version is another one after every change',
    async check({ it }) {
      const changes: (() => Promise<void>)[] = [
        () => it.put(grant('a', subject, 'read')),
        () => it.put(grant('a', subject, 'write')),
        () => it.replace(target('a'), [{ holder: other, level: 'read' }, { holder: subject, level: 'write' }]),
        () => it.remove(target('a'), other, 'read'),
        () => it.remove(target('a'), subject, undefined),
        () => it.replace(target('a'), [{ holder: other, level: 'read' }]),
        () => it.replace(target('a'), []),
      ];
      const versions = [await it.version()];
      for (const change of changes) {
        await change();
        versions.push(await it.version());
      }
      assert.equal(new Set(versions).size, changes.length + 1);
    },
    sabotage: (it) => altered(it, { version: async () => (await it.list(target('a'))).length }),
  },
  {
    id: 'acl/version-stays',
    says: 'the version stays while nothing changes, whatever is read, repeated or taken from nobody',
    async check({ it }) {
      await it.put(grant('a', subject, 'read'));
      const before = await it.version();
      await it.put(grant('a', subject, 'read'));
      await it.replace(target('a'), [{ holder: subject, level: 'read' }]);
      await it.replace(target('none'), []);
      await it.remove(target('a'), subject, 'write');
      await it.remove(target('a'), other, undefined);
      await Promise.all([it.match('storage', [key('a')], [subject]), it.list(target('a')), it.sharedWith()]);
      assert.equal(await it.version(), before);
    },
    sabotage(it) {
      let asked = 0;
      return altered(it, { version: async () => asked++ });
    },
  },
];

/** What every store of grants keeps to. The subject is the agent `subject`, to whom the operator opened `acl:grants`. */
export const aclLaws: readonly Law<Acl>[] = [...readingLaws, ...writingLaws];
