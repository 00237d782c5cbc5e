import { defineErrors } from '@smyth/kernel';

export const acmeErrors = defineErrors('ACME', {
  FILE_FAILED: {
    category: 'unavailable',
    retryable: true,
    says: (d: { file: string; reason: string }) => `${d.file} could not be used (${d.reason}).`,
    fix: 'Name a file in a folder that this process may write to, on a disk with room.',
  },
});
