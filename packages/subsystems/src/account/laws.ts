import assert from 'node:assert/strict';
import type { Handle } from '@smyth/kernel';
import { altered, type Law } from '@smyth/kernel/testing';
import type { AccountContract } from './contract.ts';

type Account = Handle<AccountContract>;

/** The accounts that the laws speak of: the agent `subject` belongs to the team `crew`. What is said of users is nobody's business here. */
export const accountsOfLaws = {
  team: 'crew',
  teams: { crew: { plan: 'free', limits: { runs: 5 }, off: false }, other: { plan: 'paid', secret: 'of others' } },
  users: { subject: { language: 'fr' } },
  agents: { subject: { tone: 'brief', retries: 0, note: null }, other: { tone: 'long', secret: 'of others' } },
} as const;

const teamLaws: readonly Law<Account>[] = [
  {
    id: 'account/team-of-caller',
    says: 'an agent is told the team that it belongs to',
    async check({ it }) {
      assert.equal(await it.getCandidateTeam(), 'crew');
    },
    sabotage: (it) => altered(it, { getCandidateTeam: async () => 'other' }),
  },
  {
    id: 'account/get-team-is-the-same',
    says: 'getTeam tells the same',
    async check({ it }) {
      assert.equal(await it.getTeam(), await it.getCandidateTeam());
    },
    sabotage: (it) => altered(it, { getTeam: async () => undefined }),
  },
  {
    id: 'account/member-of-own-team-only',
    says: 'the caller is a member of its own team and of no other, ids compared byte for byte',
    async check({ it }) {
      const answers = await Promise.all(['crew', 'other', 'Crew', 'cre', ''].map((team) => it.isTeamMember(team)));
      assert.deepEqual(answers, [true, false, false, false, false]);
    },
    sabotage: (it) => altered(it, { isTeamMember: (isTeamMember, team: string) => isTeamMember(team.toLowerCase()) }),
  },
];

const settingLaws: readonly Law<Account>[] = [
  {
    id: 'account/all-team-settings',
    says: 'all settings of the own team, and of no other',
    async check({ it }) {
      assert.deepEqual(await it.getAllTeamSettings(), { plan: 'free', limits: { runs: 5 }, off: false });
    },
    sabotage: (it) => altered(it, { getAllTeamSettings: async (all) => ({ ...(await all()), secret: 'of others' }) }),
  },
  {
    id: 'account/one-team-setting',
    says: 'one setting of the own team, false as it is; undefined when it is not set',
    async check({ it }) {
      const values = await Promise.all(['plan', 'limits', 'off', 'secret', 'constructor', '__proto__', ''].map((key) => it.getTeamSetting(key)));
      assert.deepEqual(values, ['free', { runs: 5 }, false, undefined, undefined, undefined, undefined]);
    },
    sabotage: (it) => altered(it, { getTeamSetting: async (_, key: string) => (await it.getAllTeamSettings())[key] }),
  },
  {
    id: 'account/one-agent-setting',
    says: 'one setting of the calling agent, zero and null as they are; undefined when it is not set',
    async check({ it }) {
      const values = await Promise.all(['tone', 'retries', 'note', 'secret', 'toString'].map((key) => it.getAgentSetting(key)));
      assert.deepEqual(values, ['brief', 0, null, undefined, undefined]);
    },
    sabotage: (it) => altered(it, { getAgentSetting: async (get, key: string) => (await get(key)) || undefined }),
  },
  {
    id: 'account/no-user-settings-for-agents',
    says: 'an agent has no settings of a user, not even of one with its id',
    async check({ it }) {
      assert.deepEqual([await it.getAllUserSettings(), await it.getUserSetting('language')], [{}, undefined]);
    },
    sabotage: (it) => altered(it, { getUserSetting: async () => 'fr' }),
  },
  {
    id: 'account/settings-are-copies',
    says: 'changing what was read changes nothing that is kept',
    async check({ it }) {
      for (const read of [await it.getAllTeamSettings(), await it.getTeamSetting('limits')]) Reflect.set(read as object, 'runs', 5000);
      assert.deepEqual([await it.getAllTeamSettings(), await it.getTeamSetting('limits')], [{ plan: 'free', limits: { runs: 5 }, off: false }, { runs: 5 }]);
    },
    sabotage(it) {
      const kept = it.getTeamSetting('limits');
      return altered(it, { getTeamSetting: () => kept });
    },
  },
  {
    id: 'account/refuses-other-than-text',
    says: 'a team id or a key that is not a text is refused',
    async check({ it }) {
      for (const given of [undefined, null, 5, {}, ['crew']] as never[]) {
        for (const method of ['isTeamMember', 'getTeamSetting', 'getUserSetting', 'getAgentSetting'] as const) {
          await assert.rejects(it[method](given), { code: 'ACCOUNT_BAD_ARGUMENT' });
        }
      }
    },
    sabotage: (it) => altered(it, { isTeamMember: (isTeamMember, team: unknown) => isTeamMember(String(team)) }),
  },
];

/** What every account connector keeps to, given {@link accountsOfLaws}. */
export const accountLaws: readonly Law<Account>[] = [...teamLaws, ...settingLaws];
