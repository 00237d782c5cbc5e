import { storageErrors } from './errors.ts';
import type { StorageMetadata, StorageWriteOptions } from './contract.ts';

/** What the caller decides about a value; the rest of its metadata comes from writing it. */
export type Wish = Pick<StorageMetadata, 'contentType' | 'custom'> & Pick<StorageWriteOptions, 'ttl' | 'ifVersion'>;

const known: ReadonlySet<string> = new Set(['contentType', 'custom', 'ttl', 'ifVersion']);
/** The least that every backend takes: S3 allows 2 KiB of metadata, in which ours must fit as base64 with a rest for its own. */
const mostCustomBytes = 1024;
const latestMs = 8.64e15;

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : value === null ? 'null' : `a ${typeof value}`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Epoch ms at which a time to live that begins now is over. @throws STORAGE_BAD_TTL */
export function toExpiry(name: string, ttl: unknown, now: number): number {
  const expiresAt = typeof ttl === 'number' ? now + Math.max(1, Math.round(ttl * 1000)) : Number.NaN;
  if (!((ttl as number) > 0) || !(expiresAt <= latestMs)) throw storageErrors.BAD_TTL({ name, given: shown(ttl) });
  return expiresAt;
}

/** A copy of the caller's own metadata. @throws STORAGE_BAD_OPTION */
export function toCustom(name: string, custom: unknown): Readonly<Record<string, string>> {
  const refuse = (reason: string): Error => storageErrors.BAD_OPTION({ name, option: 'custom', reason });
  if (!isRecord(custom)) throw refuse(`it is ${shown(custom)} or a list, not texts by name`);
  for (const [key, value] of Object.entries(custom)) {
    if (key === '__proto__') throw refuse('the name "__proto__" is refused');
    if (typeof value !== 'string') throw refuse(`"${key.slice(0, 80)}" is ${shown(value)}, not a text`);
    if (!value.isWellFormed() || !key.isWellFormed()) throw refuse('it has a text that is not well-formed Unicode');
  }
  const sizeBytes = Buffer.byteLength(JSON.stringify(custom));
  if (sizeBytes > mostCustomBytes) throw refuse(`as JSON it has ${sizeBytes} bytes, and ${mostCustomBytes} are allowed`);
  return Object.freeze({ ...(custom as Record<string, string>) });
}

function toContentType(name: string, contentType: unknown): string {
  const refuse = (reason: string): Error => storageErrors.BAD_OPTION({ name, option: 'contentType', reason });
  if (typeof contentType !== 'string') throw refuse(`it is ${shown(contentType)}, not a text`);
  // It may end up in an HTTP header as it is.
  if (!/^[\x20-\x7e]{1,255}$/.test(contentType)) throw refuse('it has 1 to 255 printable ASCII characters');
  return contentType;
}

/** The options of one write, checked and copied. @throws STORAGE_BAD_OPTION, STORAGE_BAD_TTL */
export function toWish(name: string, options: unknown, now: number): Wish {
  if (options === undefined) return { custom: Object.freeze({}) };
  if (!isRecord(options)) throw storageErrors.BAD_OPTION({ name, option: 'list', reason: `it is ${shown(options)} or a list, not an object` });
  const { contentType, custom, ttl, ifVersion } = options;
  for (const option of Object.keys(options)) if (!known.has(option)) throw storageErrors.BAD_OPTION({ name, option: `"${option.slice(0, 80)}"`, reason: 'it is not known' });
  if (ttl !== undefined) toExpiry(name, ttl, now);
  if (ifVersion !== undefined && (typeof ifVersion !== 'string' || ifVersion === '')) {
    throw storageErrors.BAD_OPTION({ name, option: 'ifVersion', reason: `it is ${ifVersion === '' ? 'empty' : shown(ifVersion)}, not a version` });
  }
  return {
    custom: custom === undefined ? Object.freeze({}) : toCustom(name, custom),
    ...(contentType === undefined ? {} : { contentType: toContentType(name, contentType) }),
    ...(ttl === undefined ? {} : { ttl: ttl as number }),
    ...(ifVersion === undefined ? {} : { ifVersion: ifVersion as string }),
  };
}

/** The metadata of bytes that are complete now. */
export const toMetadata = ({ contentType, custom, ttl }: Wish, written: { name: string; sizeBytes: number; version: string; now: number }): StorageMetadata => ({
  sizeBytes: written.sizeBytes,
  modifiedAt: written.now,
  version: written.version,
  ...(contentType === undefined ? {} : { contentType }),
  ...(ttl === undefined ? {} : { expiresAt: toExpiry(written.name, ttl, written.now) }),
  custom,
});

export const hasExpired = ({ expiresAt }: Pick<StorageMetadata, 'expiresAt'>, now: number): boolean => expiresAt !== undefined && now >= expiresAt;

/** @throws STORAGE_CONFLICT when what is there is not what the writer saw */
export function checkVersion(name: string, { ifVersion }: Wish, current: StorageMetadata | undefined): void {
  const found = current?.version ?? 'absent';
  if (ifVersion !== undefined && ifVersion !== found) throw storageErrors.CONFLICT({ name, expected: ifVersion, found });
}
