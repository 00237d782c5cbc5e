import { describe, expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import { type AccessRules, checkRules, isAllowed } from './capabilities.ts';
import { systemCandidate } from './system.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');
const u1 = AccessCandidate.user('u1');
const open = new Set(['llm', 'search']);

describe('a capability', () => {
  test.each<[string, AccessRules, typeof a1, string, boolean]>([
    ['is closed where nothing opens it', {}, a1, 'code:javascript', false],
    ['is open to everyone when its first word is', { open }, a1, 'llm:openai/gpt-4o', true],
    ['is open to the public when its first word is', { open }, AccessCandidate.public(), 'search:Tavily', true],
    ['is not opened by a word that only begins alike', { open: new Set(['sql']) }, a1, 'sqlx:main', false],
    ['is opened by a rule for it', { allow: [{ to: 'agent:a1', use: 'sql:main' }] }, a1, 'sql:main', true],
    ['is not opened for another', { allow: [{ to: 'agent:a1', use: 'sql:main' }] }, a2, 'sql:main', false],
    ['is not opened for a user of the same id', { allow: [{ to: 'agent:u1', use: 'sql:main' }] }, u1, 'sql:main', false],
    ['is not opened by a rule for another', { allow: [{ to: 'agent:a1', use: 'sql:main' }] }, a1, 'sql:other', false],
    ['is opened for a role', { allow: [{ to: 'agent:*', use: 'sql:main' }] }, a2, 'sql:main', true],
    ['is opened for whoever has an id that begins so', { allow: [{ to: 'agent:a*', use: 'sql:main' }] }, a2, 'sql:main', true],
    ['is opened for all', { allow: [{ to: '*', use: 'sql:main' }] }, u1, 'sql:main', true],
    ['is opened with all that begin so', { allow: [{ to: '*', use: 'llm:openai/*' }] }, a1, 'llm:openai/gpt-4o', true],
    ['is opened for the public by its name', { allow: [{ to: 'public', use: 'sql:main' }] }, AccessCandidate.public(), 'sql:main', true],
    ['compares without case', { allow: [{ to: '*', use: 'Search:tavily' }] }, a1, 'search:Tavily', true],
    ['compares ids with case', { allow: [{ to: 'agent:A1', use: 'sql:main' }] }, a1, 'sql:main', false],
    ['is opened in one tenant only, when the rule says so', { allow: [{ to: '*', use: 'sql:main', tenant: 'acme' }] }, a1, 'sql:main', false],
    ['is opened in that tenant', { allow: [{ to: '*', use: 'sql:main', tenant: 'acme' }] }, AccessCandidate.agent('a1', { tenant: 'acme' }), 'sql:main', true],
    ['is denied although it is open', { open, deny: [{ to: 'agent:a1', use: 'llm:openai/*' }] }, a1, 'llm:openai/gpt-4o', false],
    ['is denied although it is allowed', { allow: [{ to: '*', use: 'sql:*' }], deny: [{ to: '*', use: 'sql:main' }] }, a1, 'sql:main', false],
    ['is denied to the system as well', { deny: [{ to: 'system:*', use: 'code:*' }] }, systemCandidate('boot'), 'code:python', false],
    ['belongs to the system until it is denied', {}, systemCandidate('boot'), 'code:python', true],
  ])('%s', (_, rules, ...[actor, use, allowed]) => {
    expect(isAllowed(rules, actor, use)).toBe(allowed);
  });
});

describe('the rules of an operator', () => {
  test('are fine', () => {
    const allow = ['*', 'public', 'agent:*', 'agent:a1', 'team:acme-*', 'user:bob@acme.com', 'system:boot'].map((to) => ({ to, use: 'llm:*' }));
    const deny = ['llm', 'llm:*', 'llm:openai/*', 'llm:openai/gpt-4o', 'egress:api.example.com'].map((use) => ({ to: '*', use, tenant: 'acme' }));
    expect(checkRules({ allow, deny })).toEqual([]);
    expect(checkRules({})).toEqual([]);
  });

  test('that name nobody, and so would do nothing, are refused with all that is wrong', () => {
    const to = ['agent', 'agent:', 'agents:*', 'agent:a*b', 'agent:ä', '', 'public:x', 'agent:* '];
    expect(checkRules({ deny: to.map((each) => ({ to: each, use: 'llm:*' })) }).map(({ where, says }) => [where, says])).toEqual(
      to.map((each, i) => [`Access.deny[${i}].to`, `${JSON.stringify(each)} names nobody.`]),
    );
  });

  test.each(['', '*', 'llm:*/gpt', 'llm :*', 'llm:a b', ':x', 'l1m:x'])('that open no capability, such as %j, are refused', (use) => {
    expect(checkRules({ allow: [{ to: '*', use }] })).toEqual([
      { where: 'Access.allow[0].use', says: `${JSON.stringify(use)} is not a capability.`, fix: 'Write for example "llm:*", "llm:openai/*" or "egress:api.example.com".' },
    ]);
  });

  test('that are not rules are refused: a misspelt tenant must not open every tenant', () => {
    const fix = 'A rule is { to: "agent:*", use: "llm:*" }, with a tenant where it is for one only.';
    expect(checkRules({ allow: [{ to: '*', use: 'llm:*', tennant: 'acme' }, null, { to: 7 }] as never })).toEqual([
      { where: 'Access.allow[0].tennant', says: 'It is not known. Did you mean "tenant"?', fix },
      { where: 'Access.allow[1]', says: 'It expected an object, got null.', fix },
      { where: 'Access.allow[2].to', says: 'It expected a text, got 7.', fix },
      { where: 'Access.allow[2].use', says: 'It is missing; expected a text.', fix },
    ]);
    expect(checkRules({ allow: { to: '*', use: 'llm:*' } as never })).toEqual([{ where: 'Access.allow', says: 'It is not a list of rules.', fix: 'Write [{ to: "agent:*", use: "llm:*" }].' }]);
  });
});
