import { defineErrors } from '@smyth/kernel';

interface At {
  /** Host and port, never more of an address. */
  readonly where: string;
}

const shownBytes = (bytes: number): string => (bytes === 0 ? 'no limit' : `${bytes} bytes`);

export const redisErrors = defineErrors('REDIS', {
  UNREACHABLE: {
    category: 'unavailable',
    says: (d: At & { reason: string }) => `Redis at ${d.where} cannot be reached: ${d.reason}.`,
    fix: 'Check that it runs and that the address is right; the connection is opened again by itself, so the call can be made again.',
    retryable: true,
  },
  TIMEOUT: {
    category: 'unavailable',
    says: (d: At & { timeoutMs: number }) => `Redis at ${d.where} did not answer within ${d.timeoutMs} ms; whether the command took effect is not known.`,
    fix: 'Make the call again, or raise commandTimeoutMs when the server is merely slow.',
    retryable: true,
  },
  NOT_READY: {
    category: 'unavailable',
    says: (d: At & { reason: string }) => `Redis at ${d.where} cannot take commands now: ${d.reason}.`,
    fix: 'Make the call again in a moment.',
    retryable: true,
  },
  FULL: {
    category: 'unavailable',
    says: (d: At) => `Redis at ${d.where} has used up its maxmemory and evicts nothing.`,
    fix: 'Give it more memory, or set its maxmemory-policy to allkeys-lru.',
    retryable: true,
  },
  BAD_LOGIN: {
    category: 'config',
    says: (d: At) => `Redis at ${d.where} refuses the user name or password, or demands one.`,
    fix: 'Give username and password, or put them into the url: redis://user:password@host.',
  },
  DENIED: {
    category: 'config',
    says: (d: At & { prefix: string }) => `Redis at ${d.where} does not let this user run a command, or touch a key, that the connector needs.`,
    fix: (d: At & { prefix: string }) => `Allow the user: ~${d.prefix}* +info +select +hget +hset +exists +del +pttl +pexpire +persist +eval.`,
  },
  CLUSTER: {
    category: 'config',
    says: (d: At) => `Redis at ${d.where} is a node of a Redis Cluster, which spreads keys over servers.`,
    fix: 'Give the address of a server that holds every key, or hosts and name of a group watched by sentinels.',
  },
  MEMORY_DIFFERS: {
    category: 'config',
    says: (d: At & { wantedBytes: number; serverBytes: number }) =>
      `maxMemory is ${shownBytes(d.wantedBytes)} and Redis at ${d.where} has ${shownBytes(d.serverBytes)}.`,
    fix: 'Set maxmemory on the server or maxMemory here so that they agree; with manageServer: true the server is set to it.',
  },
  FAILED: {
    category: 'internal',
    says: (d: At & { reply: string }) => `Redis at ${d.where} refused a command: ${d.reply}.`,
    fix: 'WRONGTYPE: something else writes below the prefix; choose another. Otherwise see the log of the server.',
  },
});
