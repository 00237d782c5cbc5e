import type { NkvAddOptions } from './contract.ts';
import { nkvErrors } from './errors.ts';

/** A value as it is kept. */
export interface Stored {
  /** JSON. */
  readonly text: string;
  /** Epoch ms; undefined: for good. */
  readonly expiresAt: number | undefined;
}

/** What is asked of a counter, checked. */
export interface Addition {
  readonly key: string;
  readonly delta: number;
  readonly max: number | undefined;
  readonly expiresAt: number | undefined;
}

function checkWhole(key: string, path: string, value: unknown): void {
  if (!Number.isSafeInteger(value)) {
    throw nkvErrors.BAD_VALUE({ key, path, reason: `${typeof value === 'number' ? String(value) : `a ${typeof value}`} is not a safe integer` });
  }
}

/** @throws NKV_BAD_VALUE */
export function toAddition(key: string, delta: number, options: NkvAddOptions | undefined): Addition {
  const given: unknown = options ?? {};
  if (typeof given !== 'object') throw nkvErrors.BAD_VALUE({ key, path: 'options', reason: `a ${typeof given} is not an object` });
  const { max, expiresAt } = given as NkvAddOptions;
  checkWhole(key, 'delta', delta);
  if (max !== undefined) checkWhole(key, 'options.max', max);
  if (expiresAt !== undefined) checkWhole(key, 'options.expiresAt', expiresAt);
  return { key, delta, max, expiresAt };
}

/**
 * The counter after the addition; `current` undefined: there is none yet.
 * @throws NKV_LIMIT, NKV_NOT_A_COUNTER, NKV_BAD_VALUE (the total is not a safe integer)
 */
export function addTo(current: Stored | undefined, { key, delta, max, expiresAt }: Addition): Stored & { readonly total: number } {
  const before: unknown = current === undefined ? 0 : JSON.parse(current.text);
  if (!Number.isSafeInteger(before)) throw nkvErrors.NOT_A_COUNTER({ key });
  const total = (before as number) + delta;
  if (max !== undefined && total > max) throw nkvErrors.LIMIT({ key, total: before as number, delta, max });
  checkWhole(key, 'total', total);
  return { total, text: String(total), expiresAt: current === undefined ? expiresAt : current.expiresAt };
}
