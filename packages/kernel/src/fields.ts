import { closest, suggestion } from './closest.ts';
import { Secret } from './secret.ts';
import type { JsonSchema, StandardResult, StandardSchema } from './standard-schema.ts';

export interface FieldIssue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

type Parsed<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly FieldIssue[] };

/** What a form, a settings table and a tool description read. */
export interface FieldMarks {
  readonly label?: string;
  readonly description?: string;
  /** Its value is a {@link Secret}. */
  readonly secret?: true;
  /** `{{name}}` in it is filled in before use. */
  readonly template?: true;
  readonly optional?: true;
  readonly fallback?: unknown;
}

/** One schema for validation, types, JSON Schema, settings tables and forms. `Given` is what `undefined` and coercion leave to a caller. */
export interface Field<T = unknown, Given = T> extends StandardSchema<Given, T> {
  readonly json: JsonSchema;
  readonly marks: FieldMarks;
  /** Fields of an object; absent on everything else. */
  readonly shape?: Readonly<Record<string, Field>>;
  /** Never throws; issues carry the path from here. */
  parse(value: unknown): Parsed<T>;
  optional(): Field<T | undefined, Given | undefined>;
  /** Stands in when the value is absent. */
  default(value: T): Field<T, Given | undefined>;
  label(text: string): Field<T, Given>;
  describe(text: string): Field<T, Given>;
  template(): Field<T, Given>;
}

interface FieldCore<T> {
  readonly json: JsonSchema;
  readonly shape?: Readonly<Record<string, Field>>;
  readonly parse: (value: unknown) => Parsed<T>;
}

const wrong = (message: string): { issues: FieldIssue[] } => ({ issues: [{ message, path: [] }] });
const below = (key: string | number, issues: readonly FieldIssue[]): FieldIssue[] => issues.map(({ message, path }) => ({ message, path: [key, ...path] }));

/** What a person sees of a wrong value; never the value of a text, which may be a misplaced key. */
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

function makeField<T>(core: FieldCore<T>, marks: FieldMarks = {}): Field<T> {
  const parse = (value: unknown): Parsed<T> => {
    if (value !== undefined) return core.parse(value);
    if ('fallback' in marks) return { value: marks.fallback as T };
    return marks.optional ? { value: undefined as T } : wrong(`is missing; expected ${core.json['title'] as string}`);
  };
  const { title: _, ...schema } = core.json;
  const json: JsonSchema = {
    ...schema,
    ...(marks.label === undefined ? {} : { title: marks.label }),
    ...(marks.description === undefined ? {} : { description: marks.description }),
    ...(marks.fallback === undefined ? {} : { default: marks.fallback }),
  };
  const marked = (more: FieldMarks): Field<never> => makeField(core, { ...marks, ...more }) as Field<never>;
  return Object.freeze({
    json,
    marks,
    ...(core.shape === undefined ? {} : { shape: core.shape }),
    parse,
    optional: () => marked({ optional: true }),
    default: (fallback: T) => marked({ fallback }),
    label: (label: string) => marked({ label }),
    describe: (description: string) => marked({ description }),
    template: () => marked({ template: true }),
    '~standard': {
      version: 1 as const,
      vendor: 'smyth',
      validate: (value: unknown): StandardResult<T> => parse(value),
      jsonSchema: { input: () => json },
    },
  }) as unknown as Field<T>;
}

export const text = (): Field<string> =>
  makeField({
    json: { type: 'string', title: 'a text' },
    parse: (value) => (typeof value === 'string' ? { value } : wrong(`expected a text, got ${kindOf(value)}`)),
  });

/** An absolute http or https address, kept as text. */
export const url = (): Field<string> =>
  makeField({
    json: { type: 'string', format: 'uri', title: 'an http or https address' },
    parse(value) {
      const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
      return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? { value: value as string } : wrong(`expected an http or https address, got ${kindOf(value)}`);
    },
  });

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Finite; numeric texts such as `"10"` are read as numbers. */
export const number = ({ min, max, integer }: { min?: number; max?: number; integer?: true } = {}): Field<number, number | string> => {
  const range = min !== undefined || max !== undefined ? ` between ${min ?? '-∞'} and ${max ?? '∞'}` : '';
  const expected = `${integer ? 'a whole number' : 'a number'}${range}`;
  return makeField<number>({
    json: { type: integer ? 'integer' : 'number', title: expected, ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) },
    parse(given) {
      const value = typeof given === 'string' && numeric.test(given.trim()) ? Number(given) : given;
      const fits = typeof value === 'number' && Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity) && (!integer || Number.isInteger(value));
      return fits ? { value } : wrong(`expected ${expected}, got ${kindOf(given)}`);
    },
  }) as Field<number, number | string>;
};

