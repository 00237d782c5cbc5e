import type { JsonSchema } from '@smyth/kernel';

/** What a text offers to fill arguments with. */
interface Findings {
  readonly text: string;
  readonly quoted: readonly string[];
  readonly numbers: readonly number[];
  readonly names: readonly string[];
}

function findings(text: string): Findings {
  // A capital at the beginning of a sentence says nothing.
  const inside = text.replace(/(^|[.!?]\s+)["'“]?\p{Lu}[\p{L}'’]*/gu, '$1');
  return {
    text,
    quoted: [...text.matchAll(/"([^"]+)"|“([^”]+)”|`([^`]+)`/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? ''),
    numbers: (text.match(/(?<![\p{L}\d.])-?\d+(\.\d+)?/gu) ?? []).map(Number),
    names: inside.match(/\p{Lu}[\p{L}\p{N}'’-]*(\s+\p{Lu}[\p{L}\p{N}'’-]*)*/gu) ?? [],
  };
}

const arithmetic = /[-(]*\d[\d\s.+\-*/^%()×÷x]*\d\)*/;
const patterns: readonly (readonly [about: RegExp, find: RegExp])[] = [
  [/mail/i, /[\w.+-]+@[\w-]+\.[\w.]+/],
  [/url|link|website/i, /https?:\/\/\S+/],
  [/date|day/i, /\d{4}-\d{2}-\d{2}/],
  [/expression|formula|calculation|math/i, arithmetic],
];

const aboutPlaces = /location|city|place|country|town|address|region|where/i;

/** The most telling piece of the text for a property of that name. */
function textFor(name: string, found: Findings): string {
  for (const [about, find] of patterns) {
    const hit = about.test(name) ? find.exec(found.text)?.[0].trim() : undefined;
    if (hit !== undefined) return hit;
  }
  if (aboutPlaces.test(name)) {
    const place = /\b(?:in|at|near|for|of|to)\s+(\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)*)/u.exec(found.text)?.[1];
    if (place !== undefined) return place;
  }
  return found.quoted[0] ?? found.names[0] ?? found.text;
}

const typeOf = (schema: JsonSchema): unknown => (Array.isArray(schema['type']) ? schema['type'].find((type) => type !== 'null') : schema['type']);

/** Depth of schemas that refer to themselves is bounded. */
const deepest = 8;

function fill(name: string, schema: JsonSchema, found: Findings, depth: number): unknown {
  if ('const' in schema) return schema['const'];
  const choices = schema['enum'] as readonly unknown[] | undefined;
  if (choices) return choices.find((choice) => found.text.toLowerCase().includes(String(choice).toLowerCase())) ?? choices[0];
  const [variant] = (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly JsonSchema[];
  if (variant && depth < deepest) return fill(name, variant, found, depth + 1);
  switch (typeOf(schema)) {
    case 'number':
      return found.numbers[0] ?? schema['minimum'] ?? 0;
    case 'integer':
      return Math.trunc(found.numbers[0] ?? (schema['minimum'] as number | undefined) ?? 0);
    case 'boolean':
      return !/\b(not|no|never|without|off|false)\b/i.test(found.text);
    case 'null':
      return null;
    case 'array':
      return fillList(name, (schema['items'] ?? {}) as JsonSchema, found, depth);
    case 'object':
      return depth < deepest ? fillObject(schema, found, depth) : {};
    default:
      return textFor(name, found);
  }
}

function fillList(name: string, items: JsonSchema, found: Findings, depth: number): unknown[] {
  const type = typeOf(items);
  if (type === 'number' || type === 'integer') return [...found.numbers];
  if (type === 'string' && !('enum' in items)) return found.quoted.length > 0 ? [...found.quoted] : found.names.length > 0 ? [...found.names] : [found.text];
  return depth < deepest ? [fill(name, items, found, depth + 1)] : [];
}

/** Each number goes to one property only: "add 2 and 3" fills `a` with 2 and `b` with 3. */
function fillObject(schema: JsonSchema, found: Findings, depth: number): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = (schema['required'] ?? []) as readonly string[];
  let left = found;
  const filled: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const type = typeOf(property);
    const isNumber = (type === 'number' || type === 'integer') && !('enum' in property);
    if (!required.includes(name) && (property['default'] !== undefined || (isNumber && left.numbers.length === 0))) continue;
    filled[name] = fill(name, property, left, depth + 1);
    if (isNumber) left = { ...left, numbers: left.numbers.slice(1) };
  }
  return filled;
}

/** A value that fits the JSON Schema, taken from the text as far as it offers one. The same text and schema give the same value. */
export const fillSchema = (schema: JsonSchema, text: string): unknown => fill('', schema, findings(text), 0);
