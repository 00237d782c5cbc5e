import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../bootstrap/failure.mjs';
import { ensureInstalled } from './install.ts';
import type { Place, Service } from './service.ts';

const readyWithinMs = 15_000;
const keptCharacters = 20_000;

/** Started services. */
export interface Running {
  /** Where they are, for the tests. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pids: readonly number[];
  /** Ends them by their pids. Does not wait, and may be called more than once: also a process that is exiting can do it. */
  stop(): void;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The last of what a program printed. */
function collect(child: ChildProcess): () => string {
  let output = '';
  const add = (text: string): void => {
    output = (output + text).slice(-keptCharacters);
  };
  child.stdout?.setEncoding('utf8').on('data', add);
  child.stderr?.setEncoding('utf8').on('data', add);
  child.on('error', (error) => add(error.message));
  return () => output;
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess): boolean => pid === undefined || exitCode !== null || signalCode !== null;

async function whenReady(service: Service, place: Place, child: ChildProcess): Promise<boolean> {
  for (const from = Date.now(); Date.now() - from < readyWithinMs && !hasEnded(child); await sleep(20)) {
    if (await service.isReady(place).catch(() => false)) return !hasEnded(child);
  }
  return false;
}

async function startOne(service: Service): Promise<Running> {
  ensureInstalled(service);
  const place = { port: await freePort(), folder: mkdtempSync(join(tmpdir(), 'smyth-service-')) };
  const child = spawn(service.command, service.args(place), { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = (): void => {
    if (!hasEnded(child)) child.kill('SIGKILL');
    rmSync(place.folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  if (await whenReady(service, place, child)) return { environment: service.environment(place), pids: [child.pid as number], stop };
  const ended = hasEnded(child);
  stop();
  await closed; // what it printed last may still be on its way
  throw new Failure(`${service.command} ${ended ? 'ended at once' : `was not ready within ${readyWithinMs / 1000} s`}.`, 'See what it said above.', output());
}

/** Starts each on a free port; ready when it resolves. One that fails takes the others down. */
export async function startServices(wanted: readonly Service[]): Promise<Running> {
  const running: Running[] = [];
  const stop = (): void => {
    for (const one of running.toReversed()) one.stop();
  };
  try {
    for (const service of wanted) running.push(await startOne(service));
  } catch (error) {
    stop();
    throw error;
  }
  return { environment: Object.assign({}, ...running.map(({ environment }) => environment)) as Record<string, string>, pids: running.flatMap(({ pids }) => pids), stop };
}
