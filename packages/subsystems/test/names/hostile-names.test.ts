import nodeCrypto from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AccessCandidate, boot, type Candidate, type Connector, type Entry, isSmythError, type Kernel } from '@smyth/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homeFolder, homePort, jsonFileVault, localStorage, memoryStorage, ramAcl, ramCache, sqliteNkv } from '../../src/index.ts';
import { parseSealed, unseal } from '../../src/vault/sealed-file.ts';
import { definitions } from '../access/reflected.ts';
import { everythingIn, only } from './disk.ts';
import { type Door, type DoorName, doorNames, doorsOf } from './doors.ts';
import { hostileNames } from './hostile-names.ts';
import { misjudged, mustBeAccepted, pathOf, tryAll } from './tried-names.ts';

const total = 10_700;
/** Every so many goes to the real disk as well. */
const everyOnDisk = 5;
const seed = Math.floor(Math.random() * 2 ** 31);
const names = hostileNames(total, seed);
const sampled = names.filter((_, i) => i % everyOnDisk === 0);

const attacker = AccessCandidate.agent('a1');
const victims: readonly Candidate[] = [AccessCandidate.agent('victim'), AccessCandidate.user('a1'), AccessCandidate.team('a1'), AccessCandidate.agent('A1'), AccessCandidate.agent('a1', { tenant: 'acme' })];
const ownSpace = 'default/agent/a1/';
const canary = 'canary';
const keyShape = /^[a-z0-9._%/-]+$/;

/** A connector whose every key is written down. */
function watched(connector: Connector, keys: Set<string>): Connector {
  const { subsystem, id, settings } = connector;
  return {
    ...connector,
    subsystem,
    id,
    settings,
    async start(context) {
      const started = (await connector.start(context)) as Record<string, (...args: unknown[]) => unknown>;
      const watch = (run: (...args: unknown[]) => unknown) => (...args: unknown[]): unknown => {
        keys.add(subsystem === 'nkv' && !String(args[0]).endsWith('/') ? `${String(args[0])}/${String(args[1])}` : String(args[0]));
        return run(...args);
      };
      return Object.fromEntries(Object.entries(started).map(([method, run]) => [method, watch(run)]));
    },
  };
}

interface Place {
  readonly kernel: Kernel;
  /** Keys that reached a connector in a call of the attacker. */
  readonly keys: Set<string>;
  readonly doors: Readonly<Record<DoorName, Door>>;
}

async function open(use: readonly Entry[]): Promise<Place> {
  const keys = new Set<string>();
  const isTried = ({ connector }: Entry): boolean => doorNames.some((door) => door === connector.subsystem);
  const entries = use.map((entry) => (isTried(entry) ? { ...entry, connector: watched(entry.connector, keys) } : entry));
  const kernel = await boot({ subsystems: [homePort, ...definitions], use: entries });
  for (const victim of victims) for (const door of doorNames) await doorsOf(kernel.connectors, victim)[door].write(canary, `${door} of ${victim.key}`);
  keys.clear();
  return { kernel, keys, doors: doorsOf(kernel.connectors, attacker) };
}

async function canariesOf({ kernel }: Place): Promise<string[]> {
  const found: string[] = [];
  for (const victim of victims) {
    for (const { read, list } of Object.values(doorsOf(kernel.connectors, victim))) found.push(`${(await read(canary)) ?? 'nothing'}, ${((await list?.('')) ?? [canary]).join()}`);
  }
  return found;
}
const untouched = victims.flatMap((victim) => doorNames.map((door) => `${door} of ${victim.key}, ${door === 'nkv' ? 'ns/' : ''}${canary}`));

const strayKeys = (keys: Iterable<string>): string[] => [...keys].filter((key) => !key.startsWith(ownSpace) || !keyShape.test(key));
const said = (what: string): string => `${what}; names of seed ${seed}`;
const decoded = (key: string): string => key.slice(ownSpace.length).split('/').map(decodeURIComponent).join('/');

