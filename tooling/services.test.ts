import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Failure } from './bootstrap/failure.mjs';
import { ensureInstalled, missing } from './services/install.ts';
import type { Place, Service } from './services/service.ts';
import { type Running, startServices } from './services/start.ts';
import { services } from './services/table.ts';

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A service that is a shell script, ready once it has written the file `ready`; it tells where it was put. */
function scripted(name: string, script: string): Service & { readonly places: Place[] } {
  const places: Place[] = [];
  return {
    places,
    command: 'sh',
    debianPackage: 'dash',
    args: (place) => {
      places.push(place);
      return ['-c', script];
    },
    environment: ({ port }) => ({ [`${name}_PORT`]: String(port) }),
    isReady: async ({ folder }) => existsSync(join(folder, 'ready')),
  };
}

async function start(...wanted: Service[]): Promise<Running> {
  const running = await startServices(wanted);
  stops.push(running.stop);
  return running;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const longLived = 'touch ready; exec sleep 60';

describe('services for tests', () => {
  test('are ready, each on a port of its own, when starting them resolves, and say where they are', async () => {
    const [a, b] = [scripted('A', `sleep 0.1; ${longLived}`), scripted('B', longLived)];
    const { environment, pids } = await start(a, b);
    expect(environment).toEqual({ A_PORT: String(a.places[0]?.port), B_PORT: String(b.places[0]?.port) });
    expect(environment['A_PORT']).not.toBe(environment['B_PORT']);
    expect(pids.map(isAlive)).toEqual([true, true]);
  });

  test('are gone, and their folders with them, when they are stopped, also twice', async () => {
    const a = scripted('A', longLived);
    const { pids, stop } = await start(a);
    stop();
    stop();
    await expect.poll(() => pids.some(isAlive)).toBe(false);
    expect(existsSync(a.places[0]?.folder ?? '')).toBe(false);
  });

  test('that end instead of getting ready fail with what they printed, and take the others down', async () => {
    const [a, broken] = [scripted('A', 'echo $$ > pid; touch ready; exec sleep 60'), scripted('B', 'echo "a setting is wrong" >&2; exit 3')];
    const failure: unknown = await startServices([a, broken]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ message: 'sh ended at once.', output: 'a setting is wrong\n' });
    expect([a, broken].map(({ places }) => existsSync(places[0]?.folder ?? dirname('.')))).toEqual([false, false]);
  });

  test('that are installed are not installed again', () => {
    expect(() => ensureInstalled({ command: 'sh', debianPackage: 'no-such-package' })).not.toThrow();
  });

  test('that cannot be installed say what to install', () => {
    expect(missing(services.redis)).toMatchObject({
      message: 'redis-server is needed and is not installed.',
      fix: 'On Debian or Ubuntu: sudo apt-get install -y redis-server. Elsewhere install it so that "redis-server" is on the PATH.',
    });
  });

  test('know what tests read to find them', () => {
    expect(services.redis.environment({ port: 6400, folder: '/f' })).toEqual({ SMYTH_TEST_REDIS_URL: 'redis://127.0.0.1:6400' });
    expect(services.redis.args({ port: 6400, folder: '/f' })).toEqual(['--port', '6400', '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/f']);
  });
});
