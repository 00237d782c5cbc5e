import { AccessCandidate, type Candidate } from '@smyth/kernel';
import type { Json } from '../cache/contract.ts';
import { toJsonText } from '../json.ts';
import { accountErrors } from './errors.ts';

/** What is set for one candidate. Every reading gives a copy. */
export interface SettingsOfOne {
  all(): Readonly<Record<string, Json>>;
  /** undefined: not set. */
  get(key: string): Json | undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function keyOf(role: 'team' | 'user' | 'agent', id: string): string {
  try {
    return AccessCandidate[role](id).key;
  } catch (cause) {
    throw accountErrors.BAD_SETTINGS({ path: `${role}s`, reason: `${JSON.stringify(id.slice(0, 80))} is not a valid id` }, { cause });
  }
}

function toSettings(path: string, given: unknown): SettingsOfOne {
  const refuse = (where: string, reason: string): Error => accountErrors.BAD_SETTINGS({ path: where.replace('value', path), reason });
  if (!isObject(given)) throw refuse('value', 'an object was expected');
  const text = toJsonText(given, refuse);
  const copy = (): Readonly<Record<string, Json>> => JSON.parse(text) as Record<string, Json>;
  const keys = new Set(Object.keys(given));
  return { all: copy, get: (key) => (keys.has(key) ? copy()[key] : undefined) };
}

const none: SettingsOfOne = Object.freeze({ all: () => ({}), get: () => undefined });

/**
 * Settings by candidate, from a configuration object of id → settings; its ids are those of the tenant `default`.
 * @throws ACCOUNT_BAD_SETTINGS
 */
export function configuredSettings(role: 'team' | 'user' | 'agent', given: unknown): (candidate: Pick<Candidate, 'key'>) => SettingsOfOne {
  const path = `${role}s`;
  if (given !== undefined && !isObject(given)) throw accountErrors.BAD_SETTINGS({ path, reason: 'an object of ids was expected' });
  const byKey = new Map(Object.entries(given ?? {}).map(([id, settings]) => [keyOf(role, id), toSettings(`${path}.${id}`, settings)]));
  return ({ key }) => byKey.get(key) ?? none;
}
