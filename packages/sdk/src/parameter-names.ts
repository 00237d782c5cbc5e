/** What the source of a function says about its first parameter. */
export type FirstParameter =
  | { readonly kind: 'none' }
  /** `(location) =>` */
  | { readonly kind: 'name'; readonly name: string }
  /** `({ location, unit = 'c' }) =>`; `optional` are those with a default. */
  | { readonly kind: 'properties'; readonly names: readonly string[]; readonly optional: readonly string[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

const unreadable = (reason: string): FirstParameter => ({ kind: 'unreadable', reason });
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Where the comment, string or template that begins at `i` ends; `i` itself when none does. */
function skipInert(source: string, i: number): number {
  const two = source.slice(i, i + 2);
  if (two === '//') return indexAfter(source, '\n', i);
  if (two === '/*') return indexAfter(source, '*/', i + 2);
  const quote = source[i];
  if (quote !== '"' && quote !== "'" && quote !== '`') return i;
  let end = i + 1;
  while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
  return end + 1;
}

const indexAfter = (source: string, text: string, from: number): number => {
  const found = source.indexOf(text, from);
  return found < 0 ? source.length : found + text.length;
};

/** The text without comments. */
function withoutComments(source: string): string {
  let clean = '';
  for (let i = 0; i < source.length; ) {
    const next = skipInert(source, i);
    if (next === i) clean += source[i++];
    else {
      clean += source[i] === '/' ? ' ' : source.slice(i, next);
      i = next;
    }
  }
  return clean;
}

/** Splits at top-level commas; undefined when brackets do not close. `=>` is no bracket. */
function splitTop(source: string): string[] | undefined {
  const open: string[] = [];
  const pieces = [''];
  for (let i = 0; i < source.length; ) {
    const next = skipInert(source, i);
    const char = source[i] ?? '';
    const piece = next === i ? char : source.slice(i, next);
    if (next === i && closing[char]) open.push(closing[char]);
    else if (next === i && char === open.at(-1)) open.pop();
    if (next === i && char === ',' && open.length === 0) pieces.push('');
    else pieces[pieces.length - 1] += piece;
    i = next === i ? i + 1 : next;
  }
  return open.length === 0 ? pieces.map((piece) => piece.trim()) : undefined;
}

/** The text between the bracket at `from` and the one that closes it. */
function between(source: string, from: number): string | undefined {
  const close = closing[source[from] ?? ''];
  let depth = 0;
  for (let i = from; i < source.length; ) {
    const next = skipInert(source, i);
    if (next === i && source[i] === source[from]) depth++;
    if (next === i && source[i] === close && --depth === 0) return source.slice(from + 1, i);
    i = next === i ? i + 1 : next;
  }
  return undefined;
}

function parametersOf(source: string): string | undefined {
  const bare = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (bare) return bare[1];
  const open = source.indexOf('(');
  // A computed method name may hold parentheses of its own.
  return open < 0 || source.slice(0, open).includes('[') ? undefined : between(source, open);
}

function readProperties(pattern: string): FirstParameter {
  const inside = between(pattern, 0);
  const pieces = inside === undefined ? undefined : splitTop(inside);
  if (pieces === undefined) return unreadable('its parameter list cannot be parsed');
  const names: string[] = [];
  const optional: string[] = [];
  for (const piece of pieces.filter((each) => each !== '')) {
    const name = /^[^:=\s]+/.exec(piece)?.[0] ?? '';
    if (piece.startsWith('...')) return unreadable('it takes the rest of its input (`...`)');
    if (!identifier.test(name)) return unreadable(`"${name}" is a computed or quoted property`);
    names.push(name);
    if (/^[^=]*=(?!>)/.test(piece.replace(/\{[^}]*\}/, ''))) optional.push(name);
  }
  return { kind: 'properties', names, optional };
}

/** Reads the first parameter from the source of a function. Never runs it. */
export function readFirstParameter(fn: (...args: never[]) => unknown): FirstParameter {
  const source = withoutComments(String(fn)).trim();
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) return unreadable('it is a native or bound function');
  if (/^class\b/.test(source)) return unreadable('it is a class');
  const parameters = parametersOf(source);
  const [first] = (parameters === undefined ? undefined : splitTop(parameters)) ?? [];
  if (first === undefined) return unreadable('its parameter list cannot be parsed');
  if (first === '') return { kind: 'none' };
  if (first.startsWith('{')) return readProperties(first);
  const name = /^[^=\s]+/.exec(first)?.[0] ?? '';
  if (first.startsWith('...') || !identifier.test(name)) return unreadable(`"${first.slice(0, 40)}" is neither a name nor an object pattern`);
  return { kind: 'name', name };
}
