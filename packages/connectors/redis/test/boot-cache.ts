import { AccessCandidate, boot, type Handle, type Kernel } from '@smyth/kernel';
import { type CacheContract, cacheSubsystem } from '@smyth/subsystems';
import { redisCache } from '../src/index.ts';

export type Settings = NonNullable<Parameters<typeof redisCache>[0]>;

/** The server that the ring started. */
export function sharedUrl(): string {
  const url = process.env['SMYTH_TEST_REDIS_URL'];
  if (url === undefined) throw new Error('SMYTH_TEST_REDIS_URL is not set: run these tests with "npm run test:services".');
  return url;
}

/** No two tests meet, although they share a server. */
export const freshPrefix = (): string => `test:${crypto.randomUUID()}:`;

export const bootCache = (settings: Settings, environment: Record<string, string> = {}): Promise<Kernel> =>
  boot({ subsystems: [cacheSubsystem], use: [redisCache(settings)], environment });

export const cacheOf = (kernel: Kernel, candidate = AccessCandidate.agent('a')): Handle<CacheContract> => kernel.connectors.get('cache').as(candidate);

/** What `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was expected to fail.');
}
