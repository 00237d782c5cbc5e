import type { Clock } from './clock.ts';
import type { Givens, Values } from './fields.ts';
import type { Handle } from './handle.ts';
import type { Ids } from './ids.ts';
import type { Implementation } from './policy.ts';
import type { Secret } from './secret.ts';
import type { PortMap, SubsystemMap } from './subsystem.ts';

type Names = (keyof SubsystemMap | keyof PortMap) & string;

/** What a connector of that subsystem gives back from `start`. */
export type ImplementationOf<Name> = Name extends keyof SubsystemMap ? Implementation<SubsystemMap[Name]> : Name extends keyof PortMap ? PortMap[Name] : never;

/** What a connector gets of a subsystem it needs: a port, or a handle of its own system candidate. */
export type Used<Name> = Name extends keyof PortMap ? PortMap[Name] : Name extends keyof SubsystemMap ? Handle<SubsystemMap[Name]> : never;

/** Where a setting's value was taken from. */
export type SettingSource = 'config' | 'vault' | 'environment' | 'default';

export interface StartContext<Settings> {
  readonly settings: Settings;
  /** Where each given setting came from. */
  readonly sources: Readonly<Record<string, SettingSource>>;
  /** Aborted when boot gives up: a sibling failed, or time ran out. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Registers a release; releases run newest first, each whatever the others do. */
  defer(release: () => void | Promise<void>): void;
  /** A handle on a value that log and error sinks then redact, for as long as the handle is held. */
  secret(value: string, source: string): Secret;
  /** Text without the values of live secrets; for whatever prints or sends text away. */
  redact(text: string): string;
  /** @throws KERNEL_NOT_NEEDED for a subsystem that is not in `needs` */
  use<Name extends Names>(name: Name): Used<Name>;
}

/** A connector as the kernel sees it. */
export interface Connector {
  readonly subsystem: string;
  readonly id: string;
  /** Other spellings of `id` in configurations. */
  readonly aliases?: readonly string[];
  /** Fields by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Setting → environment variable it is taken from when neither the config nor the vault has it. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it can do beyond the contract's least; read by callers, never branched on by name. */
  readonly capabilities?: Readonly<Record<string, boolean | number | string>>;
  /** Subsystems it uses; they start before it. */
  readonly needs?: readonly string[];
  /** Refused under NODE_ENV=production unless the operator allows it. */
  readonly devOnly?: true;
  readonly start: (context: StartContext<never>) => unknown;
}

/** A connector with the settings it is to be started with. */
export interface Entry {
  readonly connector: Connector;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The name it is bound under; absent: the connector's id. */
  readonly id?: string;
  readonly default?: true;
  /** Where it stands in the configuration, for error messages. */
  readonly where?: string;
}

type GivenSettings<S, E> = Omit<Givens<S>, keyof E> & Partial<Pick<Givens<S>, keyof E & keyof Givens<S>>>;

/** What {@link defineConnector} takes. */
export interface ConnectorDefinition<Name, S, E> extends Omit<Connector, 'subsystem' | 'settings' | 'env' | 'start'> {
  readonly subsystem: Name;
  readonly settings: S;
  readonly env?: E;
  /** Opens what it needs and returns the implementation; ready when it resolves. */
  readonly start: (context: StartContext<Values<S>>) => ImplementationOf<Name> | Promise<ImplementationOf<Name>>;
}

/** A connector that knows the types of its settings. Called, it makes an entry: `boot({ use: [redisCache({ url })] })`. */
export interface TypedConnector<Name, S extends Readonly<Record<string, unknown>>, E> extends Connector {
  (settings?: GivenSettings<S, E>, options?: Pick<Entry, 'id' | 'default'>): Entry;
  readonly subsystem: Name & string;
  readonly settings: S;
}

/** Describes a connector. Without effects: `start` is called by boot. */
export function defineConnector<
  Name extends Names,
  const S extends Readonly<Record<string, unknown>>,
  const E extends { readonly [Key in keyof S]?: string } = Record<never, string>,
>(definition: ConnectorDefinition<Name, S, E>): TypedConnector<Name, S, E> {
  const toEntry = (settings?: GivenSettings<S, E>, options?: Pick<Entry, 'id' | 'default'>): Entry => ({
    connector,
    ...(settings === undefined ? {} : { settings: settings as Record<string, unknown> }),
    ...options,
  });
  const connector = Object.freeze(Object.assign(toEntry, definition)) as unknown as TypedConnector<Name, S, E>;
  return connector;
}

/** Whether `value` is what {@link defineConnector} returns. */
export const isConnector = (value: unknown): value is Connector =>
  (typeof value === 'function' || (typeof value === 'object' && value !== null)) && 'subsystem' in value && 'id' in value && 'start' in value && 'settings' in value;
