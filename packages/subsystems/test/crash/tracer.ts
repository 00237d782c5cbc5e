import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

export const tracer = 'strace';

/** Why system calls cannot be watched here; undefined: they can. */
function obstacle(): string | undefined {
  const { error, status, stderr } = spawnSync(tracer, ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return 'strace is not installed (on Debian or Ubuntu: apt-get install -y strace)';
  return status === 0 ? undefined : `strace may not trace here: ${stderr.trim()}`;
}

/** Leaves the test out, and says why, where no system call can be watched. */
export function needsTracer(context: TestContext): void {
  const reason = obstacle();
  if (reason === undefined) return;
  process.stdout.write(`left out: ${context.task.name}: ${reason}\n`);
  context.skip(reason);
}
