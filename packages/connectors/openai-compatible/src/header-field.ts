import { anything, type Field } from '@smyth/kernel';

export type HeaderValues = Readonly<Record<string, string>>;

const any = anything().optional().describe('HTTP headers sent with every request: { name: value }. The key does not belong here.');

const wrong = (message: string, ...path: string[]): { issues: { message: string; path: string[] }[] } => ({ issues: [{ message, path }] });

/** Whether HTTP takes it as it is; what it does not take would fail every later call. */
function isSendable(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

function parse(value: unknown): ReturnType<Field<HeaderValues | undefined>['parse']> {
  if (value === undefined) return { value: undefined };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('expected an object of header names and values');
  for (const [name, text] of Object.entries(value)) {
    if (name.toLowerCase() === 'authorization') return wrong('is made of the key; give that as apiKey', name);
    if (typeof text !== 'string' || !isSendable(name, text)) return wrong('expected a text that can be an HTTP header', name);
  }
  return { value: value as HeaderValues };
}

/** Header names and values. `authorization` is refused: it is made of the key. */
export const headerField = Object.freeze({ ...any, parse, '~standard': { ...any['~standard'], validate: parse } }) as unknown as Field<HeaderValues | undefined>;
