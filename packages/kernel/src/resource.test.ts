import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccessCandidate, type Candidate } from './candidate.ts';
import { isSmythError } from './errors.ts';
import { coveringPrefixes, pathOfKey, resolveName, resolvePrefix, uriOf, uriOfKey } from './resource.ts';
import { systemCandidate } from './system.ts';

const agent = AccessCandidate.agent('a1');
const keyOf = (name: unknown, caller: Candidate = agent): string => resolveName(name, caller).key;
const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return isSmythError(error) ? error.code : String(error);
  }
};

describe('a name', () => {
  test('without an owner belongs to whoever asks', () => {
    expect(resolveName('reports/2026.json', agent)).toEqual({ owner: agent, path: 'reports/2026.json', key: 'default/agent/a1/reports/2026.json' });
    expect(resolveName('data.json', AccessCandidate.user('u', { tenant: 'acme' })).key).toBe('acme/user/u/data.json');
  });

  test('with an owner is the same resource as the relative name of that owner', () => {
    expect(resolveName('smythfs://a1.agent/data.json', AccessCandidate.user('u'))).toEqual(resolveName('data.json', agent));
  });

  test.each([
    ['smythfs://a1.agent/x', 'default/agent/a1/x'],
    ['smythfs://bob@acme.com.user/x', 'default/user/bob%40acme.com/x'],
    ['smythfs://v1.2.team/x', 'default/team/v1.2/x'],
    ['smythfs://operator.system/openai', 'default/system/operator/openai'],
  ])('%s has the key %s', (name, key) => {
    expect(keyOf(name)).toBe(key);
  });

  test('with an owner is read in the tenant of the caller, whatever else it says', () => {
    expect(keyOf('smythfs://a1.agent/x', AccessCandidate.user('u', { tenant: 'acme' }))).toBe('acme/agent/a1/x');
  });

  test('means nothing to the public without an owner', () => {
    expect(codeOf(() => resolveName('data.json', AccessCandidate.public()))).toBe('KERNEL_NO_SPACE');
    expect(keyOf('smythfs://a1.agent/data.json', AccessCandidate.public())).toBe('default/agent/a1/data.json');
  });

  test.each([
    ['Report.JSON', '%52eport.%4a%53%4f%4e'],
    ['a b', 'a%20b'],
    ['über/€', '%c3%bcber/%e2%82%ac'],
    ['100%', '100%25'],
    ['a%20b', 'a%2520b'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['.hidden', '.hidden'],
    ['...', '...'],
    ['a..b', 'a..b'],
    ['C:evil', '%43%3aevil'],
    ['~', '%7e'],
    ['*?<>|"', '%2a%3f%3c%3e%7c%22'],
    ['😀', '%f0%9f%98%80'],
  ])('%j becomes %j: small ASCII letters, digits and %%', (name, encoded) => {
    expect(keyOf(name)).toBe(`default/agent/a1/${encoded}`);
    expect(pathOfKey(keyOf(name), agent)).toBe(name);
  });

  test('differs from another that differs in case or composition only, also where case does not count', () => {
    const keys = ['readme', 'README', 'ReadMe', 'é', 'e\u0301', 'ſ', 's'].map((name) => keyOf(name).toLowerCase());
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a hostile name is refused', () => {
  test.each([
    ['a parent', '..'],
    ['a path out', '../secret'],
    ['a path out further in', 'a/../../b'],
    ['a dot', './a'],
    ['an absolute path', '/etc/passwd'],
    ['a double slash', 'a//b'],
    ['a trailing slash', 'a/'],
    ['a backslash', '..\\secret'],
    ['a drive path', 'C:\\secret'],
    ['NUL', 'a\0b'],
    ['a line end', 'a\nb'],
    ['a C1 control', 'a\u0085b'],
    ['an encoded parent', '%2e%2e'],
    ['an encoded parent, half of it', '.%2e'],
    ['an encoded parent in capitals', '%2E%2E'],
    ['a twice encoded parent', '%252e%252e'],
    ['a thrice encoded parent', '%25252e%25252e'],
    ['an encoded slash between dots', '..%2fsecret'],
    ['an encoded slash', 'a%2fb'],
    ['an encoded backslash', 'a%5cb'],
    ['an encoded NUL', 'a%00b'],
    ['fullwidth dots', '\uff0e\uff0e'],
    ['a fullwidth slash', 'a\uff0fb'],
    ['a two-dot leader', '\u2025'],
    ['a one-dot leader', '\u2024\u2024'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['nothing', ''],
    ['a URI without an owner', 'smythfs://'],
    ['a URI of nobody', 'smythfs://.agent/x'],
    ['a URI of an unknown role', 'smythfs://a1.root/x'],
    ['a URI of the public', 'smythfs://public.public/x'],
    ['a URI without a path', 'smythfs://a1.agent'],
    ['a URI with an empty path', 'smythfs://a1.agent/'],
    ['a URI with a path out', 'smythfs://a1.agent/../a2.agent/x'],
    ['another scheme', 'file:///etc/passwd'],
    ['a number', 7],
    ['a list', ['a']],
    ['something with toString', { toString: () => 'a' }],
    ['null', null],
    ['undefined', undefined],
  ])('%s', (_, name) => {
    expect(codeOf(() => resolveName(name, agent))).toBe('KERNEL_BAD_NAME');
  });

  test.each([
    ['a path out', 'smythfs://../x.agent/y'],
    ['a slash', 'smythfs://a%2f.agent/y'],
    ['a dot first', 'smythfs://..agent/y'],
    ['a space', 'smythfs://a 1.agent/y'],
  ])('when the owner of a URI has %s', (_, name) => {
    expect(['KERNEL_BAD_ID', 'KERNEL_BAD_NAME']).toContain(codeOf(() => resolveName(name, agent)));
  });

  test('with a message that prints nothing dangerous and nothing endless', () => {
    expect(() => resolveName(`a\u001b[2J\n/../${'x'.repeat(200)}`, agent)).toThrow(`KERNEL_BAD_NAME: "a?[2J?/../${'x'.repeat(70)}…" cannot be a resource name: it has a backslash or control character.`);
    expect(() => resolveName('a\u202e\u2028\ufeff\ud800/..', agent)).toThrow('KERNEL_BAD_NAME: "a????/.." cannot');
    expect(() => resolveName(`../${'😀'.repeat(40)}`, agent)).toThrow(`KERNEL_BAD_NAME: "../${'😀'.repeat(38)}\ufffd…" cannot`);
  });
});

describe('a long name', () => {
  test.each([
    ['32 segments', Array.from({ length: 32 }, () => 'a').join('/'), undefined],
    ['33 segments', Array.from({ length: 33 }, () => 'a').join('/'), 'KERNEL_NAME_TOO_LONG'],
    ['180 bytes in a segment', 'a'.repeat(180), undefined],
    ['181 bytes in a segment', 'a'.repeat(181), 'KERNEL_NAME_TOO_LONG'],
    ['60 capitals, 180 bytes encoded', 'A'.repeat(60), undefined],
    ['61 capitals, 183 bytes encoded', 'A'.repeat(61), 'KERNEL_NAME_TOO_LONG'],
    ['900 bytes in all', ['a'.repeat(180), 'a'.repeat(180), 'a'.repeat(180), 'a'.repeat(180), 'a'.repeat(900 - 'default/agent/a1/'.length - 4 * 181)].join('/'), undefined],
    ['901 bytes in all', ['a'.repeat(180), 'a'.repeat(180), 'a'.repeat(180), 'a'.repeat(180), 'a'.repeat(901 - 'default/agent/a1/'.length - 4 * 181)].join('/'), 'KERNEL_NAME_TOO_LONG'],
    ['5,000 characters', 'a'.repeat(5000), 'KERNEL_NAME_TOO_LONG'],
    ['a million characters', '%25'.repeat(333_333), 'KERNEL_NAME_TOO_LONG'],
  ])('of %s is judged by the same limits everywhere', (_, name, code) => {
    expect(codeOf(() => resolveName(name, agent))).toBe(code);
  });

  test('is too long however often it is encoded', () => {
    expect(codeOf(() => resolveName(`%${'25'.repeat(2900)}`, agent))).toBe('KERNEL_NAME_TOO_LONG');
  });
});

describe('a prefix', () => {
  test.each([
    ['', 'default/agent/a1/', ''],
    ['reports', 'default/agent/a1/reports/', 'reports/'],
    ['reports/', 'default/agent/a1/reports/', 'reports/'],
    ['a/B', 'default/agent/a1/a/%42/', 'a/B/'],
    ['smythfs://u1.user', 'default/user/u1/', ''],
    ['smythfs://u1.user/', 'default/user/u1/', ''],
    ['smythfs://u1.user/x', 'default/user/u1/x/', 'x/'],
  ])('%j is %j, whole segments', (prefix, key, path) => {
    expect([resolvePrefix(prefix, agent).key, resolvePrefix(prefix, agent).path]).toEqual([key, path]);
  });

  test.each(['/', '//', 'a//', '..', '../', 'a/../', '%2e%2e/', 'a\\', 7, undefined])('%j is refused', (prefix) => {
    expect(codeOf(() => resolvePrefix(prefix, agent))).toBe('KERNEL_BAD_NAME');
  });

  test('covers a name when it is one of its covering prefixes, longest first', () => {
    expect(coveringPrefixes(resolveName('a/b/c', agent))).toEqual(['default/agent/a1/a/b/', 'default/agent/a1/a/', 'default/agent/a1/']);
    expect(coveringPrefixes(resolveName('ab', agent))).toEqual(['default/agent/a1/']);
  });
});

test('a resource of somebody else is named by a URI that resolves to it again', () => {
  const resource = resolveName('reports/Q1 2026.json', AccessCandidate.team('t.1'));
  expect(uriOf(resource)).toBe('smythfs://t.1.team/reports/Q1 2026.json');
  expect([resolveName(uriOf(resource), agent), uriOfKey(resource.key)]).toEqual([resource, uriOf(resource)]);
});

describe('whatever is named, by whomever', () => {
  const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@+:~-]{0,8}$/);
  const owners = fc.oneof(
    ids.map((id) => AccessCandidate.agent(id)),
    ids.map((id) => AccessCandidate.user(id)),
    ids.map((id) => AccessCandidate.team(id)),
    ids.map((id) => systemCandidate(id)),
    fc.tuple(ids, ids).map(([id, tenant]) => AccessCandidate.agent(id, { tenant })),
  );
  const hostile = fc.constantFrom('..', '.', '/', '//', '\\', '%2e', '%2f', '%25', '%', '\0', '\uff0e', '\uff0f', 'A', 'a', 'é', 'e\u0301', '\ud800', 'smythfs://', '.agent/', '__proto__', '-', '_');
  const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.array(fc.oneof(hostile, fc.string({ maxLength: 3 })), { maxLength: 8 }).map((parts) => parts.join('')));

  test('a key never leaves the space of its owner, is plain ASCII, and tells the name it was made from', () => {
    fc.assert(
      fc.property(owners, names, (owner, name) => {
        let resource;
        try {
          resource = resolveName(name, owner);
        } catch (error) {
          expect(isSmythError(error) && error.category).toBe('invalid');
          return;
        }
        expect(resource.key.startsWith(`${resource.owner.key}/`)).toBe(true);
        expect(resource.key).toMatch(/^[a-z0-9._%/-]+$/);
        expect(resource.key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')).toBe(false);
        expect(pathOfKey(resource.key, resource.owner)).toBe(resource.path);
        if (!name.startsWith('smythfs://')) expect([resource.owner.key, resource.path]).toEqual([owner.key, name]);
      }),
      { numRuns: 2000 },
    );
  });

  test('two names have the same key exactly when they are the same path of the same owner', () => {
    const tryResolve = (name: string, owner: Candidate): { key: string; same: string } | undefined => {
      try {
        const { key, path, owner: of } = resolveName(name, owner);
        return { key, same: JSON.stringify([of.tenant, of.role, of.id, path]) };
      } catch {
        return undefined;
      }
    };
    fc.assert(
      fc.property(owners, owners, names, names, (one, two, a, b) => {
        const [first, second] = [tryResolve(a, one), tryResolve(b, two)];
        if (first && second) expect(first.key.toLowerCase() === second.key.toLowerCase()).toBe(first.same === second.same);
      }),
      { numRuns: 2000 },
    );
  });
});
