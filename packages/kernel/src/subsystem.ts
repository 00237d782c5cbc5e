import type { Connector } from './connector.ts';
import type { GrantStore, SecretSource, TeamDirectory } from './grants.ts';
import type { Policy, Samples } from './policy.ts';

/** Contracts of mediated resources by subsystem name; each subsystem adds itself by module augmentation. */
export interface SubsystemMap {}

/** Contracts of ports: bound by the same boot, reached without an access check. */
export interface PortMap {}

/** The documented phases of boot, in order. */
export const phases = ['security', 'ai', 'agents', 'providers', 'routing'] as const;
export type Phase = (typeof phases)[number];

interface Bound {
  /** Kernel name, e.g. `storage`. */
  readonly name: string;
  /** The key in `SRE.init`, e.g. `Storage`. */
  readonly key: string;
  readonly phase: Phase;
  /** Started when the configuration names none. Absent: the subsystem is then unbound. */
  readonly embedded?: Connector;
}

export interface Resources<C = unknown> extends Bound {
  readonly kind: 'resource';
  readonly policy: Policy<C>;
  readonly samples: Samples<C>;
  /** Streaming methods: the property of the result that is the stream, or `self`. */
  readonly streams?: { readonly [Method in keyof C]?: string };
  /** Methods one of whose arguments is a secret: interceptors see a `Secret` in its place. */
  readonly confidential?: { readonly [Method in keyof C]?: number };
  /** Its names can be shared: the handle then has getACL, setACL, grant and revoke. */
  readonly sharing?: true;
  /** First words of its capabilities that everyone may use until the operator says otherwise. */
  readonly openCapabilities?: readonly string[];
  /** What the kernel itself asks of this subsystem. */
  readonly serves?: {
    readonly grants?: (implementation: never) => GrantStore;
    readonly teams?: (implementation: never) => TeamDirectory;
    readonly secrets?: (implementation: never) => SecretSource;
  };
}

export interface Port extends Bound {
  readonly kind: 'port';
}

export type Subsystem = Resources | Port;

/** Describes a mediated subsystem. Without effects; its contract goes into {@link SubsystemMap}. */
export const defineSubsystem = <Name extends keyof SubsystemMap & string>(
  subsystem: Omit<Resources<SubsystemMap[Name]>, 'kind' | 'name'> & { readonly name: Name },
): Resources<SubsystemMap[Name]> & { readonly name: Name } => Object.freeze({ kind: 'resource', ...subsystem });

/** Describes a port; its contract goes into {@link PortMap}. */
export const definePort = <Name extends keyof PortMap & string>(port: Omit<Port, 'kind' | 'name'> & { readonly name: Name }): Port & { readonly name: Name } =>
  Object.freeze({ kind: 'port', ...port });
