import type { Link } from './connect.ts';
import { redisErrors } from './errors.ts';

/**
 * Makes sure that the server is one that holds every key, and that it may use as much memory as wanted. It is changed only with `manageServer`.
 * @throws REDIS_CLUSTER, REDIS_MEMORY_DIFFERS
 */
export async function prepareServer({ where, send }: Link, { wantedBytes, manageServer }: { wantedBytes: number | undefined; manageServer: boolean }): Promise<void> {
  // INFO, not CONFIG GET: hosted servers answer only the first.
  const info = await send((client) => client.info());
  if (/^redis_mode:cluster/m.test(info)) throw redisErrors.CLUSTER({ where });
  if (wantedBytes === undefined) return;
  const serverBytes = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
  if (serverBytes === wantedBytes) return;
  if (!manageServer) throw redisErrors.MEMORY_DIFFERS({ where, wantedBytes, serverBytes });
  await send((client) => client.config('SET', 'maxmemory', wantedBytes));
}
