import { defineErrors } from '@smyth/kernel';

/** The key of what was asked for. */
interface Named {
  readonly name: string;
}

export const storageErrors = defineErrors('STORAGE', {
  NOT_FOUND: {
    category: 'not-found',
    says: (d: Named) => `There is nothing under "${d.name}".`,
    fix: 'Check the name; it was never written, was deleted or has expired.',
  },
  BAD_VALUE: {
    category: 'invalid',
    says: (d: Named & { given: string }) => `${d.given} cannot be written to "${d.name}"; nothing was changed.`,
    fix: 'Give a text, a Uint8Array, an ArrayBuffer, or a stream of texts and bytes; JSON.stringify what is an object.',
  },
  SOURCE_FAILED: {
    category: 'invalid',
    says: (d: Named) => `The stream that was being written to "${d.name}" failed; what was there before is still there.`,
    fix: 'The cause is attached; write again with a stream that ends well.',
  },
  BAD_TTL: {
    category: 'invalid',
    says: (d: Named & { given: string }) => `${d.given} is no time to live for "${d.name}"; nothing was changed.`,
    fix: 'Give seconds as a number above zero; leave it out to keep the value for ever.',
  },
  BAD_OPTION: {
    category: 'invalid',
    says: (d: Named & { option: string; reason: string }) => `The option ${d.option} for "${d.name}" cannot be used: ${d.reason}; nothing was changed.`,
    fix: 'Options are contentType (a media type), custom (texts by name, 1 KiB in all), ttl (seconds) and ifVersion (a version, or "absent").',
  },
  BAD_LIMIT: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} is no number of items for a page.`,
    fix: 'Give a whole number from 1; a page has at most 1,000 items.',
  },
  CONFLICT: {
    category: 'conflict',
    says: (d: Named & { expected: string; found: string }) => `"${d.name}" has the version ${d.found}, not ${d.expected}; nothing was changed.`,
    fix: 'Read it again, decide again, and write with the version it has now.',
  },
  FULL: {
    category: 'unavailable',
    says: (d: Named) => `The disk is full, so "${d.name}" was not written; what was there before is still there.`,
    fix: 'Free space on the disk of the storage folder, or raise the quota.',
  },
  NOT_WRITABLE: {
    category: 'config',
    says: (d: Named & { reason: string }) => `"${d.name}" cannot be written or deleted: the storage folder refuses it (${d.reason}).`,
    fix: 'Make the folder and everything in it writable for the user of this process, or configure another folder.',
  },
  NOT_READABLE: {
    category: 'config',
    says: (d: Named & { reason: string }) => `"${d.name}" cannot be read: the storage folder refuses it (${d.reason}).`,
    fix: 'Make the folder and everything in it readable for the user of this process.',
  },
  LINK: {
    category: 'config',
    says: (d: Named) => `A symbolic link stands where the files of "${d.name}" belong, and links are not followed.`,
    fix: 'Remove the link from the storage folder, and find out who put it there.',
  },
  BROKEN: {
    category: 'internal',
    says: (d: Named & { reason: string }) => `The file of "${d.name}" cannot be understood: ${d.reason}.`,
    fix: 'Restore it from a backup, or write or delete the name; nothing else is affected.',
  },
  LOCKED: {
    category: 'unavailable',
    retryable: true,
    says: () => 'Another process holds the storage folder and did not give it back in time.',
    fix: 'Try again; if it lasts, find the process that is stopped or overloaded.',
  },
  FAILED: {
    category: 'unavailable',
    retryable: true,
    says: (d: Named & { reason: string }) => `The file system failed with "${d.name}" (${d.reason}).`,
    fix: 'The cause is attached; check the disk of the storage folder and the limit of open files.',
  },
  BAD_FOLDER: {
    category: 'config',
    says: (d: { reason: string }) => `The storage folder ${d.reason}.`,
    fix: 'Name a folder such as "./data", or leave it out to use the one in the home.',
  },
});
