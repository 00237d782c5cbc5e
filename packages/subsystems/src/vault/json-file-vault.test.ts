import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { AccessCandidate, boot, type Candidate, type Handle, type Kernel } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeFolder, homePort } from '../home/index.ts';
import { localStorage, storageSubsystem } from '../storage/index.ts';
import { jsonFileVault, type VaultContract, vaultSubsystem } from './index.ts';

const run = promisify(execFile);
const subsystems = [homePort, vaultSubsystem];
const me = AccessCandidate.agent('a1');
let root: string;
let file: string;
let kernels: Kernel[];

async function bootVault(settings: { file?: string; key?: string } = {}, environment: Record<string, string> = {}): Promise<Kernel> {
  const kernel = await boot({ subsystems, use: [jsonFileVault({ file, ...settings })], environment });
  kernels.push(kernel);
  return kernel;
}
const vaultOf = async (candidate: Candidate = me, settings: { file?: string; key?: string } = {}): Promise<Handle<VaultContract>> =>
  (await bootVault(settings)).connectors.get('vault').as(candidate);
const valueOf = async (vault: Handle<VaultContract>, name: string): Promise<string | undefined> => (await vault.get(name))?.reveal();
const child = (body: string): string[] => [
  '--conditions=smyth-source',
  '--input-type=module',
  '--eval',
  `import { AccessCandidate, boot } from '@smyth/kernel';
   import { homePort } from ${JSON.stringify(new URL('../home/index.ts', import.meta.url).href)};
   import { jsonFileVault, vaultSubsystem } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
   const kernel = await boot({ subsystems: [homePort, vaultSubsystem], use: [jsonFileVault({ file: ${JSON.stringify(file)} })] });
   const vault = kernel.connectors.get('vault').as(AccessCandidate.agent('a1'));
   ${body}
   await kernel.stop();`,
];
const runChild = (body: string): Promise<unknown> => run(process.execPath, child(body), { cwd: import.meta.dirname });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'smyth-vault-'));
  file = join(root, 'vault.json');
  kernels = [];
});
afterEach(async () => {
  await Promise.all(kernels.map((kernel) => kernel.stop()));
  await rm(root, { recursive: true });
});

