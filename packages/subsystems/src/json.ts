/** Lists and objects inside each other; what is nested deeper is refused. */
const deepest = 64;

interface Fault {
  /** Keys and indexes that lead to what is wrong, outermost first. */
  readonly steps: readonly (string | number)[];
  readonly reason: string;
}

const fault = (reason: string): Fault => ({ steps: [], reason });

/** Made by `{}` or `Object.create(null)`, here or in another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'hasOwnProperty');
}

function className(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'class instance';
}

function faultInside(entries: Iterable<readonly [string | number, unknown]>, within: readonly object[]): Fault | undefined {
  for (const [step, value] of entries) {
    const found = step === '__proto__' ? fault('the key "__proto__" is refused') : faultOf(value, within);
    if (found) return { steps: [step, ...found.steps], reason: found.reason };
  }
  return undefined;
}

function faultOfObject(value: object, within: readonly object[]): Fault | undefined {
  if (within.includes(value)) return fault('it contains itself');
  if (within.length >= deepest) return fault(`it is nested deeper than ${deepest}`);
  const inside = [...within, value];
  if (Array.isArray(value)) return faultInside(value.entries(), inside);
  if (!isPlain(value)) return fault(`a ${className(value)} is not JSON`);
  if (Object.getOwnPropertySymbols(value).length > 0) return fault('a symbol cannot be a key');
  return faultInside(Object.entries(value), inside);
}

function faultOf(value: unknown, within: readonly object[]): Fault | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : fault(`${value} is not JSON`);
    case 'object':
      return value === null ? undefined : faultOfObject(value, within);
    case 'undefined':
      return fault('undefined is not JSON');
    default:
      return fault(`a ${typeof value} is not JSON`);
  }
}

const toPath = (steps: Fault['steps']): string => {
  const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('');
  return path.length > 200 ? `value${path.slice(0, 200)}…` : `value${path}`;
};

/**
 * The JSON text of a value from which nothing is lost: `JSON.parse` of it is equal to the value (`-0` becomes `0`). Refused are
 * `undefined`, functions, symbols, bigints, NaN and infinities, holes in lists, instances of classes such as `Date`, whatever contains
 * itself, nesting deeper than 64 and the key `__proto__`. `refuse` is given the path, such as `value.items[2].at`, and the reason.
 *
 * @throws what `refuse` makes
 */
export function toJsonText(value: unknown, refuse: (path: string, reason: string) => Error): string {
  const found = faultOf(value, []);
  if (found) throw refuse(toPath(found.steps), found.reason);
  return JSON.stringify(value);
}
