import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export class CheckFailure extends Error {}

interface Command {
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Runs a program quietly, by default Node, and answers what it wrote to stdout. Throws a `CheckFailure` with all it wrote. */
export function runQuietly({ command = process.execPath, args, cwd, env, timeoutMs = 600_000 }: Command): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
  let stdout = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CheckFailure(error.message)));
    child.on('close', (code, signal) => (code === 0 ? resolve(stdout) : reject(new CheckFailure(`${all.trimEnd()}\n(${signal ? `ended by ${signal}` : `exit code ${code}`})`))));
  });
}

const seconds = (from: number) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

function announce(name: string): (result: string) => void {
  const from = Date.now();
  const terminal = process.stdout.isTTY;
  if (terminal) process.stdout.write(`${name} …`);
  return (result) => process.stdout.write(`${terminal ? '\r' : ''}${name} ${result} (${seconds(from)})\n`);
}

/** Prints a line per check as it ends, and counts. */
export function createReport() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  return {
    /** Answers whether it passed. What `work` resolves to is printed behind "ok". */
    async check(name: string, work: () => Promise<string | undefined>): Promise<boolean> {
      const finish = announce(name);
      try {
        const note = await work();
        finish(note ? `ok: ${note}` : 'ok');
        count.passed += 1;
        return true;
      } catch (error) {
        finish('failed');
        console.log(error instanceof CheckFailure ? error.message.replace(/^/gm, '  ') : error);
        count.failed += 1;
        return false;
      }
    },
    /** For what cannot be checked: says why, and counts it as skipped. */
    leaveOut(name: string, reason: string): void {
      console.log(`${name} left out: ${reason}`);
      count.skipped += 1;
    },
    /** Sets the exit code; `--report=<file>` among the arguments asks for the counts as JSON. */
    finish(args: readonly string[]): void {
      const file = args.find((arg) => arg.startsWith('--report='))?.slice('--report='.length);
      if (file) writeFileSync(file, JSON.stringify(count));
      process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
    },
  };
}
