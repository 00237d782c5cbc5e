import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { AccessCandidate, boot, type Candidate, type Handle, type Kernel } from '@smyth/kernel';
import { bootForTest } from '@smyth/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeFolder, homePort } from '../home/index.ts';
import { localStorage, type StorageContract, storageSubsystem } from './index.ts';
import { toEnd } from './stored-file.ts';

const run = promisify(execFile);
const subsystems = [homePort, storageSubsystem];
const me = AccessCandidate.agent('a1');
let root: string;
let folder: string;
let kernels: Kernel[];

async function storageOf(candidate: Candidate = me, settings: { folder?: string } = { folder }): Promise<Handle<StorageContract>> {
  const kernel = await boot({ subsystems, use: [localStorage(settings)] });
  kernels.push(kernel);
  return kernel.connectors.get('storage').as(candidate);
}

/** A module that has `storage`, the handle of `a1` on the same folder. */
const child = (body: string): string[] => [
  '--conditions=smyth-source',
  '--input-type=module',
  '--eval',
  `import { AccessCandidate, boot } from '@smyth/kernel';
   import { homePort } from ${JSON.stringify(new URL('../home/index.ts', import.meta.url).href)};
   import { localStorage, storageSubsystem } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
   const kernel = await boot({ subsystems: [homePort, storageSubsystem], use: [localStorage({ folder: ${JSON.stringify(folder)} })] });
   const storage = kernel.connectors.get('storage').as(AccessCandidate.agent('a1'));
   ${body}
   await kernel.stop();`,
];
const runChild = (body: string): Promise<unknown> => run(process.execPath, child(body), { cwd: import.meta.dirname });
const pathOf = (name: string): string => join(folder, 'default/agent/a1', name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'smyth-storage-'));
  folder = join(root, 'storage');
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(root, { recursive: true });
});

