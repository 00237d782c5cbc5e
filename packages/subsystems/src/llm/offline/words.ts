/** Words that say nothing about what is asked. */
const empty = new Set(
  'a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my of on or our please should so tell that the their them then there these they this to up us was we what whats when where which who why will with would you your'.split(' '),
);

/** A crude common form: enough for "trends" to meet "trend" and "processing" to meet "process". */
function stem(word: string): string {
  for (const ending of ['ingly', 'ing', 'ies', 'ed', 'es', 's']) {
    if (word.length > ending.length + 2 && word.endsWith(ending)) return word.slice(0, -ending.length);
  }
  return word;
}

/** The meaningful words of a text, `camelCase` and `snake_case` taken apart. */
export function wordsOf(text: string): Set<string> {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().replace(/['’]/g, '');
  return new Set((apart.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !empty.has(word)).map(stem));
}

/** How many meaningful words two texts share. */
export const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((word) => b.has(word)).length;
