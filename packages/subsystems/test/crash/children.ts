import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const nodeArgs = ['--conditions=smyth-source'];
export const programs = {
  writing: join(import.meta.dirname, 'writing-process.ts'),
  traced: join(import.meta.dirname, 'traced-write.ts'),
  faulted: join(import.meta.dirname, 'faulted-write.ts'),
  fullDisk: join(import.meta.dirname, 'full-disk.ts'),
  warmUp: join(import.meta.dirname, 'stores/table.ts'),
} as const;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Run {
  readonly program: string;
  readonly args?: readonly string[];
  /** Where Node keeps what it compiled, so that starting is quick. */
  readonly cache?: string;
  /** A command that runs Node, with its arguments. */
  readonly under?: readonly string[];
  /** Called with a way to kill it as it starts, and with all it said so far whenever it said something. */
  readonly started?: (kill: () => void) => void;
  readonly heard?: (kill: () => void, out: string) => void;
}

/** Runs a program of this folder on Node itself, so that its process id is the one that is killed. */
export function runProgram({ program, args = [], cache, under = [], started, heard }: Run): Promise<Ended> {
  const [command = process.execPath, ...rest] = [...under, process.execPath, ...nodeArgs, program, ...args];
  const env = { PATH: process.env['PATH'] ?? '', ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) };
  const child = spawn(command, rest, { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    heard?.(kill, out);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  started?.(kill);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

/** A folder for as long as `work` takes. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'smyth-crash-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
