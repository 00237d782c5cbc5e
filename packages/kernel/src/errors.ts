/** What kind of trouble an error is. Faces, retries and alerts decide by category, people by code. */
export type ErrorCategory = 'config' | 'denied' | 'not-found' | 'conflict' | 'invalid' | 'unavailable' | 'limit' | 'internal';

/** The one map from category to HTTP status. */
export const httpStatus: Readonly<Record<ErrorCategory, number>> = Object.freeze({
  config: 500,
  denied: 403,
  'not-found': 404,
  conflict: 409,
  invalid: 400,
  unavailable: 503,
  limit: 429,
  internal: 500,
});

/** One row of an error table. `says` names what went wrong and where; `fix` says what to do about it. */
export interface ErrorRow<Details> {
  readonly category: ErrorCategory;
  readonly says: (details: Details) => string;
  readonly fix: string | ((details: Details) => string);
  /** Whether the same call may succeed later without a change. Absent: no. */
  readonly retryable?: boolean;
}

/** Details are typed per code and safe to log: names, levels and counts, never values. */
export type ErrorDetails = object;

const brand: unique symbol = Symbol.for('smyth.error') as never;

/** Every error that leaves the runtime. Recognise it with {@link isSmythError}, also across copies of this package. */
export class SmythError extends Error {
  readonly code: string;
  readonly category: ErrorCategory;
  readonly details: ErrorDetails;
  readonly fix: string;
  readonly retryable: boolean;
  readonly [brand] = true;
  readonly #row: ErrorRow<never>;

  constructor(code: string, row: ErrorRow<never>, details: ErrorDetails, options?: ErrorOptions) {
    const says = row.says(details as never);
    const fix = typeof row.fix === 'string' ? row.fix : row.fix(details as never);
    super(`${code}: ${says} ${fix}`.trimEnd(), options);
    this.name = 'SmythError';
    this.code = code;
    this.category = row.category;
    this.details = details;
    this.fix = fix;
    this.retryable = row.retryable ?? false;
    this.#row = row;
  }

  /** The same error with texts of its details said otherwise, such as a name in place of a key; itself when `sayAs` knows none of them. */
  rephrased(sayAs: (text: string) => string | undefined): SmythError {
    const said = Object.entries(this.details).map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? (sayAs(value) ?? value) : value] as const);
    if (said.every(([key, value]) => value === (this.details as Record<string, unknown>)[key])) return this;
    const again = new (this.constructor as typeof SmythError)(this.code, this.#row, Object.fromEntries(said), this.cause === undefined ? undefined : { cause: this.cause });
    if (this.stack !== undefined) again.stack = this.stack.replace(this.message, () => again.message);
    return again;
  }

  toJSON(): { code: string; category: ErrorCategory; message: string; details: ErrorDetails; retryable: boolean } {
    const { code, category, message, details, retryable } = this;
    return { code, category, message, details, retryable };
  }
}

/** The refusal of an access check. It says the same whether or not the thing exists. */
export class ACLAccessDeniedError extends SmythError {
  override readonly name = 'ACLAccessDeniedError';
}

export const isSmythError = (error: unknown): error is SmythError =>
  typeof error === 'object' && error !== null && (error as { [brand]?: unknown })[brand] === true;

/** Whether `error` is ours and carries `code`. */
export const hasCode = (error: unknown, code: string): error is SmythError => isSmythError(error) && error.code === code;

type DetailsOf<Row> = Row extends { says: (details: infer Details) => string } ? Details : never;

type ErrorFactories<Rows> = {
  readonly [Code in keyof Rows]: (details: DetailsOf<Rows[Code]>, options?: ErrorOptions) => SmythError;
};

const rowsKey: unique symbol = Symbol('rows') as never;

/** The rows behind a table made by {@link defineErrors}, by full code; docs and tests read them. */
export const errorRows = (table: object): ReadonlyMap<string, ErrorRow<never>> =>
  (table as { [rowsKey]?: ReadonlyMap<string, ErrorRow<never>> })[rowsKey] ?? new Map();

/**
 * Describes the errors of one area. Each entry becomes a factory, so `throw storageErrors.NOT_FOUND({ name })` carries the
 * code `STORAGE_NOT_FOUND`, its category, its typed details, and a message with the fix.
 */
export function defineErrors<const Rows extends Record<string, ErrorRow<never>>>(area: string, rows: Rows): ErrorFactories<Rows> {
  const table: Record<string, (details: never, options?: ErrorOptions) => SmythError> = {};
  const byCode = new Map<string, ErrorRow<never>>();
  for (const [problem, row] of Object.entries(rows)) {
    const code = `${area}_${problem}`;
    const Type = code === 'KERNEL_ACCESS_DENIED' ? ACLAccessDeniedError : SmythError;
    table[problem] = (details, options) => new Type(code, row, details, options);
    byCode.set(code, row);
  }
  Object.defineProperty(table, rowsKey, { value: byCode });
  return Object.freeze(table) as ErrorFactories<Rows>;
}
