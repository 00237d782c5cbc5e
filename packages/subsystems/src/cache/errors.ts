import { defineErrors } from '@smyth/kernel';

export const cacheErrors = defineErrors('CACHE', {
  BAD_VALUE: {
    category: 'invalid',
    says: (d: { path: string; reason: string }) => `The cache holds JSON only: ${d.path}: ${d.reason}.`,
    fix: 'Leave out what JSON has no form for, or turn it into a text or number first.',
  },
  BAD_TTL: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} is not a time to live.`,
    fix: 'Give seconds above 0 and up to 3,153,600,000 (a hundred years), as { ttl: 60 }; leave it out for no expiry.',
  },
  NOT_FOUND: {
    category: 'not-found',
    says: (d: { name: string }) => `Nothing is cached as "${d.name}": it was never set, was deleted or evicted, or has expired.`,
    fix: 'Set it first; a cache may forget at any time.',
  },
});
