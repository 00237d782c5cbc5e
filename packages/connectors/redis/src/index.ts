export { redisErrors } from './errors.ts';
export { redisCache } from './redis-cache.ts';