test('the hostile names are all different, and more than ten thousand', () => {
  expect([new Set(names).size, names.length]).toEqual([total, total]);
});

describe('in memory', { timeout: 60_000 }, () => {
  let place: Place;
  beforeAll(async () => {
    place = await open([memoryStorage(), ramCache(), sqliteNkv(), jsonFileVault(), ramAcl()]);
  });
  afterAll(() => place.kernel.stop());

  test.each(doorNames)('%s refuses a name with a clear error, or keeps it apart from every other', async (door) => {
    const { violations, ...tried } = await tryAll(place.doors[door], names);
    expect([...violations, ...misjudged(tried)], said(`0 of ${tried.count} names are mixed up by ${door}: ${tried.accepted.size} accepted, ${tried.refused.size} refused`)).toEqual([]);
    expect(tried.count).toBeGreaterThanOrEqual(10_000);
    expect(Math.min(tried.accepted.size, tried.refused.size), 'both kinds are there').toBeGreaterThan(2000);
  });

  test('no key has left the space of its owner, and nobody else’s was touched', async () => {
    expect(strayKeys(place.keys)).toEqual([]);
    expect(await canariesOf(place)).toEqual(untouched);
  });

  test.each(['storage', 'nkv', 'vault'] as const)('a hostile prefix lists in %s what is below it, and nothing else', async (door) => {
    const { list, write } = place.doors[door];
    const kept = ['a/x', 'ab/x', 'a_/x', 'a%/x', '%/x', '_/x', '*/x', '?/x', '[a-z]/x', 'a./x', 'A/x', 'e\u0301/x', 'é/x', '__proto__/x', "' OR 1=1 --/x"];
    for (const name of kept) await write(name, 'x');
    const all = (await list?.('')) ?? [];
    const prefixes = [...new Set([...kept.map((name) => name.slice(0, -2)), ...names.filter((_, i) => i % 60 === 0)])].filter((prefix) => pathOf(prefix) === prefix && prefix !== '');
    const wrong: string[] = [];
    for (const prefix of prefixes) {
      const inner = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
      const found = await list?.(prefix).catch((error: unknown) => (isSmythError(error) && !mustBeAccepted(inner) ? error.code : String(error)));
      if (typeof found === 'string' ? !/^KERNEL_(BAD_NAME|NAME_TOO_LONG)$/.test(found) : JSON.stringify(found?.toSorted()) !== JSON.stringify(all.filter((name) => name.startsWith(`${inner}/`)).sort())) {
        wrong.push(`${JSON.stringify(prefix)} lists ${JSON.stringify(found)}`);
      }
    }
    expect(wrong, said(`of ${prefixes.length} prefixes`)).toEqual([]);
  });

  test('emptying a namespace of a hostile name empties that one alone', async () => {
    const nkv = place.kernel.connectors.get('nkv').as(attacker);
    const spaces = ['a', 'ab', 'a_', 'a%', '%', '_', '*', '?', '[a-z]', "' OR 1=1 --", 'A', 'é', 'e\u0301', '__proto__', 'a.', 'a 0', 'a-', 'a0'];
    for (const space of spaces) await nkv.set(`spaces/${space}`, 'x', 1);
    for (const [i, space] of spaces.entries()) {
      await nkv.deleteAll(`spaces/${space}`);
      expect((await nkv.list('spaces')).items.map(({ name }) => name).sort(), space).toEqual(spaces.slice(i + 1).map((each) => `${each}/x`).sort());
    }
  });

  test('a grant on a hostile name opens that one alone', async () => {
    const guest = AccessCandidate.user('guest');
    const mine = place.kernel.connectors.get('cache').as(attacker);
    const theirs = place.kernel.connectors.get('cache').as(guest);
    const paths = new Set<string>();
    for (const name of names) if (paths.size < 1500 && pathOf(name) === name) await mine.set(name, name).then(() => paths.add(name), () => undefined);
    const given = [...paths].filter((_, i) => i % 3 === 0);
    for (const path of given) await mine.grant(path, guest, 'read');
    const seen: string[] = [];
    for (const path of paths) await theirs.get(`smythfs://a1.agent/${path}`).then((value) => seen.push(String(value)), (error: unknown) => expect(error).toMatchObject({ code: 'KERNEL_ACCESS_DENIED' }));
    expect(seen, said('grants')).toEqual(given);
  });
});

