import { newErrors } from './errors.ts';

/** What a template may speak of besides the names. */
interface Subsystem {
  /** The key in configurations. */
  readonly key: string;
  readonly noun: string;
}

/** Subsystems that there is a template for. */
export const subsystems: Readonly<Record<string, Subsystem>> = {
  cache: { key: 'Cache', noun: 'a cache' },
  nkv: { key: 'NKV', noun: 'namespaced values' },
  storage: { key: 'Storage', noun: 'a storage' },
  vault: { key: 'Vault', noun: 'a vault' },
};

/** Everything a new connector is called, from `cache/acme`. */
export interface ConnectorNames {
  readonly subsystem: string;
  /** `acme`. */
  readonly name: string;
  /** What configurations call it: `Acme`. */
  readonly id: string;
  /** The exported constant: `acmeCache`. */
  readonly symbol: string;
  /** The file it is in, without its ending: `acme-cache`. */
  readonly file: string;
  readonly key: string;
  /** `A cache`. */
  readonly Noun: string;
}

const toPascal = (kebab: string): string => kebab.replace(/(^|-)([a-z0-9])/g, (_, _dash, first: string) => first.toUpperCase());
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** @throws NEW_BAD_TARGET, NEW_NO_TEMPLATE with those there are, NEW_BAD_NAME */
export function parseTarget(target: string | undefined): ConnectorNames {
  const [subsystem = '', name, ...rest] = (target ?? '').split('/');
  if (name === undefined || rest.length > 0) throw newErrors.BAD_TARGET({ given: target === undefined ? 'Nothing' : `"${target}"` });
  const about = Object.hasOwn(subsystems, subsystem) ? subsystems[subsystem] : undefined;
  if (about === undefined) throw newErrors.NO_TEMPLATE({ subsystem, known: Object.keys(subsystems) });
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) throw newErrors.BAD_NAME({ name });
  const id = toPascal(name);
  return { subsystem, name, id, symbol: `${lowerFirst(id)}${upperFirst(subsystem)}`, file: `${name}-${subsystem}`, key: about.key, Noun: upperFirst(about.noun) };
}
