import { describe, expect, test } from 'vitest';
import { createAccess, type Demand } from './access.ts';
import { AccessCandidate, type Candidate } from './candidate.ts';
import type { AccessRules } from './capabilities.ts';
import { hasCode } from './errors.ts';
import type { Grant, TeamDirectory } from './grants.ts';
import type { Level } from './policy.ts';
import { resolveName, resolvePrefix } from './resource.ts';
import { systemCandidate } from './system.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createGrants } from './testing/toy.ts';

const { agent, user, team } = AccessCandidate;
const [a1, a2, a3, u1, u2, t1, t2] = [agent('a1'), agent('a2'), agent('a3'), user('u1'), user('u2'), team('t1'), team('t2')];
const everyone = AccessCandidate.public();
const boot = systemCandidate('boot');
const acme = { tenant: 'acme' };

/** u1 and a1 belong to the team t1; nobody else to any. */
const membership: TeamDirectory = { teamOf: async ({ key }) => (key === u1.key || key === a1.key ? 't1' : undefined) };

const keyAt = (uri: string, reader: Candidate): string => (uri.endsWith('/') ? resolvePrefix : resolveName)(`smythfs://${uri}`, reader).key;
const to = (holder: Candidate, level: Level, uri: string, subsystem = 'notes'): Grant => ({ subsystem, key: keyAt(uri, holder.role === 'system' ? a1 : holder), holder: holder.key, level });

interface Given {
  readonly grants?: readonly Grant[];
  readonly teams?: TeamDirectory | 'none';
  readonly rules?: AccessRules;
}

/** `level uri`, or `use capability`. */
type Wanted = `${Level | 'use'} ${string}`;

/** What it shows, the innermost actor first, what it wants, whether it passes, and what is given. */
type Row = readonly [says: string, actors: readonly [Candidate, ...Candidate[]], wants: Wanted, passes: 'passes' | 'is denied', given?: Given];

const down: TeamDirectory = { teamOf: () => Promise.reject(new Error('down')) };
const open = { open: new Set(['llm', 'search', 'egress', 'documents']) };

