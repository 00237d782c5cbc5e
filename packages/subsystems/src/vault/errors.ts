import { defineErrors } from '@smyth/kernel';

/** The key of what was asked for; never its value. */
interface Named {
  readonly name: string;
}

/** Which file, for the operator. */
interface Place {
  readonly file: string;
}

export const vaultErrors = defineErrors('VAULT', {
  BAD_VALUE: {
    category: 'invalid',
    says: (d: Named & { reason: string }) => `The value for "${d.name}" cannot be kept: ${d.reason}; nothing was changed.`,
    fix: 'Give a text, or a Secret, that is not empty and has at most 64 KiB.',
  },
  BAD_LIMIT: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} is no number of items for a page.`,
    fix: 'Give a whole number from 1; a page has at most 1,000 items.',
  },
  BAD_FILE: {
    category: 'config',
    says: (d: { reason: string }) => `The file of the vault ${d.reason}.`,
    fix: 'Name a file such as "./secrets/vault.json", or leave it out to use the one in the home.',
  },
  BAD_VARIABLES: {
    category: 'config',
    says: (d: { reason: string }) => `The variables of the vault ${d.reason}.`,
    fix: 'Give a record of texts by the name of the variable.',
  },
  WRONG_KEY: {
    category: 'config',
    says: (d: Place & { reason: string }) => `${d.file} was not opened, and nothing was changed: ${d.reason}.`,
    fix: 'Give back the key it was written with; without it what is in it is lost, and a new vault begins once the file is moved away.',
  },
  KEY_MISSING: {
    category: 'config',
    says: (d: Place & { reason: string }) => `${d.file} cannot be opened: ${d.reason}.`,
    fix: 'Set SMYTH_VAULT_KEY as it was, or put the vault.key that belongs to it back beside it.',
  },
  KEY_EXPOSED: {
    category: 'config',
    says: (d: Place & { mode: string }) => `${d.file} can be used by others than its owner (mode ${d.mode}), so it is not trusted and the vault stays closed.`,
    fix: (d: Place) => `Run: chmod 600 "${d.file}". If somebody may have read it, replace the secrets.`,
  },
  BROKEN: {
    category: 'internal',
    says: (d: Place & { reason: string }) => `${d.file} is damaged or was tampered with: ${d.reason}. Nothing was changed.`,
    fix: 'Restore it from a backup, or move it away to begin a new one.',
  },
  NEWER: {
    category: 'config',
    says: (d: Place & { found: number; known: number }) => `${d.file} has version ${d.found}, and this release knows versions up to ${d.known}; nothing was changed.`,
    fix: 'Use the release that wrote it or a later one, or another home.',
  },
  LOCKED: {
    category: 'unavailable',
    retryable: true,
    says: (d: Place) => `Another process holds ${d.file} and did not give it back in time.`,
    fix: 'Try again; if it lasts, find the process that is stopped or overloaded.',
  },
  NOT_WRITABLE: {
    category: 'config',
    says: (d: Place & { reason: string }) => `${d.file} cannot be written (${d.reason}).`,
    fix: 'Make it and its folder writable for the user of this process, or configure another file.',
  },
  NOT_READABLE: {
    category: 'config',
    says: (d: Place & { reason: string }) => `${d.file} cannot be read (${d.reason}).`,
    fix: 'Make it readable for the user of this process, and for nobody else.',
  },
  FULL: {
    category: 'unavailable',
    says: (d: Place) => `The disk of ${d.file} is full; nothing was changed.`,
    fix: 'Free space on that disk, then do it again.',
  },
  FAILED: {
    category: 'unavailable',
    retryable: true,
    says: (d: Place & { reason: string }) => `The file system failed with ${d.file} (${d.reason}).`,
    fix: 'The cause is attached; check that no link stands in its place, the disk, and the limit of open files.',
  },
});
