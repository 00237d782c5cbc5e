import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A server of its own, for tests that break it. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** A client past the connector. */
  readonly admin: Redis;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  close(): Promise<void>;
}

interface Silent {
  readonly port: number;
  /** Resolves with the next connection. */
  readonly reached: Promise<unknown>;
  close(): Promise<void>;
}

/** An address that takes connections and says nothing. */
export async function listen(onPort = 0): Promise<Silent> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  const reached = once(server, 'connection');
  await once(server.listen(onPort, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, reached, close };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const { port, close } = await listen();
  await close();
  return port;
}

async function whenReady(admin: Redis): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if ((await admin.ping().catch(() => '')) === 'PONG') return;
    await sleep(10);
  }
  throw new Error('redis-server did not answer within five seconds');
}

interface ServerOptions {
  readonly port?: number;
  /** Of redis-server. */
  readonly args?: readonly string[];
  readonly password?: string;
  /** The configuration of a sentinel, which this server is then. */
  readonly sentinel?: string;
}

function argsOf({ args = [], password, sentinel }: ServerOptions, folder: string): string[] {
  if (sentinel === undefined) return ['--save', '', '--appendonly', 'no', ...(password === undefined ? [] : ['--requirepass', password]), ...args];
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, sentinel);
  return [file, '--sentinel', ...args];
}

// The shell's input closes when this process is gone, however it went: no server outlives its tests.
const guarded = 'redis-server "$@" >/dev/null 2>&1 & echo $!; read -r _; kill -9 $! 2>/dev/null; wait $!';

async function spawnGuarded(args: readonly string[]): Promise<{ pid: number; end: () => Promise<void> }> {
  const shell = spawn('sh', ['-c', guarded, 'sh', ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(shell, 'exit');
  const [pid] = (await once(shell.stdout, 'data')) as [Buffer];
  const end = async (): Promise<void> => {
    shell.stdin.end();
    await exited;
  };
  return { pid: Number(pid.toString()), end };
}

/** Starts a server; ready when it resolves. */
export async function startRedisServer(options: ServerOptions = {}): Promise<RedisServer> {
  const { port, password } = options;
  const on = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'smyth-redis-'));
  const { pid, end } = await spawnGuarded([...argsOf(options, folder), '--port', String(on), '--bind', '127.0.0.1', '--dir', folder]);
  const admin = new Redis({ port: on, host: '127.0.0.1', maxRetriesPerRequest: 0, retryStrategy: () => 10, enableOfflineQueue: false, ...(password === undefined ? {} : { password }) });
  admin.on('error', () => undefined);
  await whenReady(admin);
  return {
    port: on,
    url: `redis://127.0.0.1:${on}`,
    admin,
    signal: async (name) => (name === 'SIGKILL' ? end() : void process.kill(pid, name)),
    async close() {
      admin.disconnect();
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
