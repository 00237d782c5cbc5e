import { mask, Secret } from './secret.ts';

type Redact = (text: string) => string;

/** Deeper than this nothing is printed by anybody. */
const deepest = 64;

interface Walk {
  readonly redact: Redact;
  /** From the outermost inwards. */
  readonly within: object[];
  /** Errors whose turn has come: an error may be its own cause. */
  readonly errors: Set<Error>;
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

function toCleanNumber(value: number | bigint, redact: Redact): unknown {
  const text = String(value);
  return redact(text) === text ? value : mask;
}

function toCleanProperty(value: object, key: string, walk: Walk): unknown {
  try {
    return toClean((value as Record<string, unknown>)[key], walk);
  } catch {
    return '[unreadable]';
  }
}

/** Itself unless something in it had to change: nearly all data is clean, so nothing is made before that is known. */
function toCleanList(list: readonly unknown[], walk: Walk): unknown {
  const items = list.map((item) => toClean(item, walk));
  return items.every((item, i) => Object.is(item, list[i])) ? list : items;
}

function toCleanRecord(value: object, walk: Walk): unknown {
  const { redact } = walk;
  const keys = Object.keys(value);
  const items = keys.map((key) => toCleanProperty(value, key, walk));
  const isSame = keys.every((key, i) => redact(key) === key && Object.is(items[i], (value as Record<string, unknown>)[key]));
  // Entries, not assignments: a key named __proto__ stays a key.
  return isSame ? value : Object.fromEntries(keys.map((key, i) => [redact(key), items[i]]));
}

function toCleanObject(value: object, walk: Walk): unknown {
  const { within } = walk;
  if (within.includes(value)) return '[circular]';
  if (within.length >= deepest) return '[…]';
  within.push(value);
  try {
    return Array.isArray(value) ? toCleanList(value, walk) : toCleanRecord(value, walk);
  } finally {
    within.pop();
  }
}

function toClean(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return walk.redact(value);
  if (typeof value === 'number' || typeof value === 'bigint') return toCleanNumber(value, walk.redact);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return toCleanError(value, walk);
  return Array.isArray(value) || isPlain(value) ? toCleanObject(value, walk) : value;
}

/** See `Redactor.redactData`. */
export const redactData = <T>(value: T, redact: Redact): T => toClean(value, { redact, within: [], errors: new Set() }) as T;

/** Printed with an error although they are not enumerable. */
const printed = ['message', 'stack', 'cause', 'errors', 'name'];

/** Objects that print themselves may print what they hold: an address its password, headers their keys. */
const printsItself = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isPlain(value) && !(value instanceof Error) && !(value instanceof Secret);

function cleanProperty(error: Error, key: PropertyKey, walk: Walk): void {
  const given = Object.getOwnPropertyDescriptor(error, key);
  const value: unknown = Reflect.get(error, key);
  if (given?.enumerable && printsItself(value)) {
    Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true });
    return;
  }
  const clean = toClean(value, walk);
  if (!Object.is(clean, value)) Object.defineProperty(error, key, { value: clean, enumerable: given?.enumerable ?? false, writable: true, configurable: true });
}

function toCleanError(error: Error, walk: Walk): Error {
  if (walk.errors.has(error)) return error;
  walk.errors.add(error);
  try {
    const own = Reflect.ownKeys(error).filter((key) => Object.prototype.propertyIsEnumerable.call(error, key));
    for (const key of new Set([...own, ...printed.filter((each) => each in error)])) cleanProperty(error, key, walk);
    return error;
  } catch {
    // Frozen, or made of getters that throw: another error stands for it.
    return new Error('An error that cannot be shown without showing a secret.');
  }
}

/** See `Redactor.redactError`. */
export const redactError = (error: unknown, redact: Redact): unknown => toClean(error, { redact, within: [], errors: new Set() });
