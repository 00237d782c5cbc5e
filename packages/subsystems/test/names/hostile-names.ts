import fc from 'fast-check';

/** Words that mean something to somebody: a file system, a database, a shell, a template, a language, or us. */
const words: Readonly<Record<string, readonly string[]>> = {
  paths: ['..', '.', '../', './', '/', '//', '/etc/passwd', '..\\', '\\', '\\..\\', 'C:', 'C:\\Windows', '\\\\server\\share', '//server/share', 'file:///etc/passwd', '~', '~root', '.ssh', '...', '....', '/..', '/.'],
  encodings: ['%2e', '%2E', '%2f', '%2F', '%5c', '%00', '%25', '%252e%252e', '%252f', '%25252e', '%c0%ae', '%c0%af', '%u002e', '%', '%%', '%zz', '&#46;&#46;', '\\u002e', '+'],
  controls: ['\0', '\u0001', '\t', '\n', '\r\n', '\u001b[2J', '\u007f', '\u0085', '\u009b'],
  lookalikes: ['\uff0e', '\uff0e\uff0e', '\uff0f', '\uff3c', '\uff05', '\u2024', '\u2025', '\u2026', '\u2044', '\u2215', '\u29f8', '\uff0a', '\uff1f', '\u212a', 'k', 'K', '\u017f', 's', '\u0131', '\u0130', 'i', 'ß', 'ss', '\ufb00', 'ff', 'а', 'a'],
  forms: ['é', 'e\u0301', '\u00c5', '\u212b', 'A\u030a', '\uac00', '\u1100\u1161', '\ufb01', 'ﬁ', 'ñ', 'n\u0303'],
  objects: ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'length', 'toJSON', 'null', 'undefined', '0', '-0', 'NaN', 'true', '[object Object]'],
  wildcards: ['*', '**', '?', '[', ']', '[a-z]', '[!a]', '_', 'a_', 'a%', ':', '::', '{', '}', '{a,b}', '|', ';', "'", '"', '#', '`', '<', '>', '&', '=', '$', '^', '!', '(', ')', ',', '@'],
  commands: ["' OR 1=1 --", '"; DROP TABLE nkv;--', '$(id)', '${x}', '{{KEY(x)}}', '$vault(X)', 'FLUSHALL\r\n', '*3\r\n$3\r\nSET', '<script>', 'EVAL', '--', '-rf', '/*', '*/'],
  devices: ['CON', 'con', 'PRN', 'AUX', 'aux.', 'NUL', 'nul.txt', 'COM1', 'LPT9', 'CONIN$', 'COM\u00b9', '$MFT', 'desktop.ini', '.DS_Store', 'lost+found'],
  ends: ['a.', 'a ', 'a..', 'a. .', ' a', '.a', ' ', '\u00a0', '\u3000', '\u00ad', 'a:b', 'a::$DATA'],
  invisible: ['\u202e', '\u200f', '\u200b', '\ufeff', '\u2028', '\u2029', '\u2066', '\u200d', '\u{e0041}', '\ufe0f'],
  surrogates: ['\ud800', '\udc00', '\ud83d', '\udfff\ud800', '😀', '👩\u200d👩\u200d👧'],
  ours: ['smythfs:', 'smythfs://', 'smythfs:/', 'SMYTHFS://', 'smythfs://a1.agent/', 'smythfs://a1.agent', 'smythfs://victim.agent/', 'smythfs://victim.agent/canary', 'smythfs://a1.user/', 'smythfs://a1.team/canary', 'smythfs://boot.system/', 'smythfs://../a1.agent/', '/victim.agent/canary', '.agent/', 'default/agent/victim/', 'default', 'agent', 'victim', 'acme', 'canary', 'a~', '~', '~m', '~lock', '~tmp_0000000000000_0000000000000000.tmp', 'smyth.db', 'smyth.db-wal', 'vault.json', 'vault.key', 'storage', 'link', 'link/canary', 'victims/canary', 'linkfile'],
};

const word = fc.oneof(...Object.values(words).map((some) => fc.constantFrom(...some)));
const plainWord = fc.constantFrom('a', 'b', 'ab', 'report', 'Report', 'data', 'x1', 'stra\u00dfe', 'STRASSE', 'na\u00efve', 'a b', 'é');
const piece = fc.oneof({ weight: 3, arbitrary: word }, { weight: 4, arbitrary: plainWord }, { weight: 1, arbitrary: fc.string({ maxLength: 4 }) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) });
const pieces = fc.array(piece, { minLength: 1, maxLength: 5 });

const encodeAll = (text: string): string => [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Around each limit: of a segment, of the number of segments, of the whole, and far beyond. */
const long = fc.oneof(
  fc.tuple(plainWord, fc.integer({ min: 170, max: 190 })).map(([text, length]) => text.repeat(length).slice(0, length)),
  fc.tuple(plainWord, fc.integer({ min: 28, max: 36 })).map(([text, count]) => Array.from({ length: count }, (_, i) => `${text}${i}`).join('/')),
  fc.integer({ min: 165, max: 182 }).map((length) => Array.from({ length: 5 }, (_, i) => String(i).repeat(length)).join('/')),
  fc.tuple(piece, fc.constantFrom(1000, 5000, 5999, 6001)).map(([text, length]) => (text + 'a').repeat(length).slice(0, length)),
);

/** What somebody might take for the same name, or for another. */
const disguises: readonly ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.normalize('NFC'),
  (name) => name.normalize('NFD'),
  (name) => name.normalize('NFKC'),
  (name) => `${name}.`,
  (name) => `${name} `,
  (name) => ` ${name}`,
  (name) => `${name}/`,
  (name) => `./${name}`,
  (name) => `x/../${name}`,
  (name) => `${name}/x`,
  (name) => `${name}~`,
  (name) => name.replaceAll('/', '\\'),
  (name) => name.replaceAll('/', '%2f'),
  (name) => name.replaceAll('/', '_'),
  (name) => encodeURIComponent(name.toWellFormed()),
  encodeAll,
  (name) => encodeAll(encodeAll(name)),
  (name) => `smythfs://a1.agent/${name}`,
  (name) => `smythfs://victim.agent/${name}`,
  (name) => `default/agent/a1/${name}`,
  (name) => [...name].reverse().join(''),
  (name) => name.slice(0, -1),
];

const anyName = fc.oneof(
  { weight: 2, arbitrary: word },
  { weight: 5, arbitrary: pieces.map((parts) => parts.join('')) },
  { weight: 5, arbitrary: pieces.map((parts) => parts.join('/')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 16 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 16 }) },
  { weight: 1, arbitrary: long },
);

/** A name and what might be mistaken for it. */
const families = fc.tuple(anyName, fc.array(fc.constantFrom(...disguises), { maxLength: 2 })).map(([name, some]) => [name, ...some.map((disguise) => disguise(name))]);

/** Every word by itself and in every disguise, then as many more as are wanted, all different; the same for the same seed. */
export function hostileNames(count: number, seed: number): readonly string[] {
  const all = Object.values(words).flat();
  const names = new Set([...all, ...all.flatMap((name) => disguises.map((disguise) => disguise(name)))]);
  for (let round = 0; names.size < count; round++) for (const family of fc.sample(families, { numRuns: 2000, seed: seed + round })) family.forEach((name) => names.add(name));
  return [...names].slice(0, count);
}
