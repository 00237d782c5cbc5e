import type { Policy, Samples } from '@smyth/kernel';
import type { AccountContract } from './contract.ts';

export const accountPolicy: Policy<AccountContract> = {
  isTeamMember: { level: 'read', own: true },
  getCandidateTeam: { level: 'read', own: true },
  getTeam: { level: 'read', own: true },
  getAllTeamSettings: { level: 'read', own: true },
  getAllUserSettings: { level: 'read', own: true },
  getTeamSetting: { level: 'read', own: true },
  getUserSetting: { level: 'read', own: true },
  getAgentSetting: { level: 'read', own: true },
};

export const accountSamples: Samples<AccountContract> = {
  isTeamMember: () => ['team'],
  getCandidateTeam: () => [],
  getTeam: () => [],
  getAllTeamSettings: () => [],
  getAllUserSettings: () => [],
  getTeamSetting: () => ['setting'],
  getUserSetting: () => ['setting'],
  getAgentSetting: () => ['setting'],
};
