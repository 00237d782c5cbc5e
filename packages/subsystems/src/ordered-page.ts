import type { PageOptions } from '@smyth/kernel';

/** The most items on one page of any listing, and how many there are when the caller does not say. */
export const mostItems = 1000;

/** The number of items to give. @throws what `refuse` makes when `limit` is not a whole number above zero */
export function toLimit(limit: unknown, refuse: (given: string) => Error): number {
  if (limit === undefined) return mostItems;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) throw refuse(typeof limit === 'number' ? String(limit) : `a ${typeof limit}`);
  return Math.min(limit, mostItems);
}

/** One page of names already known: those below `prefix`, after the cursor, in the order of keys; the cursor is the last name given. */
export function pageOfNames(names: Iterable<string>, prefix: string, { cursor, limit }: PageOptions & { limit: number }): { names: string[]; cursor?: string } {
  const after = [...names].filter((name) => name.startsWith(prefix) && (cursor === undefined || name > cursor)).sort();
  const page = after.slice(0, limit);
  const last = page.at(-1);
  return after.length > page.length && last !== undefined ? { names: page, cursor: last } : { names: page };
}