describe('on the disk', { timeout: 60_000 }, () => {
  const root = mkdtempSync(join(tmpdir(), 'smyth-names-'));
  const home = join(root, 'home');
  const space = join(home, 'storage', ownSpace);
  const links = ['link', 'victims', 'linkfile~'];
  const left = new Map<DoorName, ReadonlyMap<string, string>>();
  let place: Place;
  let before: ReadonlyMap<string, string>;
  const throughLink = (name: string): boolean => /^(link|victims)(\/|$)/.test(pathOf(name) ?? '') || pathOf(name) === 'linkfile';
  const isElsewhere = (path: string): boolean => !path.startsWith('home') || path.startsWith('home/storage/default/agent/victim') || /^home\/storage\/(acme|default\/(user|team))/.test(path) || path.startsWith('home/storage/default/agent/%41');

  beforeAll(async () => {
    for (const folder of ['outside/deep', 'home/storage/default/agent', 'home2']) mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['secret', 'outside/secret', 'outside/canary~', 'outside/secret~', 'outside/deep/x~', 'etc', 'home2/smyth.db', 'passwd']) writeFileSync(join(root, file), `canary of ${file}`);
    place = await open([homeFolder({ folder: home }), localStorage(), ramCache(), sqliteNkv(), jsonFileVault(), ramAcl()]);
    mkdirSync(space, { recursive: true });
    symlinkSync(join(root, 'outside'), join(space, 'link'));
    symlinkSync(join(home, 'storage/default/agent/victim'), join(space, 'victims'));
    symlinkSync(join(root, 'outside/secret'), join(space, 'linkfile~'));
    before = everythingIn(root);
  });
  afterAll(async () => {
    await place.kernel.stop();
    rmSync(root, { recursive: true });
  });

  test('a link is not followed: not to read, to write, to delete or to list', async () => {
    const storage = place.kernel.connectors.get('storage').as(attacker);
    const calls = ['link/canary', 'link/secret', 'link/new', 'link/deep/x', 'victims/canary', 'victims/new', 'linkfile'].flatMap((name) => [
      storage.read(name),
      storage.readStream(name),
      storage.exists(name),
      storage.getMetadata(name),
      storage.setMetadata(name, {}),
      storage.expire(name, 1),
      storage.delete(name),
      ...(name === 'linkfile' ? [] : [storage.write(name, 'taken')]),
    ]);
    for (const outcome of await Promise.allSettled(calls)) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: expect.stringMatching(/^STORAGE_/) as string } });
    for (const prefix of ['link', 'victims', 'link/deep']) await expect(storage.list(prefix)).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) as string });
    expect(await storage.list()).toEqual({ items: [] });
    expect(only(everythingIn(root), (path) => !path.startsWith('home/storage/~'))).toEqual(only(before, (path) => !path.startsWith('home/storage/~')));
  });

  test.each(['vault.json', 'vault.key'])('a %s that is a link is not followed either', async (file) => {
    const linked = mkdtempSync(join(root, 'linked-'));
    symlinkSync(join(root, 'outside/secret'), join(linked, file));
    await using kernel = await boot({ subsystems: [homePort, ...definitions], use: [homeFolder({ folder: linked }), jsonFileVault(), ramAcl()] });
    const vault = kernel.connectors.get('vault').as(attacker);
    await expect(vault.set('name', 'value')).rejects.toMatchObject({ code: expect.stringMatching(/^VAULT_/) as string });
    expect([lstatSync(join(linked, file)).isSymbolicLink(), readFileSync(join(root, 'outside/secret'), 'utf8')]).toEqual([true, 'canary of outside/secret']);
    rmSync(linked, { recursive: true });
  });

  test.each(doorNames)('%s refuses a name with a clear error, or keeps it apart from every other', async (door) => {
    const { violations, ...tried } = await tryAll(place.doors[door], sampled);
    left.set(door, tried.left);
    expect(tried.count).toBeGreaterThanOrEqual(2000);
    expect([...violations, ...misjudged(tried, (name) => door === 'storage' && throughLink(name))], said(`0 of ${tried.count} names are mixed up by ${door}: ${tried.accepted.size} accepted, ${tried.refused.size} refused`)).toEqual([]);
  });

  test('nothing outside was touched, nobody else’s either, and every link stands as it stood', async () => {
    const after = everythingIn(root);
    expect(only(after, isElsewhere)).toEqual(only(before, isElsewhere));
    expect(strayKeys(place.keys)).toEqual([]);
    expect(await canariesOf(place)).toEqual(untouched);
    const linked = [...after].filter(([, what]) => what.startsWith('link')).map(([path]) => path);
    // What is written under the name of a link to a file takes its place.
    expect(links.slice(0, 2).map((link) => `home/storage/${ownSpace}${link}`)).toEqual(linked.filter((path) => !path.endsWith('linkfile~')).sort());
  });

  test('read from the disk itself: every file lies in the space of the attacker, under the key of a name that was kept', () => {
    const after = everythingIn(home);
    const known = /^(smyth\.db(-wal|-shm)?|vault\.(json|key)|~vault\.json\.lock|storage|storage\/~lock)$/;
    const rest = [...after].filter(([path, what]) => what !== 'folder' && !known.test(path) && !isElsewhere(`home/${path}`));
    const files = rest.map(([path]) => path.slice('storage/'.length)).filter((path) => !links.includes(path.slice(ownSpace.length)));
    expect(strayKeys(files.map((file) => file.slice(0, -1)))).toEqual([]);
    expect(files.map((file) => `${file.at(-1) ?? ''}${decoded(file.slice(0, -1))}`).sort()).toEqual([...(left.get('storage') ?? new Map<string, string>()).keys()].filter((path) => path !== 'linkfile').map((path) => `~${path}`).sort());
  });

  test('read from the database itself: every key begins with the space of its owner, and is that of a name that was kept', () => {
    const database = new DatabaseSync(join(home, 'smyth.db'), { readOnly: true });
    const keys = database.prepare('SELECT name FROM nkv').all().map((row) => String(row['name']));
    const grants = database.prepare('SELECT count(*) AS count FROM grants').get()?.['count'];
    database.close();
    const others = victims.map(({ key }) => key);
    const own = keys.filter((key) => key.startsWith(ownSpace));
    expect(keys.filter((key) => !own.includes(key)).sort()).toEqual(others.map((key) => `${key}/ns/${canary}`).sort());
    expect([strayKeys(own), own.map(decoded).sort(), grants]).toEqual([[], [...(left.get('nkv') ?? new Map<string, string>()).keys()].sort(), 0]);
  });

  test('read from the vault file itself: the same', () => {
    const file = join(home, 'vault.json');
    const key = Buffer.from(readFileSync(join(home, 'vault.key'), 'utf8').trim(), 'base64');
    const entries = unseal(nodeCrypto, key, { sealed: parseSealed(readFileSync(file, 'utf8'), file), file });
    const own = [...entries.keys()].filter((each) => each.startsWith(ownSpace));
    expect([...entries.keys()].filter((each) => !own.includes(each)).sort()).toEqual(victims.map((victim) => `${victim.key}/${canary}`).sort());
    expect([strayKeys(own), own.map(decoded).sort()]).toEqual([[], [...(left.get('vault') ?? new Map<string, string>()).keys()].sort()]);
  });
});