/** `"true"` and `"false"` are read as booleans. */
export const flag = (): Field<boolean, boolean | 'true' | 'false'> =>
  makeField<boolean>({
    json: { type: 'boolean', title: 'true or false' },
    parse(value) {
      if (typeof value === 'boolean') return { value };
      if (value === 'true' || value === 'false') return { value: value === 'true' };
      return wrong(`expected true or false, got ${kindOf(value)}`);
    },
  }) as Field<boolean, boolean | 'true' | 'false'>;

export const oneOf = <const Choice extends string>(...choices: Choice[]): Field<Choice> =>
  makeField({
    json: { type: 'string', enum: choices, title: `one of ${choices.join(', ')}` },
    parse(value) {
      if (choices.includes(value as Choice)) return { value: value as Choice };
      const near = typeof value === 'string' ? closest(value, choices).map((choice) => ` Did you mean "${choice}"?`) : [];
      return wrong(`expected one of ${choices.join(', ')}, got ${kindOf(value)}${near.length > 0 ? `.${near[0]}` : ''}`);
    },
  });

/** Text in, {@link Secret} out; a Secret is taken as it is. */
export const secret = (): Field<Secret, Secret | string> =>
  makeField<Secret>(
    {
      json: { type: 'string', format: 'password', title: 'a secret text' },
      parse(value) {
        if (value instanceof Secret) return { value };
        return typeof value === 'string' && value !== '' ? { value: new Secret(value) } : wrong(`expected a secret text, got ${value === '' ? 'an empty text' : typeof value === 'number' ? 'a number' : kindOf(value)}`);
      },
    },
    { secret: true },
  ) as Field<Secret, Secret | string>;

/** Anything JSON can hold, as it is. */
export const anything = (): Field => makeField({ json: { title: 'a value' }, parse: (value) => ({ value }) });

export const list = <T, Given>(of: Field<T, Given>): Field<T[], Given[]> =>
  makeField<T[]>({
    json: { type: 'array', items: of.json, title: 'a list' },
    parse(value) {
      if (!Array.isArray(value)) return wrong(`expected a list, got ${kindOf(value)}`);
      const parsed = value.map((item) => of.parse(item));
      const issues = parsed.flatMap((result, i) => (result.issues ? below(i, result.issues) : []));
      return issues.length > 0 ? { issues } : { value: parsed.map((result) => (result as { value: T }).value) };
    },
  }) as unknown as Field<T[], Given[]>;

type ValueOf<F> = F extends { parse(value: unknown): infer Result } ? (Extract<Result, { value: unknown }> extends { value: infer T } ? T : never) : never;
type GivenOf<F> = F extends StandardSchema<infer Given> ? Given : never;
type Flat<T> = { [Key in keyof T]: T[Key] };
type OptionalKeys<S, Of extends 'in' | 'out'> = { [K in keyof S]: undefined extends (Of extends 'in' ? GivenOf<S[K]> : ValueOf<S[K]>) ? K : never }[keyof S];

/** What an object with these fields holds once parsed. */
export type Values<S> = Flat<{ [K in Exclude<keyof S, OptionalKeys<S, 'out'>>]: ValueOf<S[K]> } & { [K in OptionalKeys<S, 'out'>]?: ValueOf<S[K]> }>;
/** What a caller may give for it. */
export type Givens<S> = Flat<{ [K in Exclude<keyof S, OptionalKeys<S, 'in'>>]: GivenOf<S[K]> } & { [K in OptionalKeys<S, 'in'>]?: GivenOf<S[K]> }>;

/** Unknown keys are an issue with close matches; absent optional ones stay absent. */
export const object = <const S extends Readonly<Record<string, unknown>>>(fields: S): Field<Values<S>, Givens<S>> => {
  const shape = fields as unknown as Readonly<Record<string, Field>>;
  const required = Object.entries(shape).flatMap(([key, field]) => (field.marks.optional || 'fallback' in field.marks ? [] : [key]));
  const properties = Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, field.json]));
  return makeField<Values<S>>({
    shape,
    json: { type: 'object', properties, required, additionalProperties: false, title: 'an object' },
    parse(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(`expected an object, got ${kindOf(value)}`);
      const given = value as Record<string, unknown>;
      const issues = Object.keys(given).flatMap((key) => (Object.hasOwn(shape, key) ? [] : below(key, [{ message: `is not known. ${suggestion(key, Object.keys(shape))}`, path: [] }])));
      const parsed: Record<string, unknown> = {};
      for (const [key, field] of Object.entries(shape)) {
        const result = field.parse(Object.hasOwn(given, key) ? given[key] : undefined);
        if (result.issues) issues.push(...below(key, result.issues));
        else if (result.value !== undefined) parsed[key] = result.value;
      }
      return issues.length > 0 ? { issues } : { value: parsed as Values<S> };
    },
  }) as unknown as Field<Values<S>, Givens<S>>;
};
