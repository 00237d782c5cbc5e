import { anything, type Field } from '@smyth/kernel';

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1000, kb: 2 ** 10, m: 1e6, mb: 2 ** 20, g: 1e9, gb: 2 ** 30, t: 1e12, tb: 2 ** 40 };

/** Bytes of a size as redis.conf spells it: `100mb` is 100 × 1,048,576, `100m` is 100,000,000. undefined: it is none. */
export function toBytes(size: unknown): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,15})\s*([a-z]*)$/i.exec(String(size).trim()) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  const bytes = digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
  return bytes !== undefined && bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

const any = anything().optional().describe('The maxmemory the server must have, such as 10gb or a number of bytes; it is set there only with manageServer.');

function parse(value: unknown): ReturnType<Field<number | undefined>['parse']> {
  if (value === undefined) return { value: undefined };
  const bytes = typeof value === 'string' || typeof value === 'number' ? toBytes(value) : undefined;
  return bytes === undefined ? { issues: [{ message: 'expected a size such as 512mb, 10gb or a number of bytes', path: [] }] } : { value: bytes };
}

const json = { ...any.json, type: ['string', 'integer'] };

/** A size in bytes or as redis.conf spells it; bytes come out. */
export const memorySize = Object.freeze({ ...any, json, parse, '~standard': { ...any['~standard'], validate: parse, jsonSchema: { input: () => json } } }) as unknown as Field<
  number | undefined,
  number | string | undefined
>;
