import { redis } from './redis.ts';
import type { Service } from './service.ts';

/** Every server that tests may ask for, by name. */
export const services = { redis } as const satisfies Record<string, Service>;
