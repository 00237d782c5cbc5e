import { execFile } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the source of a module in a process of its own, with nothing of this environment but what is given. */
export function runModule(source: string, { env = {}, cwd = import.meta.dirname }: { env?: Record<string, string>; cwd?: string } = {}): Promise<Ran> {
  const args = ['--conditions=smyth-source', '--input-type=module-typescript', '-e', source];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000, maxBuffer: 2 ** 26 }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
    });
  });
}
