import type { Secret, SettingSource } from '@smyth/kernel';
import { llmErrors } from '@smyth/subsystems';
import type { Preset } from './presets.ts';

/** A key, and where it came from in words for an error. */
export interface ApiKey {
  readonly secret: Secret;
  readonly source: string;
}

export interface KeyChoice {
  /** The connector's own, from its settings. */
  readonly own: Secret | undefined;
  readonly ownSource: SettingSource | undefined;
  /** The caller's. */
  readonly given: Secret | undefined;
}

const ownPlaces = (preset: Preset, secret: Secret): Readonly<Record<SettingSource, string>> => ({
  config: `the settings of ${preset.id}`,
  vault: secret.source,
  environment: `the environment variable ${preset.keyVariable ?? ''}`,
  default: `the settings of ${preset.id}`,
});

/** What the operator configured wins over what the caller gave, and that over the environment. */
export function chooseKey(preset: Preset, { own, ownSource = 'config', given }: KeyChoice): ApiKey | undefined {
  if (own && (given === undefined || ownSource !== 'environment')) return { secret: own, source: ownPlaces(preset, own)[ownSource] };
  return given && { secret: given, source: `the caller's credentials (${given.source})` };
}

/** Visible ASCII: anything else cannot stand in a header, and is a slip in copying. */
const writable = /^[\x21-\x7e]+$/;

/**
 * The key as it is sent; undefined: none is needed and there is none. White space around it is dropped.
 * @throws LLM_MISSING_KEY, LLM_BAD_KEY
 */
export function readKey(preset: Preset, key: ApiKey | undefined, model: string): string | undefined {
  const value = key?.secret.reveal().trim() ?? '';
  if (value === '') {
    if (preset.keyVariable === undefined) return undefined;
    throw llmErrors.MISSING_KEY({ provider: preset.id, model, vaultEntry: preset.id.toLowerCase(), variable: preset.keyVariable });
  }
  if (key !== undefined && !writable.test(value)) {
    throw llmErrors.BAD_KEY({ provider: preset.id, model, source: key.source, reason: 'it has a character that no key has; nothing was sent' });
  }
  return value;
}