describe('where JSONFileVault keeps secrets', () => {
  it('is "vault.json" in the home, and memory without one', async () => {
    const home = join(root, 'home');
    await using lasting = await boot({ subsystems, use: [homeFolder({ folder: home })] });
    await lasting.connectors.get('vault').as(me).set('a', 'x');
    expect((await readdir(home)).sort()).toEqual(['vault.json', 'vault.key', '~vault.json.lock']);
    await using fleeting = await boot({ subsystems });
    await fleeting.connectors.get('vault').as(me).set('a', 'x');
    expect(await valueOf(fleeting.connectors.get('vault').as(me), 'a')).toBe('x');
  });

  it('is untouched until something is set', async () => {
    const vault = await vaultOf();
    expect([await vault.get('a'), await vault.exists('a'), await vault.listKeys()]).toEqual([undefined, false, { items: [] }]);
    await vault.delete('a');
    await expect(vault.set('a', '')).rejects.toMatchObject({ code: 'VAULT_BAD_VALUE' });
    expect(await readdir(root)).toEqual([]);
  });

  it('is for its owner alone, and shows nothing', async () => {
    const vault = await vaultOf();
    await vault.set('openai', 'sk-canary-0123456789');
    const modes = await Promise.all([file, join(root, 'vault.key')].map(async (path) => (await stat(path)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600]);
    const everything = (await Promise.all((await readdir(root)).map((name) => readFile(join(root, name), 'latin1')))).join('');
    const forms = ['sk-canary-0123456789', Buffer.from('sk-canary-0123456789').toString('base64'), Buffer.from('sk-canary-0123456789').toString('hex'), 'openai'];
    expect(forms.filter((form) => everything.includes(form))).toEqual([]);
  });

  it('keeps tenants, agents, users and teams apart', async () => {
    const who = [me, AccessCandidate.agent('A1'), AccessCandidate.user('a1'), AccessCandidate.team('a1'), AccessCandidate.agent('a1', { tenant: 't2' })];
    const kernel = await bootVault();
    const vaults = who.map((candidate) => kernel.connectors.get('vault').as(candidate));
    for (const [i, vault] of vaults.entries()) await vault.set('openai', `value ${i}`);
    expect(await Promise.all(vaults.map((vault) => valueOf(vault, 'openai')))).toEqual(['value 0', 'value 1', 'value 2', 'value 3', 'value 4']);
    expect(await Promise.all(vaults.map((vault) => vault.listKeys()))).toEqual(who.map(() => ({ items: [{ name: 'openai' }] })));
    await expect(vaults[1]?.get('smythfs://a1.agent/openai')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  it.each([
    [' ', 'is an empty text'],
    ['a\0b', 'has a NUL character'],
    ['folder/', 'is a folder'],
  ])('refuses the file %j', async (wrong, reason) => {
    await expect(bootVault({ file: wrong })).rejects.toMatchObject({ code: 'VAULT_BAD_FILE', message: expect.stringContaining(reason) as string });
  });
});

describe('secrets that were given out or set', () => {
  it('are redacted in whatever is printed, and say where they are from', async () => {
    const kernel = await bootVault();
    const vault = kernel.connectors.get('vault').as(me);
    await vault.set('set', 'canary-that-was-set');
    expect(kernel.redact('x canary-that-was-set y')).toBe('x [secret] y');
    expect((await vault.get('set'))?.source).toBe('vault:default/agent/a1/set');
  });

  it('fill $vault(NAME) in settings of other connectors', async () => {
    const kernel = await bootVault();
    await kernel.connectors.get('vault').as(systemCandidate('operator')).set('place', join(root, 'from the vault'));
    const use = [jsonFileVault({ file }), localStorage({ folder: '$vault(place)' })];
    await using other = await boot({ subsystems: [...subsystems, storageSubsystem], use });
    await other.connectors.get('storage').as(me).write('a', 'x');
    expect(await readdir(join(root, 'from the vault'))).toEqual(['default', '~lock']);
  });
});

describe('the key', () => {
  it('is made at the first write, and opens the vault for the next runtime', async () => {
    await (await vaultOf()).set('a', 'x');
    const key = await readFile(join(root, 'vault.key'), 'utf8');
    const next = await vaultOf();
    await next.set('b', 'y');
    expect([await valueOf(next, 'a'), await valueOf(next, 'b'), await readFile(join(root, 'vault.key'), 'utf8')]).toEqual(['x', 'y', key]);
  });

  it('can be a passphrase, from the settings or the environment', async () => {
    const first = await vaultOf(me, { key: 'correct horse battery staple' });
    await first.set('a', 'x');
    expect((await readdir(root)).sort()).toEqual(['vault.json', '~vault.json.lock']);
    const second = (await bootVault({}, { SMYTH_VAULT_KEY: 'correct horse battery staple' })).connectors.get('vault').as(me);
    expect(await valueOf(second, 'a')).toBe('x');
  });

  it('that is another one opens nothing and overwrites nothing', async () => {
    await (await vaultOf(me, { key: 'the right passphrase' })).set('a', 'x');
    const before = await readFile(file, 'utf8');
    const wrong = await vaultOf(me, { key: 'the wrong passphrase' });
    for (const work of [() => wrong.get('a'), () => wrong.exists('a'), () => wrong.listKeys(), () => wrong.set('b', 'y'), () => wrong.delete('a')]) await expect(work()).rejects.toMatchObject({ code: 'VAULT_WRONG_KEY' });
    await expect((await vaultOf()).set('b', 'y')).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('that is missing, replaced or of another kind opens nothing and overwrites nothing', async () => {
    await (await vaultOf()).set('a', 'x');
    const before = await readFile(file, 'utf8');
    await expect((await vaultOf(me, { key: 'a passphrase' })).set('b', 'y')).rejects.toMatchObject({ code: 'VAULT_WRONG_KEY' });
    const key = join(root, 'vault.key');
    await writeFile(key, `${Buffer.alloc(32, 1).toString('base64')}\n`);
    await expect((await vaultOf()).set('b', 'y')).rejects.toMatchObject({ code: 'VAULT_WRONG_KEY' });
    await writeFile(key, 'too short');
    await expect((await vaultOf()).set('b', 'y')).rejects.toMatchObject({ code: 'VAULT_BROKEN', details: { file: key } });
    await unlink(key);
    await expect((await vaultOf()).set('b', 'y')).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' });
    expect([await readFile(file, 'utf8'), await readdir(root)]).toEqual([before, expect.not.arrayContaining(['vault.key'])]);
  });

  it.each([0o640, 0o604, 0o660])('in a file of mode %o is refused, and the remedy named', async (mode) => {
    await (await vaultOf()).set('a', 'x');
    await chmod(join(root, 'vault.key'), mode);
    await expect((await vaultOf()).get('a')).rejects.toMatchObject({
      code: 'VAULT_KEY_EXPOSED',
      message: expect.stringContaining(`(mode 0${mode.toString(8)})`) as string,
      fix: `Run: chmod 600 "${join(root, 'vault.key')}". If somebody may have read it, replace the secrets.`,
    });
  });
});

describe('a vault file that is not what it was', () => {
  it.each([
    ['is cut off', (text: string) => text.slice(0, -40), 'VAULT_BROKEN'],
    ['is empty', () => '', 'VAULT_BROKEN'],
    ['has other data', (text: string) => text.replace(/"data": "(....)/, '"data": "AAAA'), 'VAULT_BROKEN'],
    ['is of a newer release', (text: string) => text.replace('"version": 1', '"version": 2'), 'VAULT_NEWER'],
  ])('opens nothing and is not overwritten when it %s', async (_, change, code) => {
    await (await vaultOf()).set('a', 'x');
    const changed = change(await readFile(file, 'utf8'));
    await writeFile(file, changed);
    const vault = await vaultOf();
    for (const work of [() => vault.get('a'), () => vault.set('b', 'y'), () => vault.delete('a')]) await expect(work()).rejects.toMatchObject({ code });
    expect(await readFile(file, 'utf8')).toBe(changed);
  });

  it('is not followed when it is a link', async () => {
    await writeFile(join(root, 'elsewhere'), 'outside');
    await symlink(join(root, 'elsewhere'), file);
    const vault = await vaultOf();
    await expect(vault.get('a')).rejects.toMatchObject({ code: 'VAULT_FAILED', details: { reason: 'ELOOP' } });
    await expect(vault.set('a', 'x')).rejects.toMatchObject({ code: 'VAULT_FAILED' });
    expect(await readFile(join(root, 'elsewhere'), 'utf8')).toBe('outside');
  });

  it('is noticed at the next read, also by whoever has read before', async () => {
    const [one, two] = [await vaultOf(), await vaultOf()];
    for (let i = 0; i < 30; i++) {
      await one.set('a', `value ${i}`);
      expect(await valueOf(two, 'a')).toBe(`value ${i}`);
    }
    await two.delete('a');
    expect(await one.get('a')).toBe(undefined);
    await unlink(file);
    expect(await two.listKeys()).toEqual({ items: [] });
  });

  it('can be given back from a backup while the runtime runs', async () => {
    const vault = await vaultOf();
    await vault.set('a', 'x');
    const backup = await readFile(file);
    await vault.delete('a');
    await writeFile(file, 'damaged');
    await expect(vault.get('a')).rejects.toMatchObject({ code: 'VAULT_BROKEN' });
    await writeFile(file, backup);
    expect(await valueOf(vault, 'a')).toBe('x');
  });

  it('says so when its folder cannot be made', async () => {
    // Nobody may make folders there, not even the superuser.
    const vault = await vaultOf(me, { file: '/sys/kernel/vault/vault.json' });
    await expect(vault.set('a', 'x')).rejects.toMatchObject({ code: 'VAULT_NOT_WRITABLE' });
  });
});

describe('two processes on one vault', () => {
  it('lose nothing of what they set at the same time, and agree on the key', async () => {
    const set = (who: string): Promise<unknown> => runChild(`for (let i = 0; i < 20; i++) await vault.set(${JSON.stringify(who)} + '-' + i, 'of ' + ${JSON.stringify(who)});`);
    await Promise.all([set('one'), set('two')]);
    const vault = await vaultOf();
    const names = ['one', 'two'].flatMap((who) => Array.from({ length: 20 }, (_, i) => `${who}-${i}`));
    expect((await vault.listKeys()).items.map(({ name }) => name)).toEqual(names.sort());
    expect([await valueOf(vault, 'one-19'), await valueOf(vault, 'two-0')]).toEqual(['of one', 'of two']);
  }, 30_000);
});

describe('a process that is killed while it sets', () => {
  it('loses nothing it was told of, and leaves the vault whole', async () => {
    const body = `for (let i = Number(process.argv[1]); ; i++) { await vault.set('n' + i, 'v' + i); console.log(i); }`;
    let last = 0;
    for (let cycle = 0; cycle < 4; cycle++) {
      const writer = spawn(process.execPath, [...child(body), String(last + 1)], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise((resolve) => writer.once('close', resolve));
      const until = last + 5 + cycle;
      for await (const line of createInterface(writer.stdout)) {
        last = Number(line);
        if (last === until) writer.kill('SIGKILL');
      }
      await ended;
      const names = (await (await vaultOf()).listKeys()).items.map(({ name }) => Number(name.slice(1))).sort((a, b) => a - b);
      const told = Array.from({ length: last }, (_, i) => i + 1);
      expect([told, [...told, last + 1]]).toContainEqual(names);
      last = names.length;
    }
  }, 30_000);
});
