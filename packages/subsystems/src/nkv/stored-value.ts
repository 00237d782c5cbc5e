import { toJsonText } from '../json.ts';
import { nkvErrors } from './errors.ts';

/** One name for both: a namespace so holds the namespaces below it, as its prefix does in grants. */
export const nameOf = (namespace: string, key: string): string => `${namespace}/${key}`;

/** @throws NKV_BAD_VALUE */
export const toText = (key: string, value: unknown): string => toJsonText(value, (path, reason) => nkvErrors.BAD_VALUE({ key, path, reason }));
