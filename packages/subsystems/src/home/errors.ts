import { defineErrors } from '@smyth/kernel';

/** Which database, for people: its path, or that it is in memory. */
export interface HomePlace {
  readonly where: string;
}

export const homeErrors = defineErrors('HOME', {
  BAD_FOLDER: {
    category: 'config',
    says: (d: { reason: string }) => `The folder of the home ${d.reason}.`,
    fix: 'Name a folder such as ".smyth", or leave it out to keep everything in memory.',
  },
  NEWER_DATABASE: {
    category: 'config',
    says: (d: HomePlace & { found: number; known: number }) => `${d.where} has version ${d.found}, and this release knows versions up to ${d.known}; nothing was changed.`,
    fix: 'Use the release that wrote it or a later one, or another home.',
  },
  LOCKED: {
    category: 'unavailable',
    retryable: true,
    says: (d: HomePlace) => `${d.where} is locked by another process and was not given back in time.`,
    fix: 'Try again; if it lasts, end the process that holds it.',
  },
  NOT_WRITABLE: {
    category: 'config',
    says: (d: HomePlace & { reason: string }) => `${d.where} cannot be opened for writing: ${d.reason}.`,
    fix: 'Make its folder and files writable for the user of this process, or use another home.',
  },
  DISK_FULL: {
    category: 'unavailable',
    says: (d: HomePlace) => `The disk of ${d.where} is full; what was being written is not kept, everything before it is.`,
    fix: 'Free space on that disk, then do it again.',
  },
  BROKEN_DATABASE: {
    category: 'internal',
    says: (d: HomePlace) => `${d.where} is damaged, or not a database.`,
    fix: 'Restore it from a backup, or move it away: a new one is made on the next start.',
  },
  IO_FAILED: {
    category: 'unavailable',
    retryable: true,
    says: (d: HomePlace & { reason: string }) => `Reading or writing ${d.where} failed: ${d.reason}.`,
    fix: 'Check the disk it lies on; network file systems are not fit for it. Whether a change was kept is not known: read, then decide.',
  },
  CLOSED: {
    category: 'unavailable',
    says: (d: HomePlace) => `${d.where} has been closed.`,
    fix: 'The runtime it belongs to was stopped; start it again.',
  },
  FAILED: {
    category: 'internal',
    says: (d: HomePlace & { reason: string }) => `${d.where} refused a statement: ${d.reason}.`,
    fix: 'The cause is attached to this error; please report it.',
  },
});
