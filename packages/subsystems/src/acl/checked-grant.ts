import { type Grant, type GrantTarget, type Level, uriOfKey } from '@smyth/kernel';
import type { Shared } from './contract.ts';
import { grantErrors } from './errors.ts';

const levels: readonly unknown[] = ['read', 'write', 'owner'] satisfies Level[];

function checkText(part: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw grantErrors.BAD_GRANT({ part, given: value === '' ? 'an empty text' : value === null ? 'null' : `a value of type ${typeof value}` });
}

const checkedTarget = ({ subsystem, key }: GrantTarget): GrantTarget => ({ subsystem: checkText('subsystem', subsystem), key: checkText('key', key) });

/** @throws ACL_BAD_GRANT */
export function checkedLevel(level: unknown): Level {
  if (!levels.includes(level)) throw grantErrors.BAD_GRANT({ part: 'level', given: typeof level === 'string' ? JSON.stringify(level.slice(0, 40)) : `a value of type ${typeof level}` });
  return level as Level;
}

/** The grant and nothing besides, frozen: whoever is shown it cannot change what is kept. @throws ACL_BAD_GRANT */
export const checkedGrant = (target: GrantTarget, { holder, level }: Pick<Grant, 'holder' | 'level'>): Grant =>
  Object.freeze({ ...checkedTarget(target), holder: checkText('holder', holder), level: checkedLevel(level) });

/** A grant as its holder is shown it: by a name that can be used. */
export const toShared = ({ subsystem, key, level }: Grant): Shared => ({ subsystem, name: uriOfKey(key), level });
