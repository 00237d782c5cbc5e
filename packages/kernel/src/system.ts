import { mint, type Candidate } from './candidate.ts';

/**
 * The candidate of a part of the host program itself: it owns `smythfs://<name>.system/` and may use the capabilities that are
 * closed to everyone else, and nothing more. Work done for somebody runs in that somebody's context, never as this.
 */
export const systemCandidate = (name: string, tenant = 'default'): Candidate => mint('system', name, tenant);
