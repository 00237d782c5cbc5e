import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnose } from './bootstrap/diagnose.mjs';
import { taskEnvironment, toolEnvironment, withTools } from './bootstrap/environment.mjs';
import { judgeNode, places } from './bootstrap/machine.mjs';

const here = import.meta.dirname;

describe('a failed installer is explained', () => {
  const explain = (output: string): unknown => diagnose('installing packages', output, '/home/me/checkout');

  test.each([
    ['npm error code ENOTFOUND', 'The package registry cannot be reached.'],
    ['WARN GET https://example.test/x error (ECONNREFUSED)', 'The package registry cannot be reached.'],
    ['ENOSPC: no space left on device, write', 'The disk is full.'],
    ['ECONNRESET while writing: ENOSPC', 'The disk is full.'],
    ['npm error code EINTEGRITY', 'A downloaded package is damaged.'],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'The certificate of the package registry is not trusted.'],
    ['npm error code E401', 'The package registry refuses access.'],
    ['npm error code ETARGET', 'The package registry lacks a pinned version.'],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install', 'The lockfile does not match a package.json.'],
    ['\nended by SIGKILL', 'The installer was stopped, probably for lack of memory.'],
    ['spawn npm ENOENT', 'npm cannot be found.'],
    ['something nobody has seen before', '"installing packages" failed.'],
  ])('%j: %s', (output, problem) => {
    expect(explain(output)).toMatchObject({ problem, fix: expect.stringMatching(/\w/) });
  });

  test('a refused write in the checkout asks for another folder', () => {
    expect(explain("EACCES: permission denied, mkdir '/home/me/checkout/node_modules'")).toEqual({
      problem: '/home/me/checkout cannot be written.',
      fix: 'Clone into a folder you own, and run the command as its owner.',
    });
  });

  test('a refused write elsewhere is about the cache', () => {
    expect(explain("EROFS: read-only file system, open '/home/me/.npm/_cacache/x'")).toEqual({
      problem: '/home/me/.npm/_cacache/x cannot be written.',
      fix: 'Make it yours, or set npm_config_cache and npm_config_store_dir to folders you can write.',
    });
  });
});

describe('the Node it runs on', () => {
  test.each([
    ['18.20.4', 'too-old'],
    ['20.0.0', 'starter'],
    ['22.17.1', 'starter'],
    ['22.18.0', 'current'],
    ['24.21.0', 'current'],
  ])('%s is %s', (version, verdict) => {
    expect(judgeNode(version)).toBe(verdict);
  });
});

describe('the environment of children', () => {
  const caller = { PATH: '/usr/bin', NODE_ENV: 'production', OPENAI_API_KEY: 'k', npm_config_omit: 'optional', npm_lifecycle_event: 'start', INIT_CWD: '/', npm_config_https_proxy: 'http://proxy', NPM_TOKEN: 't' };

  test('a task sees what its caller set, and nothing of npm but the way to the registry', () => {
    expect(taskEnvironment(caller)).toEqual({ PATH: '/usr/bin', NODE_ENV: 'production', OPENAI_API_KEY: 'k', npm_config_https_proxy: 'http://proxy', NPM_TOKEN: 't' });
  });

  test('a tool does not see NODE_ENV', () => {
    expect(toolEnvironment(caller)).not.toHaveProperty('NODE_ENV');
  });

  test("the workspace's Node and pnpm come first on the path", () => {
    const where = places('/checkout', { platform: 'linux', arch: 'none' });
    expect(withTools({ Path: '/usr/bin' }, where)).toEqual({ Path: [dirname(process.execPath), where.binaries, '/usr/bin'].join(delimiter) });
  });
});

