import type { Candidate } from './candidate.ts';

/** What a call may do to a resource. `owner` implies all; `write` does not imply `read`. */
export type Level = 'read' | 'write' | 'owner';

/**
 * What one method of a contract demands. Rows are data: a method without one does not compile and cannot be reached.
 *
 * - `name`: that argument names a resource; the connector receives its key. With `item`, the resource is `<name>/<item>`, and the
 *   connector receives the key of the first and the encoded path of the second. `forgets`: grants on that name are dropped first.
 * - `prefix`: everything below it. In a listing the next argument is `{ cursor?, limit? }` and the result a {@link Page}; the kernel turns keys back
 *   into names (`relative`: without the prefix) and seals the cursor. `forgets`: grants on names below it are dropped first.
 * - `own`: the caller itself; the connector finds it in `io.candidate`.
 * - `use`: a capability. `{connector}` stands for the bound connector's id, `{0}` or `{0.model}` for an argument or a property of it.
 * - `open`: nothing is behind it; the text says why, and is printed in the docs.
 */
export type Row =
  | { readonly level: Level; readonly name: number; readonly item?: number; readonly forgets?: true }
  | { readonly level: Level; readonly prefix: number; readonly relative?: true; readonly forgets?: true }
  | { readonly level: Level; readonly own: true }
  | { readonly use: string }
  | { readonly open: string };

/** One entry per method of the contract `C`; several rows: all must hold. */
export type Policy<C> = { readonly [Method in keyof C]-?: Row | readonly Row[] };

/** Argument lists complete to the last optional one; generated laws call every method with them, and the kernel takes the arity. */
export type Samples<C> = {
  readonly [Method in keyof C]-?: (name: string) => Complete<ParametersOf<C[Method]>>;
};

/** One page of a listing; `cursor` is absent on the last. */
export interface Page<Item extends { readonly name: string }> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

export interface PageOptions {
  /** From the page before; absent: the first page. */
  readonly cursor?: string;
  /** At most this many items; connectors have a default and a cap. */
  readonly limit?: number;
}

/** The last argument of every connector method. */
export interface Io {
  /** Who asks. Connectors use it for `own` rows only; access was judged before they were called. */
  readonly candidate: Candidate;
  /** Aborted when the caller gives up. One signal serves a whole run. */
  readonly signal: AbortSignal | undefined;
  /** Epoch milliseconds after which nobody waits for the result; absent: no deadline. */
  readonly deadline: number | undefined;
}

type ParametersOf<Method> = Method extends (...args: infer Args) => unknown ? Args : never;

/** An argument list in which optional elements stand, as `undefined` where not given. */
type Complete<Args extends readonly unknown[]> = number extends Args['length']
  ? [...Args]
  : Args extends readonly [infer First, ...infer Rest]
  ? [First, ...Complete<Rest>]
  : Args extends readonly [(infer First)?, ...infer Rest]
    ? Args['length'] extends 0
      ? []
      : [First | undefined, ...Complete<Rest>]
    : [];

/** A contract as a connector implements it: the same methods, names turned into keys, and `io` last. Methods may be missing. */
export type Implementation<C> = {
  readonly [Method in keyof C]?: (
    ...args: [...Complete<ParametersOf<NonNullable<C[Method]>>>, io: Io]
  ) => NonNullable<C[Method]> extends (...args: never) => infer Result ? Result : never;
};

export const rowsOf = (row: Row | readonly Row[]): readonly Row[] => (Array.isArray(row) ? (row as readonly Row[]) : [row as Row]);
