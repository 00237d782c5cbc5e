import { AccessCandidate, anything, type Candidate, defineConnector, text } from '@smyth/kernel';
import { configuredSettings } from './configured-settings.ts';
import type {} from './contract.ts';
import { accountErrors } from './errors.ts';

function checkText(what: string, given: unknown): void {
  if (typeof given !== 'string') throw accountErrors.BAD_ARGUMENT({ what, given: given === null ? 'null' : `A value of type ${typeof given}` });
}

/** Every user and agent in one team, settings as configured, no questions asked: for development only. */
export const dummyAccount = defineConnector({
  subsystem: 'account',
  id: 'DummyAccount',
  devOnly: true,
  settings: {
    team: text().default('default').describe('The team that every user and agent belongs to.'),
    teams: anything().optional().describe('Settings of teams: { "<id>": { "<setting>": <JSON> } }.'),
    users: anything().optional().describe('Settings of users: { "<id>": { "<setting>": <JSON> } }.'),
    agents: anything().optional().describe('Settings of agents: { "<id>": { "<setting>": <JSON> } }.'),
  },
  start({ settings }) {
    const { id: everyonesTeam } = AccessCandidate.team(settings.team);
    const ofTeam = configuredSettings('team', settings.teams);
    const ofUser = configuredSettings('user', settings.users);
    const ofAgent = configuredSettings('agent', settings.agents);
    const teamOf = ({ role, id }: Candidate): string | undefined => (role === 'team' ? id : role === 'user' || role === 'agent' ? everyonesTeam : undefined);
    const ofTeamOf = (candidate: Candidate) => {
      const team = teamOf(candidate);
      return ofTeam(team === undefined ? candidate : AccessCandidate.team(team, { tenant: candidate.tenant }));
    };
    return {
      async isTeamMember(teamId, { candidate }) {
        checkText('a team id', teamId);
        return teamOf(candidate) === teamId;
      },
      getCandidateTeam: async ({ candidate }) => teamOf(candidate),
      getTeam: async ({ candidate }) => teamOf(candidate),
      getAllTeamSettings: async ({ candidate }) => ofTeamOf(candidate).all(),
      getAllUserSettings: async ({ candidate }) => ofUser(candidate).all(),
      async getTeamSetting(key, { candidate }) {
        checkText('the key of a setting', key);
        return ofTeamOf(candidate).get(key);
      },
      async getUserSetting(key, { candidate }) {
        checkText('the key of a setting', key);
        return ofUser(candidate).get(key);
      },
      async getAgentSetting(key, { candidate }) {
        checkText('the key of a setting', key);
        return ofAgent(candidate).get(key);
      },
    };
  },
});
