import type { Json } from '../cache/contract.ts';

type Settings = Readonly<Record<string, Json>>;

/**
 * Who belongs to which team, and what is set for them. Every method is about whoever asks, who may change what is returned: it is a copy.
 * @throws ACCOUNT_BAD_ARGUMENT for a team id or a key of a setting that is not a text
 */
export interface AccountContract {
  /** Whether that is what {@link getCandidateTeam} gives. */
  isTeamMember(teamId: string): Promise<boolean>;
  /** The team of the caller: of a user or agent the one it belongs to, of a team itself; undefined: none. */
  getCandidateTeam(): Promise<string | undefined>;
  /** The same as {@link getCandidateTeam}. */
  getTeam(): Promise<string | undefined>;
  /** Of the team of the caller; `{}` without a team. */
  getAllTeamSettings(): Promise<Settings>;
  /** Of a user; `{}` for anybody else. */
  getAllUserSettings(): Promise<Settings>;
  /** undefined: not set, here and below. */
  getTeamSetting(key: string): Promise<Json | undefined>;
  /** Of a user; undefined for anybody else. */
  getUserSetting(key: string): Promise<Json | undefined>;
  /** Of an agent; undefined for anybody else. */
  getAgentSetting(key: string): Promise<Json | undefined>;
}

declare module '@smyth/kernel' {
  interface SubsystemMap {
    account: AccountContract;
  }
}
