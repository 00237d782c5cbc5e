import type { Connector, SettingSource } from '../connector.ts';
import { type Field, object } from '../fields.ts';
import { kernelErrors, type Problem } from '../kernel-errors.ts';
import { Secret } from '../secret.ts';

/** Settings as far as they are known before anything starts. */
export interface GivenSettings {
  readonly values: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, SettingSource>>;
  /** Names that `$vault(NAME)` asks for. */
  readonly vaultNames: readonly string[];
  readonly problems: readonly Problem[];
}

const vaultShape = /^\$vault\(([A-Za-z0-9][A-Za-z0-9._/-]*)\)$/;

const vaultName = (value: unknown): string | undefined => (typeof value === 'string' ? vaultShape.exec(value)?.[1] : undefined);

/** Whether a `$vault(` stands where none is looked for: malformed, or inside a list or object, where it would be taken literally. */
const isMisplaced = (value: unknown): boolean =>
  typeof value === 'string' ? value.startsWith('$vault(') : typeof value === 'object' && value !== null && !(value instanceof Secret) && Object.values(value).some(isMisplaced);

/** Fills in from the environment, then parses. A `$vault(NAME)` passes as what it stands for and is parsed again once resolved. */
export function checkSettings(connector: Connector, given: unknown, environment: Readonly<Record<string, string | undefined>>): GivenSettings {
  const bad = (problem: Problem): GivenSettings => ({ values: {}, sources: {}, vaultNames: [], problems: [problem] });
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    return bad({ where: '', says: 'Settings is not an object.', fix: 'Write Settings: { … }.' });
  }
  const fields = connector.settings as Readonly<Record<string, Field>>;
  const values: Record<string, unknown> = { ...given };
  const sources: Record<string, SettingSource> = {};
  const vaultNames: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const name = vaultName(value);
    sources[key] = name === undefined ? 'config' : 'vault';
    if (name !== undefined) vaultNames.push(name);
  }
  for (const [key, variable] of Object.entries(connector.env ?? {})) {
    const value = environment[variable];
    if (values[key] !== undefined || value === undefined || value === '') continue;
    values[key] = fields[key]?.marks.secret ? new Secret(value, `env:${variable}`) : value;
    sources[key] = 'environment';
  }
  // Whatever a vault entry will be, it is a text: a field that takes none has no use for one.
  const stated = Object.fromEntries(Object.entries(values).filter(([, value]) => vaultName(value) === undefined));
  const shape = Object.fromEntries(Object.entries(fields).filter(([key]) => vaultName(values[key]) === undefined));
  const parsed = object(shape).parse(stated);
  const problems = (parsed.issues ?? []).map(({ path, message }) => ({
    where: path.map((step) => `.${step}`).join(''),
    says: `${String(path.at(-1) ?? 'It')} ${message}.`.replace(/([.?])\.$/, '$1'),
    fix: fixFor(connector, String(path[0] ?? '')),
  }));
  const misplaced = Object.keys(stated).filter((key) => isMisplaced(stated[key]));
  problems.push(...misplaced.map((key) => ({ where: `.${key}`, says: `${key} asks for a vault entry in a way that is not understood.`, fix: 'Write "$vault(NAME)" as the whole value of a setting, with a NAME of letters, digits and . _ / -.' })));
  const unknown = Object.keys(values).filter((key) => vaultName(values[key]) !== undefined && !Object.hasOwn(fields, key));
  problems.push(...unknown.map((key) => ({ where: `.${key}`, says: `${key} is not known.`, fix: fixFor(connector, key) })));
  return { values, sources, vaultNames, problems };
}

function fixFor(connector: Connector, key: string): string {
  const known = Object.hasOwn(connector.settings, key);
  const variable = known ? connector.env?.[key] : undefined;
  const field = known ? (connector.settings as Readonly<Record<string, Field>>)[key] : undefined;
  const about = field?.marks.description ?? '';
  if (variable !== undefined) return `Set it there, or in the environment as ${variable}. ${about}`.trim();
  return about === '' ? `Settings of ${connector.id}: ${Object.keys(connector.settings).join(', ') || 'none'}.` : about;
}

/** The settings as the connector gets them, with `$vault(NAME)` replaced. @throws KERNEL_BAD_CONFIG */
export async function resolveSettings(
  connector: Connector,
  { values, sources }: GivenSettings,
  at: string,
  secretOf: (name: string) => Promise<Secret | undefined>,
): Promise<{ settings: Record<string, unknown>; sources: Record<string, SettingSource> }> {
  const fields = connector.settings as Readonly<Record<string, Field>>;
  const problems: Problem[] = [];
  const resolved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const name = vaultName(value);
    const found = name === undefined ? undefined : await secretOf(name);
    if (name !== undefined && found === undefined) {
      problems.push({ where: `${at}.Settings.${key}`, says: `The vault has no entry "${name}".`, fix: `Write it to smythfs://operator.system/${name}.` });
    }
    resolved[key] = name === undefined ? value : fields[key]?.marks.secret ? found : found?.reveal();
  }
  if (problems.length > 0) throw kernelErrors.BAD_CONFIG({ problems });
  const parsed = object(fields).parse(resolved);
  if (parsed.issues) {
    const stated = parsed.issues.map(({ path, message }) => ({ where: `${at}.Settings.${path.join('.')}`, says: `It ${message}.`, fix: 'Mend the vault entry.' }));
    throw kernelErrors.BAD_CONFIG({ problems: stated });
  }
  const settings = parsed.value as Record<string, unknown>;
  const defaults = Object.keys(settings).filter((key) => sources[key] === undefined);
  return { settings, sources: { ...sources, ...Object.fromEntries(defaults.map((key) => [key, 'default' as const])) } };
}
