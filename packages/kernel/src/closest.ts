/** Edits that turn one word into the other: insert, delete, replace, swap neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min((row[j - 1] ?? 0) + (same ? 0 : 1), (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Up to three of `known` that a person may have meant by `word`, nearest first. Case does not count. */
export function closest(word: string, known: Iterable<string>): string[] {
  const wanted = word.toLowerCase().slice(0, 64);
  const reach = Math.max(1, Math.floor(wanted.length / 3));
  return [...known]
    .map((name) => ({ name, edits: distance(wanted, name.toLowerCase()) }))
    .filter(({ edits }) => edits <= reach)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `Did you mean "Redis"?`, or what there is to choose from. */
export function suggestion(word: string, known: Iterable<string>): string {
  const all = [...known];
  const near = closest(word, all);
  if (near.length > 0) return `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
  return all.length > 0 ? `Known: ${all.join(', ')}.` : 'None is known.';
}
