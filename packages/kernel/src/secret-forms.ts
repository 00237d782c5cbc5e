/** Of longer values only so many lines are watched one by one. */
const mostLines = 100;
/** A shorter line of a secret, such as `}` or `"id": 1`, is no secret by itself. */
const shortestLine = 16;

const armour = /^-----.*-----$/;
const scheme = /^(?:basic|bearer)\s+(\S+)$/i;
const userinfo = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*?:([^/?#\s]+)@[^@/?#\s]*/i;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What of a value is printed by itself: its lines, the password in an address, the credential behind the name of its scheme. */
function partsOf(value: string): string[] {
  const lines = value.includes('\n') ? value.split(/\r?\n/).slice(0, mostLines).filter((line) => line.length >= shortestLine && !armour.test(line)) : [];
  const password = userinfo.exec(value)?.[1];
  const credential = scheme.exec(value)?.[1];
  return [value, ...lines, ...(password === undefined ? [] : [password, decoded(password)]), ...(credential === undefined ? [] : [credential])];
}

const base64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

/**
 * Three bytes become four characters, so what a value looks like depends on how many bytes stand before it. Characters it shares with
 * what stands before are left out; the last one, shared with what follows, is there once as it is when nothing does.
 */
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const last = base64(shifted).replace(/=+$/, '').slice(before === 0 ? 0 : before + 1);
    const whole = shifted.length % 3 === 0 ? last : last.slice(0, -1);
    const standard = whole === last ? [whole] : [last, whole];
    return standard.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_'), ...percentForms(form)]);
  });
}

const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
const lowerEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** As a component, as RFC 3986 has it, as a form field, and as a whole address, with escapes in upper and lower case. */
function percentForms(text: string): string[] {
  if (/^[\w.-]*$/.test(text)) return [];
  const component = encodeURIComponent(text);
  const strict = component.replace(/[!'()*]/g, percent);
  const field = component.replace(/[!'()~]/g, percent).replaceAll('%20', '+');
  return [component, strict, field, encodeURI(text)].flatMap((form) => [form, lowerEscapes(form)]);
}

function hexForms(bytes: Uint8Array): string[] {
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  // With spaces: as Node prints a Buffer.
  return [pairs.join(''), pairs.join('').toUpperCase(), pairs.join(' ')];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const asciiOnly = (text: string): string => text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** In JSON, in JSON that is a text in JSON, with every other character escaped, and between quotes as Node prints texts. */
function escapedForms(text: string): string[] {
  if (/^[^\\/'"\u0000-\u001f\u007f-\uffff]*$/.test(text)) return [];
  const json = inJson(text);
  const ascii = asciiOnly(json);
  const slashed = json.replaceAll('/', '\\/');
  const upper = ascii.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
  const printed = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  return [json, inJson(json), ascii, upper, slashed, printed, printed.replaceAll("'", "\\'")];
}

function formsOfPart(part: string): string[] {
  const text = part.toWellFormed();
  const bytes = new TextEncoder().encode(text);
  return [part, ...base64Forms(bytes), ...hexForms(bytes), ...percentForms(text), ...escapedForms(part)];
}

/** Fewer bytes are too common a word to be told from others. */
const fewestBytes = 8;

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Every text by which a secret is recognised, longest first, none twice: its value, base64 and base64url at the three places a byte can
 * stand, hex, percent-encoded and JSON-escaped, and the same of its lines, of the password in an address and of the credential behind
 * `Basic` or `Bearer`. Nothing for a value of fewer than eight bytes.
 *
 * Pure. Whoever is handed a value can say it in a way that is not here (reversed, encrypted, spelled out, compressed, wrapped base64, as
 * a list of numbers, half of it): redaction catches what software does to texts by itself, and is no fence around code that may reveal.
 */
export function formsOf(value: string): readonly string[] {
  const parts = partsOf(value).filter((part) => sizeOf(part) >= fewestBytes);
  return [...new Set(parts.flatMap(formsOfPart))].sort((a, b) => b.length - a.length);
}
