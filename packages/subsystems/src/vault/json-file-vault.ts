import { join, resolve } from 'node:path';
import { defineConnector, type Implementation, Secret, secret, type StartContext, text } from '@smyth/kernel';
import type {} from '../home/contract.ts';
import { pageOfNames, toLimit } from '../ordered-page.ts';
import type { VaultContract } from './contract.ts';
import { createMemoryEntries, type Entries } from './entries.ts';
import { vaultErrors } from './errors.ts';
import { createFileEntries } from './file-entries.ts';

const mostBytes = 65_536;

/** The text to keep, of a text or a Secret. @throws VAULT_BAD_VALUE */
export function toValue(key: string, given: unknown): string {
  const refuse = (reason: string): Error => vaultErrors.BAD_VALUE({ name: key, reason });
  const value: unknown = given instanceof Secret ? given.reveal() : given;
  if (typeof value !== 'string') throw refuse('it is neither a text nor a Secret');
  if (value === '') throw refuse('it is empty');
  if (!value.isWellFormed()) throw refuse('it is not well-formed Unicode');
  if (Buffer.byteLength(value) > mostBytes) throw refuse('it is longer than 64 KiB');
  return value;
}

function createVault(entries: Entries, toSecret: StartContext<unknown>['secret']): Implementation<VaultContract> {
  /** Held for as long as the vault is open: what was given out once may be printed at any later time. */
  const given = new Map<string, { value: string; handle: Secret }>();
  const handleOn = (key: string, value: string): Secret => {
    const known = given.get(key);
    if (known?.value === value) return known.handle;
    const handle = toSecret(value, `vault:${key}`);
    given.set(key, { value, handle });
    return handle;
  };
  return {
    async get(key) {
      const value = (await entries.load()).get(key);
      return value === undefined ? undefined : handleOn(key, value);
    },
    exists: async (key) => (await entries.load()).has(key),
    async listKeys(prefix, options) {
      const limit = toLimit(options?.limit, (wrong) => vaultErrors.BAD_LIMIT({ given: wrong }));
      const { names, cursor } = pageOfNames((await entries.load()).keys(), prefix ?? '', { ...options, limit });
      const items = names.map((name) => ({ name }));
      return cursor === undefined ? { items } : { items, cursor };
    },
    async set(key, value) {
      const checked = toValue(key, value);
      handleOn(key, checked);
      await entries.change(key, checked);
    },
    delete: (key) => entries.change(key, undefined),
  };
}

function toFile(given: string | undefined, home: string | undefined): string | undefined {
  if (given === undefined) return home === undefined ? undefined : join(home, 'vault.json');
  if (given.trim() === '') throw vaultErrors.BAD_FILE({ reason: 'is an empty text' });
  if (given.includes('\0')) throw vaultErrors.BAD_FILE({ reason: 'has a NUL character in its name' });
  if (/[\\/]$/.test(given)) throw vaultErrors.BAD_FILE({ reason: 'is a folder' });
  return resolve(given);
}

/**
 * Secrets in one encrypted file (AES-256-GCM), opened on first use; without a file and a home, in memory. Its key comes from
 * SMYTH_VAULT_KEY, or is a random one in `vault.key` beside it. Several processes may use one file.
 */
export const jsonFileVault = defineConnector({
  subsystem: 'vault',
  id: 'JSONFileVault',
  aliases: ['LocalVault'],
  needs: ['home'],
  settings: {
    file: text().describe('The encrypted file, relative to the working directory; absent: "vault.json" in the home.').optional(),
    key: secret().describe('The passphrase its key is made from; absent: a random key in "vault.key" beside it.').optional(),
  },
  env: { key: 'SMYTH_VAULT_KEY' },
  start({ settings, clock, ids, defer, secret: toSecret, use }) {
    const file = toFile(settings.file, use('home').folder);
    if (file === undefined) return createVault(createMemoryEntries(), toSecret);
    const entries = createFileEntries({ file, passphrase: settings.key, clock, ids });
    defer(() => entries.close());
    return createVault(entries, toSecret);
  },
});
