/** Deeper than this, data becomes `[…]`. */
const deepest = 12;
/** Values of one entry; what comes after them becomes `[…]`. */
const mostValues = 2000;
/** Characters of one text. */
const longestText = 16_384;

const cut = '[…]';

interface Walk {
  readonly redact: (text: string) => string;
  readonly within: readonly object[];
  readonly left: { values: number };
}

/** A text as it may be printed: redacted, then cut, so that no half of a secret escapes. */
export function toShownText(text: string, redact: (text: string) => string): string {
  const clean = redact(text);
  return clean.length > longestText ? `${clean.slice(0, longestText)}…` : clean;
}

/** Numbers are texts to a redactor as well: a PIN or a numeric key may be one. */
const toShownNumber = (value: number | bigint, redact: Walk['redact']): unknown => {
  const text = String(value);
  const clean = redact(text);
  return typeof value === 'number' && Number.isFinite(value) && clean === text ? value : clean;
};

/** An error's own words; its stack stays out, what caused it comes along. */
const partsOf = (error: Error): object => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  ...('details' in error ? { details: error.details } : {}),
  ...(error.cause === undefined ? {} : { cause: error.cause }),
});

function readProperty(value: object, key: string, walk: Walk): unknown {
  try {
    return toPlain((value as Record<string, unknown>)[key], walk);
  } catch {
    return '[unreadable]';
  }
}

function entriesOf(value: object): object {
  if (value instanceof Error) return partsOf(value);
  if (value instanceof Map) return [...value];
  return value instanceof Set ? [...value] : value;
}

function toPlainObject(value: object, walk: Walk): unknown {
  if (walk.within.includes(value)) return '[circular]';
  if (walk.within.length >= deepest) return cut;
  const inside = { ...walk, within: [...walk.within, value] };
  const own = !(value instanceof Error) && 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as unknown) : undefined;
  if (own !== undefined) return toPlain(own, inside);
  const parts = entriesOf(value);
  const keys = Object.keys(parts);
  if (Array.isArray(parts)) return keys.map((key) => readProperty(parts, key, inside));
  return Object.fromEntries(keys.map((key) => [toShownText(key, walk.redact), readProperty(parts, key, inside)]).filter(([, plain]) => plain !== undefined));
}

function toPlain(value: unknown, walk: Walk): unknown {
  if (walk.left.values-- <= 0) return cut;
  switch (typeof value) {
    case 'string':
      return toShownText(value, walk.redact);
    case 'number':
    case 'bigint':
      return toShownNumber(value, walk.redact);
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : toPlainObject(value, walk);
    default:
      return `[${typeof value}]`;
  }
}

/**
 * Anything at all as JSON that can be printed: secrets masked in every text, key and number; what contains itself, cannot be read or is
 * too much replaced by a word in brackets. Never throws.
 */
export function toPlainData(value: unknown, redact: (text: string) => string): unknown {
  try {
    return toPlain(value, { redact, within: [], left: { values: mostValues } });
  } catch {
    return '[unreadable]';
  }
}
