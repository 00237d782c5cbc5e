import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLock, type FileLock } from './file-lock.ts';

const run = promisify(execFile);
let folder: string;
let locks: FileLock[];

const lockOn = (name: string, options: { waitMs?: number; clock?: typeof systemClock } = {}): FileLock => {
  const lock = createFileLock({ file: () => Promise.resolve(join(folder, name)), clock: systemClock, late: () => new Error('late'), ...options });
  locks.push(lock);
  return lock;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smyth-lock-'));
  locks = [];
});
afterEach(async () => {
  await Promise.all(locks.map((lock) => lock.close()));
  await rm(folder, { recursive: true });
});

/** Counts in a file without any care, as many times as told. */
const count = async (lock: FileLock, times: number): Promise<void> => {
  const file = join(folder, 'count');
  for (let i = 0; i < times; i++) await lock.hold(async () => writeFile(file, String(Number(await readFile(file, 'utf8')) + 1)));
};

describe('a file lock', () => {
  it('lets one at a time through, in one holder and between two', async () => {
    await writeFile(join(folder, 'count'), '0');
    const [one, two] = [lockOn('lock'), lockOn('lock')];
    await Promise.all([count(one, 20), count(one, 20), count(two, 20)]);
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('60');
  });

  it('is a file of its owner alone, made when it is first held', async () => {
    const lock = lockOn('lock');
    await expect(stat(join(folder, 'lock'))).rejects.toMatchObject({ code: 'ENOENT' });
    await lock.hold(() => Promise.resolve());
    const { mode, size } = await stat(join(folder, 'lock'));
    expect([mode & 0o777, size]).toEqual([0o600, 0]);
  });

  it('gives back what the work gives, and is free again when the work fails', async () => {
    const lock = lockOn('lock');
    await expect(lock.hold(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await lock.hold(() => Promise.resolve('value'))).toBe('value');
  });

  it('says so when it was not to be had in time', async () => {
    const clock = createFakeClock();
    const [holder, waiter] = [lockOn('lock'), lockOn('lock', { clock, waitMs: 100 })];
    await holder.hold(async () => {
      const waiting = waiter.hold(() => Promise.resolve());
      waiting.catch(() => undefined);
      for (let i = 0; i < 40; i++) await clock.advance(5);
      await expect(waiting).rejects.toThrow('late');
    });
    expect(await waiter.hold(() => Promise.resolve('free'))).toBe('free');
  });

  it('refuses a link in its place', async () => {
    await writeFile(join(folder, 'other'), 'text of somebody');
    await symlink(join(folder, 'other'), join(folder, 'lock'));
    await expect(lockOn('lock').hold(() => Promise.resolve())).rejects.toMatchObject({ code: 'ELOOP' });
    expect(await readFile(join(folder, 'other'), 'utf8')).toBe('text of somebody');
  });

  it('is free at once when its holder is killed', async () => {
    const script = `
      import { systemClock } from '@smyth/kernel';
      import { createFileLock } from ${JSON.stringify(new URL('file-lock.ts', import.meta.url).href)};
      const lock = createFileLock({ file: () => Promise.resolve(${JSON.stringify(join(folder, 'lock'))}), clock: systemClock, late: () => new Error('late') });
      await lock.hold(async () => process.kill(process.pid, 'SIGKILL'));
    `;
    await expect(run(process.execPath, ['--conditions=smyth-source', '--input-type=module', '--eval', script], { cwd: import.meta.dirname })).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(await lockOn('lock', { waitMs: 0 }).hold(() => Promise.resolve('mine'))).toBe('mine');
  });

  it('keeps a process alive that only waits for it', async () => {
    const script = `
      import { systemClock } from '@smyth/kernel';
      import { createFileLock } from ${JSON.stringify(new URL('file-lock.ts', import.meta.url).href)};
      const make = () => createFileLock({ file: () => Promise.resolve(${JSON.stringify(join(folder, 'lock'))}), clock: systemClock, late: () => new Error('late'), waitMs: 50 });
      const [one, two] = [make(), make()];
      await one.hold(() => two.hold(() => Promise.resolve()).catch((error) => console.log(error.message)));
    `;
    const { stdout } = await run(process.execPath, ['--conditions=smyth-source', '--input-type=module', '--eval', script], { cwd: import.meta.dirname });
    expect(stdout).toBe('late\n');
  });
});
