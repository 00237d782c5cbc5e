import { type Clock, isSmythError, type Redactor } from '@smyth/kernel';
import { runErrors } from './errors.ts';

/** An error as it is kept and shown: never a stack, never a cause. */
export interface ErrorSummary {
  readonly code: string;
  readonly message: string;
}

export type JournalEvent =
  | { readonly type: 'run-started'; readonly run: string; readonly candidate: string; readonly onBehalfOf: readonly string[] }
  | { readonly type: 'step-started'; readonly step: string; readonly label: string }
  | { readonly type: 'step-ended'; readonly step: string; readonly outcome: { readonly value: unknown } | { readonly error: ErrorSummary } }
  | { readonly type: 'run-ended'; readonly status: 'completed' | 'failed' | 'cancelled'; readonly error?: ErrorSummary };

/** One line of a journal: what happened, in which order, when (epoch ms). */
export type JournalEntry = JournalEvent & { readonly seq: number; readonly at: number };

/** The append-only record of one run. State, traces and costs are read from it. Live secrets are masked in what is recorded. */
export interface Journal {
  append(event: JournalEvent): void;
  readonly entries: readonly JournalEntry[];
  /**
   * Runs `work` between a record of the intent and one of the outcome. A step that ended before is not run again: it gives its
   * recorded value. @throws RUN_STEP_FAILED when it ended in an error before
   */
  step<T>(step: string, label: string, work: () => Promise<T>): Promise<T>;
}

export const toSummary = (error: unknown): ErrorSummary =>
  isSmythError(error) ? { code: error.code, message: error.message } : { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) };

/** A journal that lives as long as the process. */
export function createMemoryJournal({ clock, redactor }: { clock: Clock; redactor: Pick<Redactor, 'redactData'> }): Journal {
  const entries: JournalEntry[] = [];
  const ended = new Map<string, Extract<JournalEvent, { type: 'step-ended' }>['outcome']>();
  const append = (given: JournalEvent): void => {
    const event = redactor.redactData(given);
    entries.push(Object.freeze({ ...event, seq: entries.length, at: clock.now() }));
    if (event.type === 'step-ended') ended.set(event.step, event.outcome);
  };
  return {
    append,
    entries,
    async step<T>(step: string, label: string, work: () => Promise<T>): Promise<T> {
      const before = ended.get(step);
      if (before && 'error' in before) throw runErrors.STEP_FAILED({ step, ...before.error });
      if (before) return before.value as T;
      append({ type: 'step-started', step, label });
      try {
        const value = await work();
        append({ type: 'step-ended', step, outcome: { value } });
        return value;
      } catch (error) {
        append({ type: 'step-ended', step, outcome: { error: toSummary(error) } });
        throw error;
      }
    },
  };
}
