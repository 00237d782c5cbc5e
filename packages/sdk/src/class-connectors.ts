import { type Connector, defineConnector, type ImplementationOf, isConnector, type StartContext, type TypedConnector } from '@smyth/kernel';
import type {} from '@smyth/subsystems';
import { connectorClassErrors } from './errors.ts';

/** Subsystems that a class can be a connector of, by kernel name. */
type Kind = 'account' | 'acl' | 'cache' | 'llm' | 'log' | 'nkv' | 'storage' | 'vault';

/** What every class-style connector has. Fields are set in the constructor; whatever opens something belongs into `start(context)`. */
abstract class ClassConnector {
  /** What configurations call it. */
  abstract readonly name: string;
}

/**
 * Base of a cache written as a class. It has the methods of the contract, each with all of its arguments and `io` last, and keys in place
 * of names; one that is missing is refused with CACHE_UNSUPPORTED. Optional: `static settings` (fields by name), `start(context)` before the
 * first call, `stop()` when the runtime stops. Each runtime makes an instance of its own. `defineConnector` says the same in one object.
 */
export abstract class CacheConnector extends ClassConnector {
  static readonly subsystem = 'cache';
}

/** As {@link CacheConnector}, of accounts. */
export abstract class AccountConnector extends ClassConnector {
  static readonly subsystem = 'account';
}

/** As {@link CacheConnector}, of the store of grants. */
export abstract class AclConnector extends ClassConnector {
  static readonly subsystem = 'acl';
}

/** As {@link CacheConnector}, of the models of one provider. */
export abstract class LLMConnector extends ClassConnector {
  static readonly subsystem = 'llm';
}

/** As {@link CacheConnector}, of a log. */
export abstract class LogConnector extends ClassConnector {
  static readonly subsystem = 'log';
}

/** As {@link CacheConnector}, of namespaced values. */
export abstract class NKVConnector extends ClassConnector {
  static readonly subsystem = 'nkv';
}

/** As {@link CacheConnector}, of storage. */
export abstract class StorageConnector extends ClassConnector {
  static readonly subsystem = 'storage';
}

/** As {@link CacheConnector}, of a vault. */
export abstract class VaultConnector extends ClassConnector {
  static readonly subsystem = 'vault';
}

interface Hooks {
  readonly name: string;
  start?(context: StartContext<never>): void | Promise<void>;
  stop?(): void | Promise<void>;
}

interface ClassOf<Name> extends Partial<Pick<Connector, 'aliases' | 'env' | 'capabilities' | 'needs' | 'settings'>> {
  readonly subsystem: Name;
  new (): ImplementationOf<Name> & Hooks;
}

/** A class that extends one of the above; its static `settings`, `env`, `needs`, `capabilities` and `aliases` are those of the connector. */
export type ConnectorClass<Name extends Kind = Kind> = Name extends Kind ? ClassOf<Name> : never;

type SettingsOf<Class> = Class extends { readonly settings: infer Settings extends Readonly<Record<string, unknown>> } ? Settings : Readonly<Record<never, never>>;

/** Whether `value` may be given to {@link toConnector}: it is a class, and says of which subsystem. */
export const isConnectorClass = (value: unknown): value is ConnectorClass => typeof value === 'function' && 'subsystem' in value && !isConnector(value);

const isField = (value: unknown): boolean => typeof value === 'object' && value !== null && 'parse' in value && 'marks' in value;

function checkSettings(given: string, settings: unknown): void {
  const refuse = (reason: string): Error => connectorClassErrors.BAD_CLASS({ given, reason });
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) throw refuse('its static settings are not fields by name');
  const wrong = Object.entries(settings).find(([, field]) => !isField(field));
  if (wrong) throw refuse(`its setting "${wrong[0]}" is not a field`);
}

/** Instances know their name, the class does not: one is made to be asked. */
function nameOf(given: string, Class: ConnectorClass): string {
  let name: unknown;
  try {
    name = new Class().name;
  } catch (cause) {
    throw connectorClassErrors.BAD_CLASS({ given, reason: 'its constructor throws when it is called without arguments' }, { cause });
  }
  if (typeof name !== 'string' || name.trim() === '') throw connectorClassErrors.BAD_CLASS({ given, reason: 'it has no name' });
  return name;
}

async function startInstance(Class: ConnectorClass, context: StartContext<never>): Promise<object> {
  const instance = new Class();
  await instance.start?.(context);
  context.defer(() => instance.stop?.());
  return instance;
}

/**
 * The connector that a class stands for. Configurations do this by themselves; laws are tried on what it returns.
 * @throws CONNECTOR_BAD_CLASS
 */
export function toConnector<Name extends Kind, Class extends ConnectorClass<Name>>(Class: Class & { readonly subsystem: Name }): TypedConnector<Name, SettingsOf<Class>, Record<never, never>> {
  const given: unknown = Class;
  const shown = typeof given === 'function' ? given.name || 'A class without a name' : `A value of type ${given === null ? 'null' : typeof given}`;
  if (!isConnectorClass(given)) throw connectorClassErrors.BAD_CLASS({ given: shown, reason: 'it is not a class that extends CacheConnector, StorageConnector or another one of these' });
  const { subsystem, settings = {}, aliases, env, capabilities, needs } = given;
  checkSettings(shown, settings);
  const connector = defineConnector<Kind, Readonly<Record<string, unknown>>>({
    subsystem,
    id: nameOf(shown, given),
    settings,
    ...(aliases && { aliases }),
    ...(env && { env }),
    ...(capabilities && { capabilities }),
    ...(needs && { needs }),
    start: (context) => startInstance(given, context as StartContext<never>) as Promise<never>,
  });
  return connector as unknown as TypedConnector<Name, SettingsOf<Class>, Record<never, never>>;
}