// Writes what npm, pnpm and vitest would leave behind, as far as the bootstrap looks at it.
const pretendedTools = {
  vitest: `process.on('SIGTERM', () => process.exit(40)); console.log(JSON.stringify({ args: process.argv.slice(2), omit: process.env.npm_config_omit, mode: process.env.NODE_ENV }));
    if (process.argv.includes('wait')) { setInterval(() => {}, 1000); } else { process.exitCode = 3; }`,
  pnpm: `const fs = require('node:fs'); fs.mkdirSync('node_modules/vitest', { recursive: true }); fs.copyFileSync(process.env.TOOLS + '/vitest.mjs', 'node_modules/vitest/vitest.mjs');`,
  npm: `#!/usr/bin/env node
    const fs = require('node:fs'); fs.appendFileSync(process.env.TOOLS + '/calls', 'npm ' + process.argv[2] + '\\n');
    const finish = () => { fs.mkdirSync('node_modules/pnpm/bin', { recursive: true }); fs.copyFileSync(process.env.TOOLS + '/pnpm.cjs', 'node_modules/pnpm/bin/pnpm.cjs'); };
    const error = process.env.FAILS_WITH; if (error) { console.error(error); process.exit(1); } setTimeout(finish, Number(process.env.TAKES_MS ?? 0));`,
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function createCheckout() {
  const base = mkdtempSync(join(tmpdir(), 'smyth bootstrap '));
  folders.push(base);
  const [root, tools] = [join(base, 'checkout'), join(base, 'tools')];
  mkdirSync(join(root, 'tooling/toolchain'), { recursive: true });
  mkdirSync(tools);
  cpSync(join(here, 'bootstrap.mjs'), join(root, 'tooling/bootstrap.mjs'));
  cpSync(join(here, 'bootstrap'), join(root, 'tooling/bootstrap'), { recursive: true });
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'tooling/toolchain/package-lock.json']) writeFileSync(join(root, file), file);
  writeFileSync(join(tools, 'vitest.mjs'), pretendedTools.vitest);
  writeFileSync(join(tools, 'pnpm.cjs'), pretendedTools.pnpm);
  writeFileSync(join(tools, 'npm'), pretendedTools.npm);
  chmodSync(join(tools, 'npm'), 0o755);
  const start = (args: string[], extra: Record<string, string> = {}) => {
    const env = { PATH: [tools, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), TOOLS: tools, ...extra };
    return spawn(process.execPath, [join(root, 'tooling/bootstrap.mjs'), ...args], { cwd: base, env, stdio: ['ignore', 'pipe', 'pipe'] });
  };
  return { root, start, npmCalls: () => (existsSync(join(tools, 'calls')) ? readFileSync(join(tools, 'calls'), 'utf8').trim().split('\n').length : 0) };
}

type Child = ReturnType<ReturnType<typeof createCheckout>['start']>;

function finished(child: Child): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

const firstOutput = (child: Child) => new Promise((resolve) => child.stdout.once('data', resolve));

describe('the command', () => {
  test('an unknown task lists the known ones', async () => {
    const { code, stdout, stderr } = await finished(createCheckout().start(['fly']));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/There is no task "fly"\.\n {2}One of: start, test, /);
  });

  test('prepares once, keeps arguments, exit code and stdout, and drops what would change an installation', async () => {
    const { start, npmCalls } = createCheckout();
    const hostile = { NODE_ENV: 'production', CI: 'true', npm_config_omit: 'optional' };
    const expected = { code: 3, stdout: `${JSON.stringify({ args: ['run', '--bail', 'a b'] })}\n` };
    const first = await finished(start(['test', '--bail', 'a b'], hostile));
    expect(first).toMatchObject(expected);
    expect(first.stderr).toMatch(/· fetching pnpm\n {2}done in [\d.]+ s\n· installing packages\n {2}done in/);
    expect(await finished(start(['test', '--bail', 'a b'], hostile))).toEqual({ ...expected, stderr: '' });
    expect(npmCalls()).toBe(1);
  });

  test('a changed lockfile prepares again, without fetching the tools a second time', async () => {
    const { root, start, npmCalls } = createCheckout();
    await finished(start(['test']));
    writeFileSync(join(root, 'pnpm-lock.yaml'), 'changed');
    const { stderr } = await finished(start(['test']));
    expect(stderr).toMatch(/^· installing packages\n {2}done in [\d.]+ s\n$/);
    expect(npmCalls()).toBe(1);
  });

  test('a failed preparation says what to do, and the next run starts over', async () => {
    const { start } = createCheckout();
    const { code, stdout, stderr } = await finished(start(['test'], { FAILS_WITH: 'npm error code ENOTFOUND' }));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/npm error code ENOTFOUND\n\nThe package registry cannot be reached\.\n {2}Check the network/);
    expect(await finished(start(['test']))).toMatchObject({ code: 3 });
  });

  test('two first runs at once prepare once', async () => {
    const { start, npmCalls } = createCheckout();
    const results = await Promise.all([finished(start(['test'], { TAKES_MS: '300' })), finished(start(['test'], { TAKES_MS: '300' }))]);
    expect(results.map(({ code }) => code)).toEqual([3, 3]);
    expect(results.map(({ stderr }) => stderr).join('')).toContain('waiting for another first run');
    expect(npmCalls()).toBe(1);
  });

  test('a run that was killed while installing is taken over once its installer has ended too', async () => {
    const { start, npmCalls } = createCheckout();
    const killed = start(['test'], { TAKES_MS: '600' });
    const ended = finished(killed);
    await expect.poll(npmCalls).toBe(1);
    killed.kill('SIGKILL');
    await ended;
    expect(await finished(start(['test']))).toMatchObject({ code: 3 });
    expect(npmCalls()).toBe(2);
  });

  test('a signal reaches the task, whose answer is the exit code', async () => {
    const child = createCheckout().start(['test', 'wait']);
    const ended = finished(child);
    await firstOutput(child);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 40 });
  });
});
