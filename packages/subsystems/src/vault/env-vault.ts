import { anything, defineConnector, type Secret } from '@smyth/kernel';
import { pageOfNames, toLimit } from '../ordered-page.ts';
import { vaultErrors } from './errors.ts';

type Variables = ReadonlyMap<string, string>;

const suffix = '_API_KEY';

/** Only names that an entry can lead to: `openai` to OPENAI, never to `openai`. */
const isReachable = ([name, value]: readonly [string, unknown]): boolean => /^[A-Z][A-Z0-9_]*$/.test(name) && value !== undefined && value !== '';

function toVariables(given: unknown): Variables {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw vaultErrors.BAD_VARIABLES({ reason: 'are not a record' });
  const wrong = Object.entries(given).find(([, value]) => value !== undefined && typeof value !== 'string');
  if (wrong) throw vaultErrors.BAD_VARIABLES({ reason: `have something else than a text under ${JSON.stringify(wrong[0].slice(0, 80))}` });
  return new Map((Object.entries(given) as [string, string][]).filter(isReachable));
}

/** The variable a key stands for: of `…/openai`, OPENAI_API_KEY before OPENAI. Only the last segment counts. */
function variableOf(variables: Variables, key: string): string | undefined {
  const entry = decodeURIComponent(key.slice(key.lastIndexOf('/') + 1));
  const name = entry.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return [`${name}${suffix}`, name].find((variable) => variables.has(variable));
}

const entryOf = (variable: string): string => (variable.endsWith(suffix) && variable !== suffix ? variable.slice(0, -suffix.length) : variable).toLowerCase();

/**
 * The variables that the runtime gives, read-only. Everybody who may use this vault sees all of them under names of his own, whatever
 * the tenant: give only those that are meant.
 */
export const envVault = defineConnector({
  subsystem: 'vault',
  id: 'EnvVault',
  settings: { variables: anything().describe('Texts by the name of the variable.') },
  capabilities: { readOnly: true },
  start({ settings, secret: toSecret }) {
    const variables = toVariables(settings.variables);
    const held = new Map<string, Secret>();
    const handleOn = (variable: string): Secret => {
      const handle = held.get(variable) ?? toSecret(variables.get(variable) as string, `env:${variable}`);
      held.set(variable, handle);
      return handle;
    };
    return {
      async get(key) {
        const variable = variableOf(variables, key);
        return variable === undefined ? undefined : handleOn(variable);
      },
      exists: async (key) => variableOf(variables, key) !== undefined,
      async listKeys(prefix = '', options) {
        const limit = toLimit(options?.limit, (given) => vaultErrors.BAD_LIMIT({ given }));
        const keys = new Set([...variables.keys()].map((variable) => `${prefix}${entryOf(variable)}`));
        const { names, cursor } = pageOfNames(keys, prefix, { ...options, limit });
        const items = names.map((name) => ({ name }));
        return cursor === undefined ? { items } : { items, cursor };
      },
    };
  },
});
