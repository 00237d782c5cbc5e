import type { Candidate } from './candidate.ts';
import type { Io, Level } from './policy.ts';
import type { Secret } from './secret.ts';

/** Where a grant is kept: the subsystem and the key of a name, or of a prefix ending in "/". */
export interface GrantTarget {
  readonly subsystem: string;
  readonly key: string;
}

export interface Grant extends GrantTarget {
  /** The key of the candidate it is given to. */
  readonly holder: string;
  readonly level: Level;
}

/** What the kernel asks of whoever keeps grants. Every change is durable and visible to `match` once its promise resolves. */
export interface GrantStore {
  /** Grants on any of these keys to any of these holders: one query per check. */
  match(subsystem: string, keys: readonly string[], holders: readonly string[]): Promise<readonly Grant[]>;
  /** Grants on exactly this target. */
  list(target: GrantTarget): Promise<readonly Grant[]>;
  /** Exactly these grants, in one transaction; none forgets the target. */
  replace(target: GrantTarget, grants: readonly Omit<Grant, keyof GrantTarget>[]): Promise<void>;
  put(grant: Grant): Promise<void>;
  /** Drops every grant on exactly this name; of a key ending in "/", on everything below it. */
  forget(target: GrantTarget): Promise<void>;
  /** One level of one holder, or with `level` undefined all of its levels. */
  remove(target: GrantTarget, holder: string, level: Level | undefined): Promise<void>;
  /** Changes whenever any grant does, in any process. */
  version(): Promise<number>;
}

/** What the kernel asks of whoever knows teams. */
export interface TeamDirectory {
  /** The team of a user or agent; undefined: none. */
  teamOf(candidate: Candidate): Promise<string | undefined>;
}

/** What the kernel asks of whoever keeps secrets, for `$vault(NAME)` in settings. */
export interface SecretSource {
  /** The secret under that key; undefined: there is none. */
  secretOf(key: string, io: Io): Promise<Secret | undefined>;
}
