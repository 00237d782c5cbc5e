import type { Interceptor } from 'smyth-runtime';

/** One mediated call, as the demo shows it. */
export interface RecordedCall {
  readonly call: string;
  readonly connector: string;
  readonly by: string;
  readonly outcome: 'ok' | 'refused' | 'failed';
}

/** An observer that keeps a line of every call that passes the kernel. */
export function createCallRecorder(): { calls: RecordedCall[]; interceptor: Interceptor } {
  const calls: RecordedCall[] = [];
  const interceptor: Interceptor = {
    name: 'demo-recorder',
    stage: 'observe',
    after({ subsystem, method, connector, context }, outcome) {
      const error = 'error' in outcome ? (outcome.error as { code?: string } | undefined) : undefined;
      calls.push({
        call: `${subsystem}.${method}`,
        connector,
        by: context.candidate.toString(),
        outcome: error === undefined ? 'ok' : error.code === 'KERNEL_ACCESS_DENIED' ? 'refused' : 'failed',
      });
    },
  };
  return { calls, interceptor };
}
