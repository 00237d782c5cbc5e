import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { boot, type Kernel } from '@smyth/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeFolder, homePort, inTransaction, statementsOn } from './index.ts';
import { migrations } from './migrations.ts';

const run = promisify(execFile);
let root: string;
let kernels: Kernel[];

const bootHome = async (folder?: string): Promise<Kernel> => {
  const kernel = await boot({ subsystems: [homePort], use: [homeFolder(folder === undefined ? {} : { folder })] });
  kernels.push(kernel);
  return kernel;
};
const homeAt = async (folder?: string) => (await bootHome(folder)).connectors.port('home');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'smyth-home-'));
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(root, { recursive: true });
});

describe('home', () => {
  it('is the default, in memory', async () => {
    await using kernel = await boot({ subsystems: [homePort] });
    const home = kernel.connectors.port('home');
    const database = await home.database();
    expect({ folder: home.folder, started: kernel.started.map(({ id }) => id), location: database.location() }).toEqual({ folder: undefined, started: ['Home'], location: null });
  });

  it('resolves a relative folder', async () => {
    const folder = join(root, 'a', 'b');
    expect((await homeAt(relative(process.cwd(), folder))).folder).toBe(folder);
  });

  it('makes the folder and the file on first use only, for their owner alone', async () => {
    const folder = join(root, 'deep', 'home');
    const home = await homeAt(folder);
    expect(existsSync(join(root, 'deep'))).toBe(false);
    await home.database();
    const modes = await Promise.all([folder, join(folder, 'smyth.db')].map(async (path) => (await stat(path)).mode & 0o777));
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('opens one database, however many ask for it at once', async () => {
    const home = await homeAt(join(root, 'home'));
    const [one, two] = await Promise.all([home.database(), home.database()]);
    expect([one === two, one === (await home.database())]).toEqual([true, true]);
  });

  it('keeps what was written durable, waits for locks and holds foreign keys', async () => {
    const database = await (await homeAt(join(root, 'home'))).database();
    const read = (pragma: string): unknown => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    expect(['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys', 'user_version'].map(read)).toEqual(['wal', 2, 5000, 1, migrations.length]);
  });

  it('closes the database when the runtime stops, and opens it no more', async () => {
    const kernel = await bootHome(join(root, 'home'));
    const home = kernel.connectors.port('home');
    const database = await home.database();
    await kernel.stop();
    expect(database.isOpen).toBe(false);
    await expect(home.database()).rejects.toMatchObject({ code: 'HOME_CLOSED' });
  });

  it('closes a database that is still being opened when the runtime stops', async () => {
    const kernel = await bootHome(join(root, 'home'));
    const opening = kernel.connectors.port('home').database();
    await kernel.stop();
    expect((await opening).isOpen).toBe(false);
  });

  it('opens what an earlier runtime left', async () => {
    const folder = join(root, 'home');
    const first = await bootHome(folder);
    (await first.connectors.port('home').database()).exec(`INSERT INTO nkv (name, value) VALUES ('a/b', '1')`);
    await first.stop();
    const database = await (await homeAt(folder)).database();
    expect(database.prepare('SELECT name, value, expires_at FROM nkv').all().map((row) => ({ ...row }))).toEqual([{ name: 'a/b', value: '1', expires_at: null }]);
  });

  it('lets processes that start at once on a new folder all work', async () => {
    const folder = join(root, 'home');
    const script = `
      import { boot } from '@smyth/kernel';
      import { homeFolder, homePort } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
      await using kernel = await boot({ subsystems: [homePort], use: [homeFolder({ folder: ${JSON.stringify(folder)} })] });
      const database = await kernel.connectors.port('home').database();
      database.exec("INSERT INTO nkv (name, value) VALUES ('pid/" + process.pid + "', '1')");
    `;
    const start = () => run(process.execPath, ['--conditions=smyth-source', '--input-type=module', '--eval', script], { cwd: import.meta.dirname });
    await Promise.all(Array.from({ length: 4 }, start));
    const database = await (await homeAt(folder)).database();
    expect(database.prepare('SELECT count(*) AS count FROM nkv').get()).toMatchObject({ count: 4 });
  }, 30_000);
});

describe('a home that cannot be used', () => {
  it.each([
    ['an empty text', ' ', 'HOME_BAD_FOLDER: The folder of the home is an empty text.'],
    ['a NUL character', 'a\0b', 'HOME_BAD_FOLDER: The folder of the home has a NUL character in its name.'],
  ])('refuses %s as folder before anything starts', async (_, folder, message) => {
    await expect(homeAt(folder)).rejects.toThrow(message);
  });

  it('refuses a folder that is no text', async () => {
    await expect(boot({ subsystems: [homePort], use: [homeFolder({ folder: 5 as never })] })).rejects.toMatchObject({ code: 'KERNEL_BAD_CONFIG' });
  });

  it('says so when a file stands where the folder belongs, and can be tried again', async () => {
    const folder = join(root, 'taken');
    await writeFile(folder, 'a file');
    const home = await homeAt(folder);
    await expect(home.database()).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
    await rm(folder);
    expect((await home.database()).isOpen).toBe(true);
  });

  it('refuses what is not a database, and leaves it as it was', async () => {
    const file = join(root, 'smyth.db');
    await writeFile(file, 'not a database, but somebody may want it. '.repeat(200));
    const home = await homeAt(root);
    await expect(home.database()).rejects.toMatchObject({ code: 'HOME_BROKEN_DATABASE' });
    expect((await stat(file)).size).toBe(8400);
  });

  it('refuses a database of a newer release, naming both versions', async () => {
    const newer = new DatabaseSync(join(root, 'smyth.db'));
    newer.exec('PRAGMA user_version = 4711');
    newer.close();
    const home = await homeAt(root);
    await expect(home.database()).rejects.toMatchObject({
      code: 'HOME_NEWER_DATABASE',
      details: { where: join(root, 'smyth.db'), found: 4711, known: migrations.length },
    });
  });
});

describe('statementsOn', () => {
  it('prepares once, and gives errors of SQLite a code', async () => {
    const home = await homeAt();
    let prepared = 0;
    const withStatements = statementsOn(home, (database) => {
      prepared++;
      return { one: database.prepare('SELECT 1 AS one'), database };
    });
    expect(await withStatements(({ one }) => one.get())).toMatchObject({ one: 1 });
    await expect(withStatements(({ database }) => database.exec('not SQL'))).rejects.toMatchObject({ code: 'HOME_FAILED' });
    expect(prepared).toBe(1);
  });
});

describe('inTransaction', () => {
  it('undoes everything when the work throws', async () => {
    const database = await (await homeAt()).database();
    const work = (): void => {
      database.exec(`INSERT INTO nkv (name, value) VALUES ('a/b', '1')`);
      throw new Error('half-way');
    };
    expect(() => inTransaction(database, work)).toThrow('half-way');
    expect(database.prepare('SELECT * FROM nkv').all()).toEqual([]);
    expect(database.isTransaction).toBe(false);
  });
});
