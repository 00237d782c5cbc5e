import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface StartedModule {
  /** The next line it prints. @throws when it ends without one, with what it said on stderr */
  line(): Promise<string>;
  /** Closes its stdin, on which it waits, and resolves with its exit code once it is gone. */
  end(): Promise<number | null>;
}

/** Runs the source of a module in a process of its own that goes on until its stdin is closed. */
export function startModule(source: string): StartedModule {
  const waiting = `${source}\nawait new Promise((resolve) => process.stdin.resume().once('end', resolve));`;
  const child = spawn(process.execPath, ['--conditions=smyth-source', '--input-type=module-typescript', '-e', waiting], { cwd: import.meta.dirname, env: { PATH: process.env['PATH'] ?? '' } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    async line() {
      const next = await lines.next();
      if (next.done) throw new Error(`The process ended without a line: ${said}`);
      return next.value;
    },
    end() {
      child.stdin.end();
      return gone;
    },
  };
}
