import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { defineConnector, text } from '@smyth/kernel';
import type {} from './contract.ts';
import { homeErrors } from './errors.ts';
import { openDatabase, placeOf } from './open-database.ts';

function toFolder(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given.trim() === '') throw homeErrors.BAD_FOLDER({ reason: 'is an empty text' });
  if (given.includes('\0')) throw homeErrors.BAD_FOLDER({ reason: 'has a NUL character in its name' });
  return resolve(given);
}

/** A folder on this machine, made on first use for its owner alone; without one, memory. Processes on one folder share what is in it. */
export const homeFolder = defineConnector({
  subsystem: 'home',
  id: 'Home',
  settings: { folder: text().describe('Where the runtime keeps its data, relative to the working directory; absent: in memory.').optional() },
  start({ settings, defer }) {
    const folder = toFolder(settings.folder);
    let opening: Promise<DatabaseSync> | undefined;
    let closed = false;
    defer(async () => {
      closed = true;
      const database = await opening?.catch(() => undefined);
      if (database?.isOpen) database.close();
    });
    return {
      folder,
      async database() {
        if (closed) throw homeErrors.CLOSED({ where: placeOf(folder) });
        opening ??= openDatabase(folder).catch((error: unknown) => {
          opening = undefined;
          throw error;
        });
        return opening;
      },
    };
  },
});
