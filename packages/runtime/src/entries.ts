import { type Connector, type Entry, hasCode, isConnector, type Problem, type Subsystem, suggestion } from '@smyth/kernel';
import { isConnectorClass, toConnector } from '@smyth/sdk';
import { embedded, modelProviders, type Packaged, packaged, subsystems } from './catalogue.ts';
import type { ConfigEntry, RuntimeConfig } from './config.ts';
import { resolvePackage } from './packages.ts';

/** An entry of a configuration whose connector is found, or known to be in a package. */
export interface Named {
  readonly connector: Connector | (Packaged & { readonly load: () => Promise<object> });
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly default?: true;
  readonly where: string;
}

const others = ['home', 'connectors', 'Access', 'interceptors', 'allowDevConnectors'];
const entryKeys = ['Connector', 'Settings', 'Id', 'Default'];
const configurable = subsystems.filter(({ name }) => name !== 'home');
const keys = [...configurable.map(({ key }) => key), ...others];

const answers = ({ id, aliases = [] }: { id: string; aliases?: readonly string[] }, name: string): boolean => id === name || aliases.includes(name);

function namesOf(all: readonly (Connector | Packaged)[]): string[] {
  return all.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
}

function findConnector(subsystem: Subsystem, name: string, own: readonly Connector[]): Connector | Packaged | undefined {
  const all = [...own, ...embedded, ...packaged].filter((each) => each.subsystem === subsystem.name);
  return all.find((each) => answers(each, name));
}

function shapeProblems(entry: unknown, where: string): Problem[] {
  if (typeof entry !== 'object' || entry === null) return [{ where, says: 'It is not an entry.', fix: 'Write { Connector: "…", Settings: { … } }.' }];
  const problems = Object.keys(entry).flatMap((key) => (entryKeys.includes(key) ? [] : [{ where: `${where}.${key}`, says: `"${key}" is not known in an entry.`, fix: suggestion(key, entryKeys) }]));
  const { Id, Default } = entry as ConfigEntry;
  if (Id !== undefined && (typeof Id !== 'string' || Id === '')) problems.push({ where: `${where}.Id`, says: 'An Id is a text.', fix: 'Name it, or leave it out.' });
  if (Default !== undefined && typeof Default !== 'boolean') problems.push({ where: `${where}.Default`, says: 'Default is true or false.', fix: 'Write Default: true on one entry.' });
  return problems;
}

/** The package with a way to load it; undefined: it is not installed. */
function findPackage(packaged: Packaged): Extract<Named['connector'], Packaged> | undefined {
  const { load } = packaged;
  if (load) return { ...packaged, load };
  const address = resolvePackage(packaged.package);
  return address === undefined ? undefined : { ...packaged, load: () => import(address) as Promise<object> };
}

export const isProblem = (value: object | undefined): value is Problem => value !== undefined && 'says' in value;

/** A connector as it is, or what a class stands for; undefined: it is neither. */
export function readConnector(given: unknown, where: string): Connector | Problem | undefined {
  if (isConnector(given)) return given;
  if (!isConnectorClass(given)) return undefined;
  try {
    return toConnector(given);
  } catch (error) {
    if (!hasCode(error, 'CONNECTOR_BAD_CLASS')) throw error;
    const { given: name, reason } = error.details as { given: string; reason: string };
    return { where, says: `${name} is no connector: ${reason}.`, fix: error.fix };
  }
}

function nameEntry(entry: ConfigEntry, subsystem: Subsystem, where: string, own: readonly Connector[]): Named | Problem {
  const { Connector: wanted, Settings, Id, Default } = entry;
  const known = [...own, ...embedded, ...packaged].filter((each) => each.subsystem === subsystem.name);
  const connector = typeof wanted === 'string' ? findConnector(subsystem, wanted, own) : readConnector(wanted, `${where}.Connector`);
  if (isProblem(connector)) return connector;
  if (connector === undefined) {
    const said = typeof wanted === 'string' ? `There is no ${subsystem.key} connector "${wanted}".` : 'Connector is neither a name nor a connector.';
    return { where: `${where}.Connector`, says: said, fix: suggestion(typeof wanted === 'string' ? wanted : '', namesOf(known)) };
  }
  const found = isConnector(connector) ? connector : findPackage(connector);
  if (found === undefined) return { where, says: `The package of ${connector.id} is not installed.`, fix: `Run: npm install ${(connector as Packaged).package}` };
  if (connector.subsystem !== subsystem.name) return { where: `${where}.Connector`, says: `${connector.id} is a connector of ${connector.subsystem}.`, fix: `Put it under the key of ${connector.subsystem}.` };
  return {
    connector: found,
    where,
    id: Id ?? (typeof wanted === 'string' ? wanted : connector.id),
    ...(Settings === undefined ? {} : { settings: Settings as Record<string, unknown> }),
    ...(Default ? { default: true as const } : {}),
  };
}

