import { defineErrors } from '@smyth/kernel';

export const nkvErrors = defineErrors('NKV', {
  BAD_VALUE: {
    category: 'invalid',
    says: (d: { key: string; path: string; reason: string }) => `"${d.key}" cannot hold that: at ${d.path}, ${d.reason}.`,
    fix: 'Values are JSON; what is added to counters, their totals, limits and times are whole numbers within ±(2^53 - 1).',
  },
  LIMIT: {
    category: 'limit',
    says: (d: { key: string; total: number; delta: number; max: number }) => `The counter "${d.key}" stays at ${d.total}: adding ${d.delta} would pass its limit of ${d.max}.`,
    fix: 'Add less, or wait until the counter starts again.',
  },
  NOT_A_COUNTER: {
    category: 'conflict',
    says: (d: { key: string }) => `"${d.key}" holds a value that is not a whole number, so nothing can be added to it.`,
    fix: 'Use another key, or delete this one first.',
  },
  BAD_LIMIT: {
    category: 'invalid',
    says: (d: { given: string }) => `A page cannot have ${d.given} items.`,
    fix: 'Ask for a whole number from 1; more than 1000 gives 1000.',
  },
});
