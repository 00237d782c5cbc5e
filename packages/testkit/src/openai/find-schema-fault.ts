import { isObject, type JsonObject } from './chat-body.ts';

/** `strict` is what the API demands when a function says `strict: true`: closed objects, every property required. */
export type Strictness = 'strict' | 'lenient';

/** A schema inside the parameters, and the keys that lead to it. */
interface Place {
  readonly schema: JsonObject;
  readonly path: readonly string[];
}

/** The first reason why the API refuses a schema for function parameters, in its words; `undefined` when it takes it. */
export function findSchemaFault(schema: unknown, strictness: Strictness): string | undefined {
  const type = isObject(schema) ? schema['type'] : undefined;
  if (!isObject(schema) || type !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(type ?? null)}'.`;
  }
  if (!isObject(schema['properties'])) return 'In context=(), object schema missing properties.';
  return findFaultAt({ schema, path: [] }, strictness);
}

function findFaultAt(place: Place, strictness: Strictness): string | undefined {
  const own = findArrayFault(place.schema) ?? (strictness === 'strict' ? findOpening(place.schema) : undefined);
  if (own !== undefined) return `In context=(${place.path.map((key) => `'${key}'`).join(', ')}), ${own}`;
  for (const child of findChildren(place)) {
    const fault = findFaultAt(child, strictness);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findArrayFault(schema: JsonObject): string | undefined {
  return schema['type'] === 'array' && schema['items'] === undefined ? 'array schema missing items.' : undefined;
}

/** Where an object schema leaves open what strict mode wants closed. */
function findOpening({ type, properties, required, additionalProperties }: JsonObject): string | undefined {
  if (type !== 'object') return undefined;
  if (!isObject(properties)) return 'object schema missing properties.';
  if (additionalProperties !== false) return `'additionalProperties' is required to be supplied and to be false.`;
  const named = new Set<unknown>(Array.isArray(required) ? required : []);
  const left = Object.keys(properties).find((key) => !named.has(key));
  if (left === undefined) return undefined;
  return `'required' is required to be supplied and to be an array including every key in properties. Missing '${left}'.`;
}

function findChildren({ schema, path }: Place): Place[] {
  const nested = ['properties', '$defs', 'definitions', 'anyOf', 'oneOf', 'allOf'].flatMap((field) => {
    const value = schema[field];
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return entries.flatMap(([key, child]: [string, unknown]) => toPlaces(child, [...path, field, key]));
  });
  return [...nested, ...toPlaces(schema['items'], [...path, 'items'])];
}

function toPlaces(value: unknown, path: readonly string[]): Place[] {
  return isObject(value) ? [{ schema: value, path }] : [];
}
