import { isSmythError, type SmythError } from '@smyth/kernel';
import { fileProblemOf } from '../file-problem.ts';
import { storageErrors } from './errors.ts';

/** What the file system threw while a key was being read or written, as an error with a code; anything else as it is. */
export function toStorageError(error: unknown, key: string, doing: 'read' | 'write'): unknown {
  const problem = isSmythError(error) ? undefined : fileProblemOf(error);
  if (problem === undefined) return error;
  const options = { cause: error };
  // The code and not the message: that holds paths of this machine, and remote callers see reasons.
  const reason = String((error as { code: unknown }).code);
  const make: Record<typeof problem, () => SmythError> = {
    full: () => storageErrors.FULL({ name: key }, options),
    forbidden: () => (doing === 'write' ? storageErrors.NOT_WRITABLE({ name: key, reason }, options) : storageErrors.NOT_READABLE({ name: key, reason }, options)),
    link: () => storageErrors.LINK({ name: key }, options),
    damaged: () => storageErrors.FAILED({ name: key, reason }, options),
    busy: () => storageErrors.FAILED({ name: key, reason }, options),
    other: () => storageErrors.FAILED({ name: key, reason }, options),
  };
  return make[problem]();
}
