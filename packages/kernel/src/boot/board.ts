import { createAccess } from '../access.ts';
import type { AccessRules } from '../capabilities.ts';
import type { Clock } from '../clock.ts';
import type { Authority } from '../decisions.ts';
import { bind, type Binding } from '../handle.ts';
import type { Ids } from '../ids.ts';
import type { Interceptor } from '../interceptor.ts';
import { kernelErrors } from '../kernel-errors.ts';
import { createCursorSeal } from '../listing.ts';
import type { Mediation } from '../mediate.ts';
import type { GrantStore, SecretSource, TeamDirectory } from '../grants.ts';
import { createRedactor, type Redactor } from '../redactor.ts';
import type { Secret } from '../secret.ts';
import type { Resources, Subsystem } from '../subsystem.ts';
import type { Connectors } from './boot.ts';
import type { Planned } from './plan.ts';
import { createReleases, type Releases } from './releases.ts';

/** What one kernel holds while it boots and runs. Two kernels share no board. */
export interface Board {
  readonly mediation: Mediation;
  readonly releases: Releases;
  readonly redactor: Redactor;
  /** Watches a secret of the configuration for as long as the kernel lives: a connector may keep the value and drop the handle. */
  readonly hold: (secret: Secret) => Secret;
  readonly connectors: Connectors;
  readonly secrets: () => SecretSource | undefined;
  /** Binds what a connector's start gave back. */
  readonly place: (planned: Planned, implementation: unknown) => void;
}

export interface BoardOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly interceptors: readonly Interceptor[];
  readonly subsystems: readonly Subsystem[];
  readonly rules: AccessRules;
}

/** The bound things of each subsystem, the default first. */
type Bound = Map<string, { id: string; value: unknown }[]>;

function lookUp(bound: Bound, subsystem: string, name: string | undefined): unknown {
  const all = bound.get(subsystem) ?? [];
  const found = name === undefined ? all[0] : all.find(({ id }) => id === name);
  if (!found) throw kernelErrors.NOT_BOUND({ subsystem, bound: all.map(({ id }) => id), ...(name === undefined ? {} : { name }) });
  return found.value;
}

export function createBoard({ clock, ids, interceptors, rules }: BoardOptions): Board {
  const authority: Authority = {};
  let secrets: SecretSource | undefined;
  const redactor = createRedactor();
  const held = new Set<Secret>();
  const mediation: Mediation = { redactor, access: createAccess(authority, rules, clock), clock, seal: createCursorSeal(ids.bytes(32)), stopped: false };
  const bound: Bound = new Map();

  /** Only the default connector of a subsystem serves the kernel. */
  function serve({ serves }: Resources, implementation: unknown): void {
    if (serves?.grants) authority.grants = (serves.grants as (given: unknown) => GrantStore)(implementation);
    if (serves?.teams) authority.teams = (serves.teams as (given: unknown) => TeamDirectory)(implementation);
    if (serves?.secrets) secrets = (serves.secrets as (given: unknown) => SecretSource)(implementation);
  }

  function place({ subsystem, connector, id, isDefault }: Planned, implementation: unknown): void {
    const all = bound.get(subsystem.name) ?? [];
    bound.set(subsystem.name, all);
    const value = subsystem.kind === 'port' ? implementation : bind({ subsystem, connector, id, implementation: implementation as Record<string, unknown>, mediation, interceptors, authority });
    if (isDefault) all.unshift({ id, value });
    else all.push({ id, value });
    if (subsystem.kind === 'resource' && isDefault) serve(subsystem, implementation);
  }

  return {
    mediation,
    releases: createReleases(clock),
    redactor,
    hold(secret) {
      const watched = redactor.watch(secret);
      held.add(watched);
      return watched;
    },
    secrets: () => secrets,
    place,
    connectors: Object.freeze({
      get: (subsystem: string, name?: string) => lookUp(bound, subsystem, name) as Binding<never>,
      port: (port: string, name?: string) => lookUp(bound, port, name) as never,
      names: (subsystem: string) => (bound.get(subsystem) ?? []).map(({ id }) => id),
    }) as Connectors,
  };
}
