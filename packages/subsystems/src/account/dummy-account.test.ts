import { AccessCandidate, boot, type Candidate } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import { describe, expect, it } from 'vitest';
import { homePort } from '../home/index.ts';
import { nkvSubsystem, ramNkv } from '../nkv/index.ts';
import { accountSubsystem, dummyAccount } from './index.ts';
import { accountsOfLaws } from './laws.ts';

type Given = Parameters<typeof dummyAccount>[0];
const bootAccount = (settings?: Given) => boot({ subsystems: [accountSubsystem], use: [dummyAccount(settings)] });

const known = async (candidate: Candidate) => {
  await using kernel = await bootAccount(accountsOfLaws);
  const account = kernel.connectors.get('account').as(candidate);
  return {
    team: await account.getTeam(),
    crew: await account.isTeamMember('crew'),
    teamSettings: await account.getAllTeamSettings(),
    userSettings: await account.getAllUserSettings(),
    plan: await account.getTeamSetting('plan'),
    language: await account.getUserSetting('language'),
    tone: await account.getAgentSetting('tone'),
  };
};

const crew = { plan: 'free', limits: { runs: 5 }, off: false };
const nothing = { team: undefined, crew: false, teamSettings: {}, userSettings: {}, plan: undefined, language: undefined, tone: undefined };

describe('DummyAccount', () => {
  it('knows a user', async () => {
    expect(await known(AccessCandidate.user('subject'))).toEqual({ team: 'crew', crew: true, teamSettings: crew, userSettings: { language: 'fr' }, plan: 'free', language: 'fr', tone: undefined });
  });

  it('knows a user for whom nothing is set', async () => {
    expect(await known(AccessCandidate.user('new'))).toEqual({ ...nothing, team: 'crew', crew: true, teamSettings: crew, plan: 'free' });
  });

  it('takes a team for itself', async () => {
    expect(await known(AccessCandidate.team('other'))).toEqual({ ...nothing, team: 'other', teamSettings: accountsOfLaws.teams.other, plan: 'paid' });
  });

  it('knows no team of the host program itself', async () => {
    expect(await known(systemCandidate('subject'))).toEqual(nothing);
  });

  it('tells nothing of the default tenant to candidates of another with the same ids', async () => {
    expect(await known(AccessCandidate.user('subject', { tenant: 'other' }))).toEqual({ ...nothing, team: 'crew', crew: true });
  });

  it('is the embedded default, with everyone in the team "default"', async () => {
    await using kernel = await boot({ subsystems: [accountSubsystem] });
    expect([kernel.started.map(({ key, id }) => [key, id]), await kernel.connectors.get('account').as(AccessCandidate.agent('a')).getTeam()]).toEqual([[['Account', 'DummyAccount']], 'default']);
  });

  it('refuses to start in production', async () => {
    await expect(boot({ subsystems: [accountSubsystem], environment: { NODE_ENV: 'production' } })).rejects.toThrow('DummyAccount is for development and NODE_ENV is production.');
  });

  it('tells the kernel who is in a team: its members read and write what is the team\'s, others nothing', async () => {
    const subsystems = [homePort, accountSubsystem, nkvSubsystem];
    await using kernel = await boot({ subsystems, use: [dummyAccount({ team: 'crew' }), ramNkv()] });
    const nkv = kernel.connectors.get('nkv');
    const member = nkv.as(AccessCandidate.user('ann'));
    await nkv.as(AccessCandidate.team('crew')).set('plans', 'next', 'sail');
    await nkv.as(AccessCandidate.team('other')).set('plans', 'next', 'hide');
    expect(await member.get('smythfs://crew.team/plans', 'next')).toBe('sail');
    await member.set('smythfs://crew.team/plans', 'next', 'land');
    expect(await member.list('smythfs://crew.team/plans')).toEqual({ items: [{ name: 'next', value: 'land' }] });
    await expect(member.get('smythfs://other.team/plans', 'next')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    await expect(nkv.as(AccessCandidate.user('ann', { tenant: 'other' })).get('smythfs://crew.team/plans', 'next')).resolves.toBeUndefined();
  });

  it.each<[string, Given, string]>([
    ['teams that are no object', { teams: ['crew'] }, 'ACCOUNT_BAD_SETTINGS: The accounts cannot be read: at teams, an object of ids was expected.'],
    ['a user without settings', { users: { ann: null } }, 'ACCOUNT_BAD_SETTINGS: The accounts cannot be read: at users.ann, an object was expected.'],
    ['what is not JSON', { agents: { bot: { at: [new Date(0)] } } }, 'ACCOUNT_BAD_SETTINGS: The accounts cannot be read: at agents.bot.at[0], a Date is not JSON.'],
    ['an id that nobody can have', { users: { 'no such id': {} } }, 'ACCOUNT_BAD_SETTINGS: The accounts cannot be read: at users, "no such id" is not a valid id.'],
    ['a team that nobody can be in', { team: 'no such id' }, 'KERNEL_BAD_ID: "no such id" is not a valid team id.'],
  ])('refuses %s', async (_, settings, message) => {
    await expect(bootAccount(settings)).rejects.toThrow(message);
  });

  it('refuses a team that is no text, before anything starts', async () => {
    await expect(bootAccount({ team: 5 as never })).rejects.toMatchObject({ code: 'KERNEL_BAD_CONFIG' });
  });
});
