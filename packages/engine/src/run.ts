import type { CallContext, Clock, Ids, Redactor } from '@smyth/kernel';
import { runErrors } from './errors.ts';
import { createMemoryJournal, type Journal, toSummary } from './journal.ts';

/** Where a run ends whatever the model wants. */
export interface RunLimits {
  /** Model calls. Absent: 16. */
  readonly steps: number;
  /** Tool calls one answer may ask for; the rest is refused and told. Absent: 32. */
  readonly toolCallsPerStep: number;
  /** Tools that run side by side. Absent: 8. */
  readonly parallelTools: number;
  /** Absent: ten minutes. */
  readonly wallTimeMs: number;
}

export const defaultLimits: RunLimits = Object.freeze({ steps: 16, toolCallsPerStep: 32, parallelTools: 8, wallTimeMs: 600_000 });

/** One piece of work from its start to its end: who for, within which limits, and the journal of what happened. */
export interface Run {
  readonly id: string;
  readonly context: CallContext;
  readonly limits: RunLimits;
  readonly journal: Journal;
  /** The context of one step: what it calls is seen to belong to this run. */
  contextOf(step: string, labels?: Readonly<Record<string, string>>): CallContext;
  /** Whether its time is used up; its signal is then aborted. */
  isOver(): boolean;
  /** Writes the end into the journal and lets go of the timer; only the first call counts. */
  end(status: 'completed' | 'failed' | 'cancelled', error?: unknown): void;
}

/** Starts a run whose journal is kept in memory. `context` is who it is for; its signal cancels the run, and so does the wall time. */
export function startRun(context: CallContext, limits: Partial<RunLimits>, { clock, ids, redactor }: { clock: Clock; ids: Ids; redactor: Pick<Redactor, 'redactData'> }): Run {
  const id = ids.next('run');
  const all: RunLimits = { ...defaultLimits, ...limits };
  const deadline = Math.min(context.run?.deadline ?? Infinity, clock.now() + all.wallTimeMs);
  const journal = createMemoryJournal({ clock, redactor });
  // One signal and one timer serve every call of the run.
  const control = new AbortController();
  let over = false;
  let ended = false;
  const cancel = (): void => control.abort(context.signal?.reason);
  if (context.signal?.aborted) cancel();
  else context.signal?.addEventListener('abort', cancel, { once: true });
  const stopTimer = clock.after(Math.max(0, deadline - clock.now()), () => {
    over = true;
    control.abort(runErrors.TIME_LIMIT({ run: id }));
  });
  journal.append({ type: 'run-started', run: id, candidate: context.candidate.toString(), onBehalfOf: (context.onBehalfOf ?? []).map(String) });
  const ofRun: CallContext = { ...context, signal: control.signal, run: { id, deadline } };
  return {
    id,
    context: ofRun,
    limits: all,
    journal,
    contextOf: (step, labels) => ({ ...ofRun, run: { id, step, deadline }, ...(labels === undefined ? {} : { labels: { ...context.labels, ...labels } }) }),
    isOver: () => over,
    end(status, error) {
      if (ended) return;
      ended = true;
      stopTimer();
      context.signal?.removeEventListener('abort', cancel);
      journal.append({ type: 'run-ended', status, ...(error === undefined ? {} : { error: toSummary(error) }) });
    },
  };
}