describe('where Local keeps bytes', () => {
  it('is "storage" in the home, and memory without one', async () => {
    const home = join(root, 'home');
    await using lasting = await boot({ subsystems, use: [homeFolder({ folder: home })] });
    await lasting.connectors.get('storage').as(me).write('a', 'x');
    expect(await readdir(join(home, 'storage/default/agent/a1'))).toEqual(['a~']);
    await using fleeting = await boot({ subsystems });
    await fleeting.connectors.get('storage').as(me).write('a', 'x');
    expect((await fleeting.connectors.get('storage').as(me).read('a')).toString()).toBe('x');
  });

  it('is untouched until something is written', async () => {
    const storage = await storageOf();
    expect([await storage.exists('a'), await storage.list()]).toEqual([false, { items: [] }]);
    await storage.delete('a');
    await expect(storage.read('a')).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
    await expect(storage.write('a', 5 as never)).rejects.toMatchObject({ code: 'STORAGE_BAD_VALUE' });
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    [' ', 'is an empty text'],
    ['a\0b', 'has a NUL character'],
  ])('refuses the folder %j', async (wrong, reason) => {
    await expect(storageOf(me, { folder: wrong })).rejects.toMatchObject({ code: 'STORAGE_BAD_FOLDER', message: expect.stringContaining(reason) as string });
  });

  it('is what the next runtime finds', async () => {
    const first = await storageOf();
    await first.write('a', 'bytes', { custom: { a: '1' } });
    await first.setMetadata('a', { a: '2' });
    await kernels.pop()?.stop();
    const second = await storageOf();
    expect([(await second.read('a')).toString(), (await second.getMetadata('a'))?.custom]).toEqual(['bytes', { a: '2' }]);
  });

  it('has bytes first in a file, encoded names, and no trace of what was deleted', async () => {
    const storage = await storageOf();
    await storage.write('Große Datei.txt', 'bytes');
    await storage.setMetadata('Große Datei.txt', { a: '1' });
    await storage.write('gone/a/b', 'x', { ttl: 60 });
    await storage.expire('gone/a/b', 120);
    await storage.delete('gone/a/b');
    expect((await readdir(pathOf(''))).sort()).toEqual(['%47ro%c3%9fe%20%44atei.txt~', '%47ro%c3%9fe%20%44atei.txt~m']);
    expect(await readFile(pathOf('%47ro%c3%9fe%20%44atei.txt~'), 'latin1')).toMatch(/^bytes\{/);
  });

  it('gives back the space of what has expired', async () => {
    const { kernel, clock } = await bootForTest({ entry: localStorage({ folder }), subsystems });
    kernels.push(kernel);
    const storage = kernel.connectors.get('storage').as(me);
    await storage.write('read', 'x', { ttl: 1 });
    await storage.write('listed', 'x', { ttl: 1 });
    await storage.expire('listed', 2);
    await clock.advance(5000);
    expect(await storage.exists('read')).toBe(false);
    expect(await readdir(pathOf(''))).toEqual(['listed~', 'listed~m']);
    await storage.list();
    expect(await readdir(folder)).toEqual(['~lock']);
  });

  it('keeps tenants, agents, users and teams apart', async () => {
    const who = [me, AccessCandidate.agent('A1'), AccessCandidate.user('a1'), AccessCandidate.team('a1'), AccessCandidate.agent('a1', { tenant: 't2' })];
    const storages = await Promise.all(who.map((candidate) => storageOf(candidate)));
    for (const [i, storage] of storages.entries()) await storage.write('same/name', String(i));
    expect(await Promise.all(storages.map(async (storage) => (await storage.read('same/name')).toString()))).toEqual(['0', '1', '2', '3', '4']);
    expect(await Promise.all(storages.map(async (storage) => (await storage.list()).items.length))).toEqual([1, 1, 1, 1, 1]);
    await expect(storages[1]?.read('smythfs://a1.agent/same/name')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });
});

describe('a storage folder that was tampered with', () => {
  it('has its links refused, and left out of listings', async () => {
    await writeFile(join(root, 'secret~'), 'outside');
    const storage = await storageOf();
    await storage.write('kept', 'x');
    await symlink(join(root, 'secret~'), pathOf('file~'));
    await symlink(root, pathOf('folder'));
    for (const name of ['file', 'folder/secret']) {
      await expect(storage.read(name)).rejects.toMatchObject({ code: 'STORAGE_LINK' });
      await expect(storage.exists(name)).rejects.toMatchObject({ code: 'STORAGE_LINK' });
      await expect(storage.delete(name)).rejects.toMatchObject({ code: 'STORAGE_LINK' });
    }
    await expect(storage.write('folder/new', 'x')).rejects.toMatchObject({ code: 'STORAGE_LINK' });
    await expect(storage.list('folder')).rejects.toMatchObject({ code: 'STORAGE_LINK' });
    expect((await storage.list()).items.map(({ name }) => name)).toEqual(['kept']);
    expect((await readdir(root)).sort()).toEqual(['secret~', 'storage']);
    expect(await readFile(join(root, 'secret~'), 'utf8')).toBe('outside');
  });

  it('says which value is broken, and lets it be replaced', async () => {
    const storage = await storageOf();
    for (const damage of [() => truncate(pathOf('a~'), 3), () => writeFile(pathOf('a~'), 'something else'), () => writeFile(pathOf('a~'), '')]) {
      await storage.write('a', 'bytes');
      await damage();
      await expect(storage.read('a')).rejects.toMatchObject({ code: 'STORAGE_BROKEN', category: 'internal' });
    }
    await storage.write('a', 'again');
    expect((await storage.read('a')).toString()).toBe('again');
  });

  it('says that a file was cut off or grew', async () => {
    const storage = await storageOf();
    await storage.write('a', 'bytes');
    const whole = await readFile(pathOf('a~'));
    for (const damaged of [whole.subarray(1), Buffer.concat([Buffer.from('x'), whole])]) {
      await writeFile(pathOf('a~'), damaged);
      await expect(storage.read('a')).rejects.toThrow('its length is not the one it was written with');
    }
  });

  it('ignores damaged changes: the metadata the bytes were written with stand', async () => {
    const storage = await storageOf();
    await storage.write('a', 'bytes', { custom: { a: '1' } });
    await writeFile(pathOf('a~m'), '{"version"');
    expect((await storage.getMetadata('a'))?.custom).toEqual({ a: '1' });
  });

  it('fails in a stream with a code when the file is cut off meanwhile', async () => {
    const storage = await storageOf();
    await storage.write('large', Buffer.alloc(300_000));
    const reading = async (): Promise<void> => {
      let parts = 0;
      for await (const _ of await storage.readStream('large')) if (parts++ === 0) await truncate(pathOf('large~'), 70_000);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'STORAGE_FAILED', details: { reason: 'EIO' } });
  });
});

describe('a storage folder that cannot be used', () => {
  it('says so when a file stands in its place', async () => {
    await writeFile(folder, 'a file');
    const storage = await storageOf();
    await expect(storage.write('a', 'x')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readFile(folder, 'utf8')).toBe('a file');
  });

  it('says so when it cannot be made', async () => {
    // Nobody may make folders there, not even the superuser.
    const storage = await storageOf(me, { folder: '/sys/kernel/storage' });
    await expect(storage.write('a', 'new')).rejects.toMatchObject({ code: 'STORAGE_NOT_WRITABLE', category: 'config' });
  });

  it('closes every file, also of streams that nobody reads on', async () => {
    const storage = await storageOf();
    await storage.write('a', Buffer.alloc(300_000));
    const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    for (let i = 0; i < 20; i++) {
      const unread = (await storage.readStream('a')) as AsyncIterableIterator<Uint8Array>;
      await unread.return?.();
      for await (const _ of await storage.readStream('a')) break;
      await storage.read('a');
      await storage.list();
      await storage.write('b', (async function* () {
        yield 'x';
        throw new Error('broke off');
      })()).catch(() => undefined);
    }
    expect((await openFiles()) - before).toBeLessThan(5);
    expect(await readdir(folder)).toEqual(['default', '~lock']);
  });
});

describe('two processes on one storage folder', () => {
  it('lose nothing of what they write at the same time', async () => {
    const write = (who: string): Promise<unknown> => runChild(`for (let i = 0; i < 25; i++) await storage.write('shared/' + ${JSON.stringify(who)} + '-' + i, ${JSON.stringify(who)});`);
    await Promise.all([write('one'), write('two')]);
    const storage = await storageOf();
    const names = ['one', 'two'].flatMap((who) => Array.from({ length: 25 }, (_, i) => `shared/${who}-${i}`));
    expect((await storage.list('shared')).items.map(({ name }) => name)).toEqual(names.sort());
  }, 30_000);

  it('lose no update that says which version it saw', async () => {
    await (await storageOf()).write('count', '0');
    const count = `
      for (let done = 0; done < 25; ) {
        const { version } = await storage.getMetadata('count');
        const next = Number((await storage.read('count')).toString()) + 1;
        try { await storage.write('count', String(next), { ifVersion: version }); done++; } catch (error) { if (error.code !== 'STORAGE_CONFLICT') throw error; }
      }`;
    await Promise.all([runChild(count), runChild(count)]);
    expect((await (await storageOf()).read('count')).toString()).toBe('50');
  }, 30_000);
});

describe('a process that is killed while it writes', () => {
  it('leaves the last value it was told of or the next one, whole', async () => {
    const body = `
      const value = (i) => String(i).padStart(8, '0').repeat(40_000);
      for (let i = Number(process.argv[1]); ; i++) { await storage.write('name', value(i), { custom: { i: String(i) } }); console.log(i); }`;
    const storage = await storageOf();
    let last = 0;
    for (let cycle = 0; cycle < 4; cycle++) {
      const writer = spawn(process.execPath, [...child(body), String(last + 1)], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise((resolve) => writer.once('close', resolve));
      const until = last + 3 + cycle;
      for await (const line of createInterface(writer.stdout)) {
        last = Number(line);
        if (last === until) writer.kill('SIGKILL');
      }
      await ended;
      const { custom } = (await storage.getMetadata('name')) ?? {};
      const found = Number(custom?.['i']);
      expect([last, last + 1]).toContain(found);
      expect((await storage.read('name')).toString() === String(found).padStart(8, '0').repeat(40_000)).toBe(true);
      last = found;
    }
  }, 30_000);
});

describe('large folders', () => {
  it('are listed in order, however many entries one folder has', async () => {
    const storage = await storageOf();
    await storage.write('n/first', 'x');
    const sample = await readFile(pathOf('n/first~'));
    await mkdir(pathOf('n'), { recursive: true });
    const names = Array.from({ length: 2500 }, (_, i) => `n/${String((i * 7919) % 2500).padStart(5, '0')}`);
    for (let at = 0; at < names.length; at += 500) await Promise.all(names.slice(at, at + 500).map((name) => writeFile(pathOf(`${name}~`), sample)));
    const listed: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await storage.list('n', cursor === undefined ? {} : { cursor });
      listed.push(...page.items.map(({ name }) => name));
      cursor = page.cursor;
    }
    expect(listed).toEqual([...names, 'n/first'].sort());
  }, 30_000);

});

describe('large values', () => {
  it('are streamed from disk, also beyond what one read can give', async () => {
    const storage = await storageOf();
    await storage.write('sparse', '');
    const metadata = await storage.getMetadata('sparse');
    const sizeBytes = 5 * 2 ** 30;
    const file = await open(pathOf('sparse~'), 'r+');
    if (metadata) await file.write(toEnd({ ...metadata, sizeBytes }), 0, undefined, sizeBytes);
    await file.close();
    const stream = (await storage.readStream('sparse')) as AsyncIterableIterator<Uint8Array>;
    const first = (await stream.next()).value as Uint8Array;
    await stream.return?.();
    expect([(await storage.getMetadata('sparse'))?.sizeBytes, first.length]).toEqual([sizeBytes, 65_536]);
  });

  it('that do not fit on the disk are STORAGE_FULL, and the old ones stay', async () => {
    await (await storageOf()).write('name', 'old');
    const body = `
      const outcome = await storage.write('name', new Uint8Array(5_000_000)).catch((error) => error.code);
      console.log(outcome, (await storage.read('name')).toString());`;
    // A limit on the size of files fails the same calls as a full disk.
    const limited = ['-c', 'ulimit -f 2000; exec "$@"', 'sh', process.execPath, ...child(body)];
    const { stdout } = await run('sh', limited, { cwd: import.meta.dirname });
    expect([stdout, (await readdir(folder)).sort()]).toEqual(['STORAGE_FULL old\n', ['default', '~lock']]);
  });
});