const specification: Readonly<Record<string, readonly Row[]>> = {
  'Check order for one actor: owner of the resource': [
    ['the owner reads', [a1], 'read a1.agent/x', 'passes'],
    ['the owner writes', [a1], 'write a1.agent/x', 'passes'],
    ['the owner does what only owners may', [a1], 'owner a1.agent/x', 'passes'],
    ['the owner lists', [a1], 'read a1.agent/', 'passes'],
    ['a user owns its space', [u1], 'owner u1.user/x', 'passes'],
    ['a team owns its space', [t1], 'owner t1.team/x', 'passes'],
    ['a list of grants takes nothing from the owner', [a1], 'owner a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x')] }],
  ],
  'the resource belongs to the actor’s team (read and write)': [
    ['a member reads', [u1], 'read t1.team/x', 'passes'],
    ['a member writes', [a1], 'write t1.team/x', 'passes'],
    ['a member lists', [u1], 'read t1.team/d/', 'passes'],
    ['a member is not the owner', [u1], 'owner t1.team/x', 'is denied'],
    ['a member may be made an owner', [u1], 'owner t1.team/x', 'passes', { grants: [to(u1, 'owner', 't1.team/x')] }],
    ['who is no member is denied', [u2], 'read t1.team/x', 'is denied'],
    ['a member of one team is denied what belongs to another', [u1], 'read t2.team/x', 'is denied'],
    ['a team is denied what belongs to another team', [t2], 'read t1.team/x', 'is denied'],
    ['a team is denied what belongs to its members', [t1], 'read u1.user/x', 'is denied'],
    ['members are denied what belongs to each other', [u1], 'read a1.agent/x', 'is denied'],
    ['without a directory nobody has a team', [u1], 'read t1.team/x', 'is denied', { teams: 'none' }],
    ['the public has no team, whatever a directory says', [everyone], 'read t1.team/x', 'is denied', { teams: { teamOf: async () => 't1' } }],
    ['the system has no team, whatever a directory says', [boot], 'read t1.team/x', 'is denied', { teams: { teamOf: async () => 't1' } }],
    ['a team has no team, whatever a directory says', [t2], 'read t1.team/x', 'is denied', { teams: { teamOf: async () => 't1' } }],
  ],
  'direct grant': [
    ['its holder passes', [a2], 'read a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['a user holds one as an agent does', [u2], 'read a1.agent/x', 'passes', { grants: [to(u2, 'read', 'a1.agent/x')] }],
    ['a team holds one', [t2], 'read a1.agent/x', 'passes', { grants: [to(t2, 'read', 'a1.agent/x')] }],
    ['another is denied', [u2], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['a user of the same id is another', [user('a2')], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['another name is denied', [a2], 'read a1.agent/y', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['a name in another case is another', [a2], 'read a1.agent/X', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['the same name of another owner is denied', [a2], 'read u1.user/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['the same name in another subsystem is denied', [a2], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x', 'storage')] }],
  ],
  'public grant': [
    ['everyone passes', [a2], 'read a1.agent/x', 'passes', { grants: [to(everyone, 'read', 'a1.agent/x')] }],
    ['the public passes', [everyone], 'read a1.agent/x', 'passes', { grants: [to(everyone, 'read', 'a1.agent/x')] }],
    ['at its level only', [everyone], 'write a1.agent/x', 'is denied', { grants: [to(everyone, 'read', 'a1.agent/x')] }],
    ['who is no member passes where a team’s is shared with everyone', [u2], 'read t1.team/x', 'passes', { grants: [to(everyone, 'read', 't1.team/x')] }],
  ],
  'grant to the team': [
    ['its members pass', [u1], 'read a2.agent/x', 'passes', { grants: [to(t1, 'read', 'a2.agent/x')] }],
    ['the team passes', [t1], 'read a2.agent/x', 'passes', { grants: [to(t1, 'read', 'a2.agent/x')] }],
    ['at its level only', [u1], 'write a2.agent/x', 'is denied', { grants: [to(t1, 'read', 'a2.agent/x')] }],
    ['nobody else passes', [u2], 'read a2.agent/x', 'is denied', { grants: [to(t1, 'read', 'a2.agent/x')] }],
  ],
  deny: [
    ['anybody else', [a2], 'read a1.agent/x', 'is denied'],
    ['a user of the same id', [user('a1')], 'read a1.agent/x', 'is denied'],
    ['a team of the same id', [team('a1')], 'read a1.agent/x', 'is denied'],
    ['an id in another case', [agent('A1')], 'read a1.agent/x', 'is denied'],
    ['an id that begins alike', [agent('a11')], 'read a1.agent/x', 'is denied'],
    ['the public', [everyone], 'read a1.agent/x', 'is denied'],
  ],
  'Levels: `owner` implies all; `write` does not imply `read`': [
    ['read is not write', [a2], 'write a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['read is not owner', [a2], 'owner a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['write is not read', [a2], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'write', 'a1.agent/x')] }],
    ['write is not owner', [a2], 'owner a1.agent/x', 'is denied', { grants: [to(a2, 'write', 'a1.agent/x')] }],
    ['owner implies read', [a2], 'read a1.agent/x', 'passes', { grants: [to(a2, 'owner', 'a1.agent/x')] }],
    ['owner implies write', [a2], 'write a1.agent/x', 'passes', { grants: [to(a2, 'owner', 'a1.agent/x')] }],
    ['owner given to everyone implies all', [u2], 'write a1.agent/x', 'passes', { grants: [to(everyone, 'owner', 'a1.agent/x')] }],
    ['owner given to the team implies all', [u1], 'owner a2.agent/x', 'passes', { grants: [to(t1, 'owner', 'a2.agent/x')] }],
    ['read and write together give both', [a2], 'write a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x'), to(a2, 'write', 'a1.agent/x')] }],
    ['read and write together are not owner', [a2], 'owner a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x'), to(a2, 'write', 'a1.agent/x')] }],
  ],
  'A call passes when the innermost actor passes and every outer actor passes too': [
    ['what is shared with both', [a1, u2], 'read a2.agent/x', 'passes', { grants: [to(a1, 'read', 'a2.agent/x'), to(u2, 'read', 'a2.agent/x')] }],
    ['what is shared with everyone', [a1, u2], 'read a2.agent/x', 'passes', { grants: [to(everyone, 'read', 'a2.agent/x')] }],
    ['what belongs to the team of both', [a1, u1], 'read t1.team/x', 'passes'],
    ['what belongs to the team of the agent only', [a1, u2], 'read t1.team/x', 'is denied'],
    ['what belongs to the team of the user only', [a2, u1], 'read t1.team/x', 'is denied'],
    ['what is shared with one for reading and with the other for writing', [a1, u2], 'read a2.agent/x', 'is denied', { grants: [to(a1, 'read', 'a2.agent/x'), to(u2, 'write', 'a2.agent/x')] }],
    ['an outer actor is not an inner one: what is its own needs the inner one’s right', [a1, a2], 'read a2.agent/x', 'is denied'],
    ['each of four counts', [a1, a2, a3, u2], 'read t2.team/x', 'is denied', { grants: [to(a1, 'read', 't2.team/x'), to(a2, 'read', 't2.team/x'), to(a3, 'read', 't2.team/x')] }],
    ['four with a right of each', [a1, a2, a3, u2], 'read t2.team/x', 'passes', { grants: [a1, a2, a3, u2].map((each) => to(each, 'read', 't2.team/x')) }],
    ['the same actor twice is asked for the same', [a2, a2], 'read a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x')] }],
  ],
  'or the resource belongs to an actor further in (to run an agent is to accept its own space)': [
    ['an agent in its own space, for a user who has no right there', [a1, u2], 'write a1.agent/x', 'passes'],
    ['whatever the level', [a1, u2], 'owner a1.agent/x', 'passes'],
    ['for the public', [a1, everyone], 'read a1.agent/x', 'passes'],
    ['an agent run by an agent, for everyone further out', [a2, a1, u1], 'write a2.agent/x', 'passes'],
    ['the space of one in the middle opens for those further out, once the innermost has a right', [a2, a1, u2], 'read a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['and stays closed to the innermost without one', [a2, a1, u1], 'read a1.agent/x', 'is denied'],
    ['one between the innermost and the owner needs its own right', [a2, a3, a1, u2], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['and has it by a grant', [a2, a3, a1, u2], 'read a1.agent/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/x'), to(a3, 'read', 'a1.agent/x')] }],
    ['a team further in owns its space', [t1, u2], 'write t1.team/x', 'passes'],
    ['the team of an actor further in is not that actor', [a1, u2], 'write t1.team/x', 'is denied'],
    ['a grant to an actor further in is not ownership', [a1, u2], 'read a2.agent/x', 'is denied', { grants: [to(a1, 'owner', 'a2.agent/x')] }],
  ],
  'a resource shared with the agent but not with the user stays closed to that user’s runs': [
    ['by a grant on the name', [a1, u2], 'read a2.agent/x', 'is denied', { grants: [to(a1, 'read', 'a2.agent/x')] }],
    ['by a grant on the space', [a1, u2], 'read a2.agent/x', 'is denied', { grants: [to(a1, 'read', 'a2.agent/')] }],
    ['and opens to runs without the user', [a1], 'read a2.agent/x', 'passes', { grants: [to(a1, 'read', 'a2.agent/x')] }],
    ['what is shared with the user but not with the agent stays closed as well', [a1, u2], 'read a2.agent/x', 'is denied', { grants: [to(u2, 'read', 'a2.agent/x')] }],
  ],
  'a user’s own file needs a grant to the agent': [
    ['it is closed to the agent the user runs', [a1, u2], 'read u2.user/x', 'is denied'],
    ['it opens by a grant', [a1, u2], 'read u2.user/x', 'passes', { grants: [to(a1, 'read', 'u2.user/x')] }],
    ['at its level', [a1, u2], 'write u2.user/x', 'is denied', { grants: [to(a1, 'read', 'u2.user/x')] }],
  ],
  'Grants: (name, or prefix ending in "/") → (candidate, level); prefixes match whole segments': [
    ['a name is itself alone, not what is below it', [a2], 'read a1.agent/x/y', 'is denied', { grants: [to(a2, 'read', 'a1.agent/x')] }],
    ['a prefix covers a name below it', [a2], 'read a1.agent/d/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['a prefix covers a name further below', [a2], 'read a1.agent/d/e/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['a prefix covers no longer word', [a2], 'read a1.agent/data', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['a prefix covers no name of the same spelling', [a2], 'read a1.agent/d', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['a prefix covers no other case', [a2], 'read a1.agent/D/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['a prefix covers nothing above it', [a2], 'read a1.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['the prefix of a space covers all of it', [a2], 'read a1.agent/d/e/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/')] }],
    ['the prefix of a space covers no other space', [a2], 'read a11.agent/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/')] }],
    ['a prefix gives its level', [a2], 'write a1.agent/d/x', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['owner of a prefix is owner of what is below it', [a2], 'owner a1.agent/d/x', 'passes', { grants: [to(a2, 'owner', 'a1.agent/d/')] }],
    ['a name and the prefix above it add up', [a2], 'write a1.agent/d/x', 'passes', { grants: [to(a2, 'read', 'a1.agent/d/'), to(a2, 'write', 'a1.agent/d/x')] }],
  ],
  'A listing demands `read` on the prefix': [
    ['by a grant on it', [a2], 'read a1.agent/d/', 'passes', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['by a grant further up', [a2], 'read a1.agent/d/e/', 'passes', { grants: [to(a2, 'read', 'a1.agent/d/')] }],
    ['not by one further down', [a2], 'read a1.agent/d/', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/e/')] }],
    ['not by grants on single names', [a2], 'read a1.agent/d/', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d/x')] }],
    ['not by one on the name of the same spelling', [a2], 'read a1.agent/d/', 'is denied', { grants: [to(a2, 'read', 'a1.agent/d')] }],
    ['not by `write`', [a2], 'read a1.agent/d/', 'is denied', { grants: [to(a2, 'write', 'a1.agent/d/')] }],
  ],
  'The tenant is part of the candidate': [
    ['the same id elsewhere is another', [agent('a1', acme)], 'read a1.agent/x', 'is denied'],
    ['a team elsewhere is another, for its members too', [user('u1', acme)], 'read t1.team/x', 'is denied', { teams: { teamOf: async () => 't1' } }],
    ['a grant does not cross', [agent('a2', acme)], 'read a1.agent/x', 'is denied', { grants: [{ ...to(agent('a2', acme), 'owner', 'a1.agent/x'), key: keyAt('a1.agent/x', a1) }] }],
    ['everyone is everyone of the tenant', [AccessCandidate.public(acme)], 'read a1.agent/x', 'is denied', { grants: [to(everyone, 'owner', 'a1.agent/x')] }],
    ['the public elsewhere opens nothing here', [a2], 'read a1.agent/x', 'is denied', { grants: [{ ...to(everyone, 'owner', 'a1.agent/x'), holder: AccessCandidate.public(acme).key }] }],
  ],
  '`system` candidates own smythfs://<name>.system/ and the capabilities marked for them, nothing else': [
    ['its own space', [boot], 'owner boot.system/x', 'passes'],
    ['what belongs to another part of the system', [boot], 'read operator.system/x', 'is denied'],
    ['what belongs to an agent', [boot], 'read a1.agent/x', 'is denied'],
    ['what was granted to it, which no handle does', [boot], 'read a1.agent/x', 'is denied', { grants: [to(boot, 'owner', 'a1.agent/x')] }],
    ['what is shared with everyone', [boot], 'read a1.agent/x', 'is denied', { grants: [to(everyone, 'owner', 'a1.agent/x')] }],
    ['what is the system’s is closed to everybody else', [a1], 'read boot.system/x', 'is denied'],
    ['a capability closed to everyone else', [boot], 'use code:python', 'passes'],
    ['work done for somebody needs that somebody’s right', [boot, u2], 'use code:python', 'is denied'],
  ],
  'Capabilities: rights come only from operator config': [
    ['what nothing opens is closed', [a1], 'use code:python', 'is denied'],
    ['`llm` is open by default', [a1], 'use llm:openai/gpt-4o', 'passes', { rules: open }],
    ['`search` is open by default', [everyone], 'use search:Tavily', 'passes', { rules: open }],
    ['`sql` is not', [a1], 'use sql:main', 'is denied', { rules: open }],
    ['an operator allows', [a1], 'use sql:main', 'passes', { rules: { allow: [{ to: 'agent:*', use: 'sql:*' }] } }],
    ['an operator denies what is open', [a1], 'use llm:openai/gpt-4o', 'is denied', { rules: { ...open, deny: [{ to: 'agent:a1', use: 'llm:*' }] } }],
    ['deny wins over allow', [a1], 'use sql:main', 'is denied', { rules: { allow: [{ to: '*', use: 'sql:*' }], deny: [{ to: '*', use: 'sql:main' }] } }],
    ['every actor needs it', [a1, u1], 'use sql:main', 'is denied', { rules: { allow: [{ to: 'agent:*', use: 'sql:*' }] } }],
    ['every actor has it', [a1, u1], 'use sql:main', 'passes', { rules: { allow: [{ to: 'agent:*', use: 'sql:*' }, { to: 'user:u1', use: 'sql:main' }] } }],
    ['no grant is one', [a2], 'use sql:main', 'is denied', { grants: [to(a2, 'owner', 'a1.agent/')] }],
    ['no allowance opens what somebody owns', [a2], 'read a1.agent/x', 'is denied', { rules: { allow: [{ to: '*', use: 'notes:*' }] } }],
  ],
  'Who cannot be asked denies everything that is not the caller’s own': [
    ['a team directory that is down', [u1], 'read t1.team/x', 'is denied', { teams: down }],
    ['also where a grant would do', [u1], 'read a2.agent/x', 'is denied', { teams: down, grants: [to(u1, 'read', 'a2.agent/x')] }],
    ['a team with an id that cannot be', [u1], 'read t1.team/x', 'is denied', { teams: { teamOf: async () => '../t1' } }],
    ['one’s own stays open', [u1], 'write u1.user/x', 'passes', { teams: down }],
    ['the own space of an agent that is run stays open', [a1, u1], 'write a1.agent/x', 'passes', { teams: down }],
  ],
};

const toDemand = (wants: Wanted): Demand => {
  const [word, what = ''] = wants.split(' ');
  if (word === 'use') return { use: what };
  const uri = `smythfs://${what}`;
  return { level: word as Level, resource: (what.endsWith('/') ? resolvePrefix : resolveName)(uri, a1) };
};

describe.each(Object.entries(specification))('%s:', (_, rows) => {
  test.each(rows.map((row) => [row[0], row] as const))('%s', async (__, [, [candidate, ...onBehalfOf], wants, outcome, given = {}]) => {
    const { grants, teams = membership, rules = {} } = given;
    const access = createAccess({ grants: createGrants(grants), ...(teams !== 'none' && { teams }) }, rules, createFakeClock());
    const check = async (): Promise<void> => access.check([toDemand(wants)], { candidate, onBehalfOf }, { subsystem: 'notes', method: 'read' });
    const answer = await check().then(
      () => 'passes',
      (error: unknown) => (hasCode(error, 'KERNEL_ACCESS_DENIED') && error.name === 'ACLAccessDeniedError' ? 'is denied' : error),
    );
    expect(answer).toBe(outcome);
  });
});
