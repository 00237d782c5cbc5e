import type { LogEntry, LogLevel } from './contract.ts';
import { toPlainData, toShownText } from './plain-data.ts';

export interface EntryFormat {
  /** `pretty`: for a person to read; `json`: one JSON object. Either is one line. */
  readonly shape: 'pretty' | 'json';
  /** Colour codes in the pretty shape. */
  readonly colour: 'always' | 'never';
  /** Text without the values of live secrets. */
  readonly redact: (text: string) => string;
}

const codes: Readonly<Record<LogLevel, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

/** Control characters, line separators, and the marks that turn the direction of a line round. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/gu;

const escaped = (char: string): string => {
  if (char === '\n') return '\\n';
  return char === '\t' ? '\\t' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
};

/** One line whatever was in it: nothing here ends a line or speaks to a terminal. In JSON these stand inside texts only, as escapes. */
const toOneLine = (text: string): string => text.replace(unprintable, escaped);

interface Line {
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly source?: string;
  readonly data?: unknown;
}

/** What a caller without types may have given, as texts. Throws where even that cannot be read. */
function toLine({ level, message, source, data }: LogEntry, atMs: number, redact: EntryFormat['redact']): Line {
  return {
    time: new Date(atMs).toISOString(),
    level: Object.hasOwn(codes, level) ? level : 'info',
    message: toShownText(String(message), redact),
    ...(source === undefined ? {} : { source: toShownText(String(source), redact) }),
    ...(data === undefined ? {} : { data: toPlainData(data, redact) }),
  };
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON of `value`, redacted as a whole: a secret may itself be JSON, and then stands in no single text of it. */
function toCleanJson(value: unknown, redact: EntryFormat['redact']): string {
  const clean = redact(JSON.stringify(value));
  return isJson(clean) ? clean : '"[secret]"';
}

function toJsonLine(line: Line, redact: EntryFormat['redact']): string {
  const { data, ...rest } = line;
  const head = JSON.stringify(rest);
  return toOneLine(data === undefined ? head : `${head.slice(0, -1)},"data":${toCleanJson(data, redact)}}`);
}

function toPrettyLine({ time, level, message, source, data }: Line, { colour, redact }: EntryFormat): string {
  const paint = (text: string, code: number): string => (colour === 'always' ? `\u001b[${code}m${text}\u001b[0m` : text);
  const pieces = [
    paint(time.slice(11, 23), 90),
    paint(level.toUpperCase().padEnd(5), codes[level]),
    ...(source === undefined ? [] : [paint(`[${toOneLine(source)}]`, 90)]),
    toOneLine(message),
    ...(data === undefined ? [] : [paint(toOneLine(toCleanJson(data, redact)), 90)]),
  ];
  return pieces.join(' ');
}

/**
 * The one line that stands for an entry, without its line end. Data that is not JSON is told in words; an entry that cannot be read at
 * all becomes a line that says so. Never throws.
 */
export function formatEntry(entry: LogEntry, atMs: number, format: EntryFormat): string {
  let line: Line;
  try {
    line = toLine(entry, atMs, format.redact);
  } catch {
    line = { time: new Date(atMs).toISOString(), level: 'error', message: 'An entry of the log cannot be read.' };
  }
  return format.shape === 'json' ? toJsonLine(line, format.redact) : toPrettyLine(line, format);
}
