import { defineErrors } from '@smyth/kernel';

export const runErrors = defineErrors('RUN', {
  STEP_LIMIT: {
    category: 'limit',
    says: (d: { run: string; steps: number }) => `The run ${d.run} asked its model ${d.steps} times and still wanted to call tools.`,
    fix: 'Raise limits.steps, or make the skills answer more in one call. What was said so far is on the error as `partial`.',
  },
  CANCELLED: {
    category: 'unavailable',
    says: (d: { run: string }) => `The run ${d.run} was cancelled.`,
    fix: 'Its signal was aborted, or abort() was called; start it again if that was not meant.',
  },
  TIME_LIMIT: {
    category: 'limit',
    says: (d: { run: string }) => `The run ${d.run} used up its time.`,
    fix: 'Raise limits.wallTimeMs, or give it less to do.',
  },
  STEP_FAILED: {
    category: 'internal',
    says: (d: { step: string; code: string; message: string }) => `The step ${d.step} failed before, and its outcome is kept: ${d.message}`,
    fix: 'Start a new run to try it again.',
  },
});

export const toolErrors = defineErrors('TOOL', {
  UNKNOWN: {
    category: 'invalid',
    says: (d: { name: string; known: readonly string[] }) => `There is no tool "${d.name}".`,
    fix: (d: { known: readonly string[] }) => `Call one of: ${d.known.join(', ') || 'none, there are no tools'}.`,
  },
  BAD_ARGUMENTS: {
    category: 'invalid',
    says: (d: { name: string; problems: readonly string[] }) => `The arguments for ${d.name} do not fit: ${d.problems.join('; ')}.`,
    fix: 'Send one JSON object that fits the schema of the tool, with nothing besides.',
  },
  TOO_MANY_CALLS: {
    category: 'limit',
    says: (d: { name: string; most: number }) => `${d.name} was not called: one answer may ask for ${d.most} calls.`,
    fix: 'Ask for the rest in the next answer.',
  },
  BAD_RESULT: {
    category: 'internal',
    says: (d: { name: string; reason: string }) => `${d.name} returned something that JSON cannot hold: ${d.reason}.`,
    fix: 'Return plain data.',
  },
  FAILED: {
    category: 'internal',
    says: (d: { name: string; reason: string }) => `${d.name} failed: ${d.reason}.`,
    fix: 'The cause is attached.',
  },
  DUPLICATE: {
    category: 'config',
    says: (d: { name: string }) => `Two tools are called "${d.name}".`,
    fix: 'Give one of them another name.',
  },
});
