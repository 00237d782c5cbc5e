import type { Page, PageOptions } from '@smyth/kernel';
import type { Json } from '../cache/contract.ts';
import type { NkvItem } from './contract.ts';
import { nkvErrors } from './errors.ts';

const mostItems = 1000;

/** One stored value under the name it is kept by: `<namespace>/<key>`. */
export interface Row {
  readonly name: string;
  /** JSON. */
  readonly text: string;
}

/** Names after `after` and before `before`, both excluded, at most `limit` of them. */
export interface Range {
  readonly after: string;
  readonly before: string;
  readonly limit: number;
}

/** All names below a prefix, which ends in "/": "0" is the character after it. */
export const below = (prefix: string): Pick<Range, 'after' | 'before'> => ({ after: prefix, before: `${prefix.slice(0, -1)}0` });

function toLimit(limit: unknown): number {
  if (limit === undefined) return mostItems;
  if (!Number.isSafeInteger(limit) || (limit as number) < 1) throw nkvErrors.BAD_LIMIT({ given: typeof limit === 'number' ? String(limit) : `a ${typeof limit} of` });
  return Math.min(limit as number, mostItems);
}

/** What to read for a page: one more than it holds, which tells whether another follows. @throws NKV_BAD_LIMIT */
export function toRange(prefix: string, options: PageOptions | undefined): Range {
  const { cursor = '', limit } = options ?? {};
  const { after, before } = below(prefix);
  return { after: cursor > after ? cursor : after, before, limit: toLimit(limit) + 1 };
}

/** The page of what was read for `range`; its cursor is the last name on it. */
export function toPage(rows: readonly Row[], range: Range): Page<NkvItem> {
  const shown = rows.slice(0, range.limit - 1);
  const items = shown.map(({ name, text }) => ({ name, value: JSON.parse(text) as Json }));
  const last = shown.at(-1);
  return last === undefined || rows.length < range.limit ? { items } : { items, cursor: last.name };
}