function ownConnectors(config: RuntimeConfig): { own: readonly Connector[]; problems: Problem[] } {
  const given: unknown = config.connectors ?? [];
  if (!Array.isArray(given)) return { own: [], problems: [{ where: 'connectors', says: 'It is not a list.', fix: 'Write connectors: [acmeCache].' }] };
  const fix = 'Pass what defineConnector returned, or a class that extends CacheConnector or the like.';
  const read = given.map((each: unknown, i) => readConnector(each, `connectors[${i}]`) ?? { where: `connectors[${i}]`, says: 'It is not a connector.', fix });
  return { own: read.filter(isConnector), problems: read.filter(isProblem) };
}

/** Providers that are bound although nobody named them: all of them, unless the configuration asks for local models only. */
function impliedProviders(named: readonly Named[]): Named[] {
  const models = named.filter(({ connector }) => connector.subsystem === 'llm');
  const localOnly = models.length > 0 && models.every(({ connector }) => 'capabilities' in connector && connector.capabilities?.['offline'] === true);
  if (localOnly) return [];
  const taken = new Set(models.map(({ connector }) => connector.id));
  const offline = embedded.filter(({ id }) => id === 'Offline' || id === 'Echo');
  const all = [...modelProviders, ...offline].filter(({ id }) => !taken.has(id));
  return all.flatMap((each) => {
    const connector = isConnector(each) ? each : findPackage(each);
    return connector === undefined ? [] : [{ connector, where: `LLM (${each.id})` }];
  });
}

/** What a configuration names, and everything that is wrong with its structure, keys and names. Nothing is loaded. */
export function readConfig(config: RuntimeConfig): { named: Named[]; problems: Problem[] } {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return { named: [], problems: [{ where: 'config', says: 'A configuration is an object.', fix: 'Write SRE.init({ … }), or leave it out.' }] };
  }
  const { own, problems } = ownConnectors(config);
  for (const key of Object.keys(config)) {
    if (!keys.includes(key)) problems.push({ where: key, says: `"${key}" is not a key of the configuration.`, fix: suggestion(key, keys) });
  }
  if (config.home !== undefined && config.home !== false && (typeof config.home !== 'string' || config.home === '')) {
    problems.push({ where: 'home', says: 'It is neither a folder nor false.', fix: 'Name a folder, or write false to keep everything in memory.' });
  }
  const named: Named[] = [];
  for (const subsystem of configurable) {
    const given = (config as Record<string, unknown>)[subsystem.key];
    const entries: readonly unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given];
    for (const [i, entry] of entries.entries()) {
      const where = Array.isArray(given) ? `${subsystem.key}[${i}]` : subsystem.key;
      const wrong = shapeProblems(entry, where);
      problems.push(...wrong);
      if (typeof entry !== 'object' || entry === null) continue;
      const result = nameEntry(entry as ConfigEntry, subsystem, where, own);
      if (isProblem(result)) problems.push(result);
      else named.push(result);
    }
  }
  return { named: [...named, ...impliedProviders(named)], problems };
}

/** Loads the packages of official connectors. A package that lacks its connector is of another version. */
export async function loadEntries(named: readonly Named[]): Promise<{ entries: Entry[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const loaded = await Promise.all(
    named.map(async ({ connector, ...entry }): Promise<Entry[]> => {
      if (isConnector(connector)) return [{ ...entry, connector }];
      const exported = Object.values(await connector.load());
      const found = exported.find((each): each is Connector => isConnector(each) && each.subsystem === connector.subsystem && each.id === connector.id);
      if (found) return [{ ...entry, connector: found }];
      problems.push({ where: entry.where, says: `${connector.package} has no ${connector.id}.`, fix: `Install the version that fits: npm install ${connector.package}` });
      return [];
    }),
  );
  return { entries: loaded.flat(), problems };
}
