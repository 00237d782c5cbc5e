import { defineSubsystem, type Implementation, type TeamDirectory } from '@smyth/kernel';
import type { AccountContract } from './contract.ts';
import { dummyAccount } from './dummy-account.ts';
import { accountPolicy, accountSamples } from './policy.ts';

export type { AccountContract } from './contract.ts';
export { accountErrors } from './errors.ts';
export { dummyAccount };

const toTeamDirectory = (account: Required<Implementation<AccountContract>>): TeamDirectory => ({
  teamOf: (candidate) => account.getCandidateTeam({ candidate, signal: undefined, deadline: undefined }),
});

export const accountSubsystem = defineSubsystem({
  name: 'account',
  key: 'Account',
  phase: 'security',
  policy: accountPolicy,
  samples: accountSamples,
  embedded: dummyAccount,
  serves: { teams: toTeamDirectory },
});
