import type * as NodeCrypto from 'node:crypto';
import { vaultErrors } from './errors.ts';

/** How the key of a file is had: from a passphrase, or from a key file. */
export type KeySource =
  | { readonly from: 'passphrase'; readonly kdf: 'scrypt'; readonly n: number; readonly r: number; readonly p: number; readonly salt: string }
  | { readonly from: 'file' };

/** What stands open in the file, and is bound to what is sealed. */
export interface Header {
  readonly format: 'smyth-vault';
  readonly version: number;
  readonly cipher: 'aes-256-gcm';
  readonly key: KeySource;
  /** Tells a wrong key from a damaged file. */
  readonly check: string;
}

interface Sealed extends Header {
  readonly nonce: string;
  readonly data: string;
  readonly tag: string;
}

/** Of the files that this release writes. */
export const presentVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** A file that asks for more work or memory than this was not made here. */
const most = { n: 2 ** 18, r: 16, p: 16 };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPower = (value: unknown, limit: number): boolean => Number.isInteger(value) && (value as number) > 0 && (value as number) <= limit;
const isBase64 = (value: unknown, bytes?: number): value is string =>
  typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value && (bytes === undefined || Buffer.byteLength(value, 'base64') === bytes);

function isKeySource(value: unknown): value is KeySource {
  if (!isRecord(value)) return false;
  if (value['from'] === 'file') return true;
  const { from, kdf, n, r, p, salt } = value;
  const isN = isPower(n, most.n) && Number.isInteger(Math.log2(n as number)) && (n as number) > 1;
  return from === 'passphrase' && kdf === 'scrypt' && isN && isPower(r, most.r) && isPower(p, most.p) && isBase64(salt, 16);
}

/** The bytes the seal also covers: always the same for the same header. */
function boundTo({ format, version, cipher, key, check }: Header): Buffer {
  const source = key.from === 'file' ? [key.from] : [key.from, key.kdf, key.n, key.r, key.p, key.salt];
  return Buffer.from(JSON.stringify([format, version, cipher, source, check]));
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function parseSealed(text: string, file: string): Sealed {
  const refuse = (reason: string): Error => vaultErrors.BROKEN({ file, reason });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('it is not JSON');
  }
  if (!isRecord(value) || value['format'] !== 'smyth-vault' || !isPower(value['version'], Number.MAX_SAFE_INTEGER)) throw refuse('it is not a vault');
  const found = value['version'] as number;
  if (found > presentVersion) throw vaultErrors.NEWER({ file, found, known: presentVersion });
  const { cipher, key, check, nonce, data, tag } = value;
  const isWhole = cipher === 'aes-256-gcm' && isKeySource(key) && isBase64(check, 16) && isBase64(nonce, nonceBytes) && isBase64(data) && isBase64(tag, tagBytes);
  if (!isWhole) throw refuse('its header is damaged');
  return value as unknown as Sealed;
}

/** What a key gives without giving itself away. */
export const checkOf = (crypto: typeof NodeCrypto, key: Uint8Array): string => crypto.createHmac('sha256', key).update('smyth-vault key check').digest().subarray(0, 16).toString('base64');

/** The file that holds these entries, under a nonce of its own. */
export function seal(crypto: typeof NodeCrypto, key: Uint8Array, plan: { header: Header; nonce: Uint8Array; entries: ReadonlyMap<string, string> }): string {
  const { header, nonce, entries } = plan;
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(header));
  const data = Buffer.concat([cipher.update(JSON.stringify([...entries]), 'utf8'), cipher.final()]);
  const sealed: Sealed = { ...header, nonce: Buffer.from(nonce).toString('base64'), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
  return `${JSON.stringify(sealed, undefined, 2)}\n`;
}

const isEntry = (value: unknown): value is readonly [string, string] => Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');

/** @throws VAULT_WRONG_KEY, VAULT_BROKEN */
export function unseal(crypto: typeof NodeCrypto, key: Uint8Array, { sealed, file }: { sealed: Sealed; file: string }): Map<string, string> {
  if (checkOf(crypto, key) !== sealed.check) throw vaultErrors.WRONG_KEY({ file, reason: 'the key is not the one it was written with' });
  const refuse = (reason: string, cause?: unknown): Error => vaultErrors.BROKEN({ file, reason }, { cause });
  let entries: unknown;
  try {
    const cipher = crypto.createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: tagBytes });
    cipher.setAAD(boundTo(sealed));
    cipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    entries = JSON.parse(Buffer.concat([cipher.update(sealed.data, 'base64'), cipher.final()]).toString());
  } catch (cause) {
    throw refuse('its seal is broken', cause);
  }
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw refuse('what is sealed in it is no list of entries');
  return new Map(entries);
}
