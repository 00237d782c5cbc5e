import { Validator } from '@cfworker/json-schema';
import { isStandardSchema, type JsonSchema, type StandardIssue, type StandardSchema } from '@smyth/kernel';

/** What an input has to look like: as a model is told, and as it is checked. */
export interface InputSchema {
  readonly json: JsonSchema;
  /** The value as the tool receives it, or what is wrong with it, each with its place. */
  check(input: unknown): Promise<{ readonly value: unknown; readonly problems?: undefined } | { readonly problems: readonly string[] }>;
}

const place = (path: StandardIssue['path']): string => (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');

function fromStandard(schema: StandardSchema, json: JsonSchema): InputSchema {
  return {
    json,
    async check(input) {
      const result = await schema['~standard'].validate(input);
      if (result.issues === undefined) return { value: result.value };
      return { problems: result.issues.map(({ path, message }) => `${place(path) || 'input'} ${message}`) };
    },
  };
}

function fromJsonSchema(json: JsonSchema): InputSchema {
  // The validator writes into what it is given.
  const validator = new Validator(structuredClone(json), '2020-12', false);
  return {
    json,
    check(input) {
      const { valid, errors } = validator.validate(input);
      if (valid) return Promise.resolve({ value: input });
      // Parents only say that something below them failed; the last error is the one that names it.
      const telling = errors.filter(({ keyword }) => keyword !== 'properties' && keyword !== 'items');
      return Promise.resolve({ problems: (telling.length > 0 ? telling : errors).map(({ instanceLocation, error }) => `${instanceLocation.replace(/^#\/?/, '') || 'input'}: ${error}`) });
    },
  };
}

const isObjectSchema = (json: JsonSchema): boolean => json['type'] === 'object';

/**
 * The schema of a tool's input from a Standard Schema that can say itself in JSON Schema (zod, valibot, arktype, this kernel's fields),
 * or from a JSON Schema. Undefined when it is neither, or describes anything but an object.
 */
export function toInputSchema(schema: unknown): InputSchema | undefined {
  if (isStandardSchema(schema)) {
    const json = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' });
    return json !== undefined && isObjectSchema(json) ? fromStandard(schema, json) : undefined;
  }
  if (typeof schema !== 'object' || schema === null || !isObjectSchema(schema as JsonSchema)) return undefined;
  const json = schema as JsonSchema;
  return fromJsonSchema('additionalProperties' in json ? json : { ...json, additionalProperties: false });
}
