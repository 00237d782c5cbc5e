import type * as NodeCrypto from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Ids, Secret } from '@smyth/kernel';
import type { DurableFiles } from '../durable-file.ts';
import { vaultErrors } from './errors.ts';
import type { KeySource } from './sealed-file.ts';

const keyFile = 'vault.key';
const keyBytes = 32;
/** About a tenth of a second and 32 MiB, as OWASP recommends: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const scryptCost = { n: 2 ** 15, r: 8, p: 3 } as const;

/** The keys of one vault file. */
export interface VaultKeys {
  /** The key a file asks for. @throws VAULT_WRONG_KEY, VAULT_KEY_MISSING, VAULT_KEY_EXPOSED, VAULT_BROKEN (key file) */
  find(source: KeySource): Promise<Uint8Array>;
  /** A key for a new file, durable before anything is sealed with it; one that lies beside it already is used. @throws as `find` */
  make(): Promise<{ key: Uint8Array; source: KeySource }>;
}

export interface VaultKeysOptions {
  readonly files: DurableFiles;
  readonly ids: Ids;
  readonly passphrase: Secret | undefined;
  readonly crypto: () => Promise<typeof NodeCrypto>;
  /** Paths for error messages. */
  readonly place: { readonly file: string; readonly folder: string };
}

async function readKeyFile(file: FileHandle, at: string): Promise<Uint8Array> {
  const mode = (await file.stat()).mode & 0o777;
  // Windows has no such bits; who may read is said by the folder there.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw vaultErrors.KEY_EXPOSED({ file: at, mode: mode.toString(8).padStart(4, '0') });
  const key = Buffer.from((await file.readFile('utf8')).trim(), 'base64');
  if (key.length !== keyBytes) throw vaultErrors.BROKEN({ file: at, reason: 'it is not a key' });
  return key;
}

export function createVaultKeys({ files, ids, passphrase, crypto, place }: VaultKeysOptions): VaultKeys {
  const keyPath = `${place.folder}/${keyFile}`;
  /** Deriving is slow on purpose, so it is done once. */
  let derived: { readonly id: string; readonly key: Promise<Uint8Array> } | undefined;

  async function fromFile(): Promise<Uint8Array | undefined> {
    const file = await files.open(keyFile);
    return file && readKeyFile(file, keyPath).finally(() => file.close());
  }

  async function derive(source: Extract<KeySource, { from: 'passphrase' }>, text: string): Promise<Uint8Array> {
    const { scrypt } = await crypto();
    const { n, r, p, salt } = source;
    return new Promise((resolve, reject) => {
      scrypt(text, Buffer.from(salt, 'base64'), keyBytes, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => (error ? reject(error) : resolve(key)));
    });
  }

  function fromPassphrase(source: Extract<KeySource, { from: 'passphrase' }>, given: Secret): Promise<Uint8Array> {
    const id = JSON.stringify(source);
    if (derived?.id === id) return derived.key;
    const key = derive(source, given.reveal());
    derived = { id, key };
    key.catch(() => (derived = undefined));
    return key;
  }

  return {
    async find(source) {
      if (source.from === 'passphrase') {
        if (passphrase === undefined) throw vaultErrors.KEY_MISSING({ file: place.file, reason: 'it was written with SMYTH_VAULT_KEY, and none is set' });
        return fromPassphrase(source, passphrase);
      }
      if (passphrase !== undefined) {
        throw vaultErrors.WRONG_KEY({ file: place.file, reason: `it was written with the key in ${keyPath}, and SMYTH_VAULT_KEY (or the setting "key") is set` });
      }
      const key = await fromFile();
      if (key === undefined) throw vaultErrors.KEY_MISSING({ file: place.file, reason: `${keyPath} is not there` });
      return key;
    },
    async make() {
      if (passphrase !== undefined) {
        const source = { from: 'passphrase', kdf: 'scrypt', ...scryptCost, salt: Buffer.from(ids.bytes(16)).toString('base64') } as const;
        return { key: await fromPassphrase(source, passphrase), source };
      }
      const present = await fromFile();
      const key = present ?? ids.bytes(keyBytes);
      if (present === undefined) await files.write(keyFile, `${Buffer.from(key).toString('base64')}\n`);
      return { key, source: { from: 'file' } };
    },
  };
}
