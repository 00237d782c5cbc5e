import type { SmythError } from '@smyth/kernel';
import { redisErrors } from './errors.ts';

/** What errors may say of a server. */
export interface Server {
  readonly where: string;
  readonly prefix: string;
  readonly commandTimeoutMs: number;
}

const connectionReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
};

const waits: Readonly<Record<string, string>> = {
  LOADING: 'it is loading its data',
  BUSY: 'it is busy with a script',
  READONLY: 'it is a replica',
  MASTERDOWN: 'its master is away',
  NOREPLICAS: 'too few replicas are there to write',
  TRYAGAIN: 'it is moving data',
  MISCONF: 'it cannot save its data and therefore takes no writes',
};

/** The word that names the error; in a script of Redis 6 it stands behind the place in the script. */
const wordOf = (message: string): string => / -([A-Z]+) /.exec(message)?.[1] ?? /^[A-Z]+\b/.exec(message)?.[0] ?? '';

/** Up to where a reply may begin to repeat what it was sent. */
const withoutArguments = (message: string): string => (/^[\w .-]*/.exec(message)?.[0] ?? '').slice(0, 100).trim() || 'no reason given';

function fromReply(message: string, server: Server): SmythError {
  const { where, prefix } = server;
  const word = wordOf(message);
  if (word === 'WRONGPASS' || word === 'NOAUTH' || /invalid password|without any password|Client sent AUTH/i.test(message)) return redisErrors.BAD_LOGIN({ where });
  if (word === 'NOPERM') return redisErrors.DENIED({ where, prefix });
  if (word === 'OOM') return redisErrors.FULL({ where });
  if (word === 'MOVED' || word === 'ASK' || word === 'CLUSTERDOWN' || word === 'CROSSSLOT') return redisErrors.CLUSTER({ where });
  if (/max number of clients/.test(message)) return redisErrors.NOT_READY({ where, reason: 'it has too many clients' });
  const wait = waits[word];
  return wait === undefined ? redisErrors.FAILED({ where, reply: withoutArguments(message) }) : redisErrors.NOT_READY({ where, reason: wait });
}

function connectionReason(error: Error): string {
  if (isTimeout(error)) return 'it does not answer';
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|TLS|SSL|SIGNED|UNABLE_TO/.test(code)) return `TLS failed with ${code}`;
  if (/sentinel/i.test(error.message)) return 'no sentinel that answers knows the group';
  return connectionReasons[code] ?? 'the connection is closed';
}

const isTimeout = ({ message }: Error): boolean => message === 'Command timed out' || message.startsWith('Socket timeout');

/** Why there is no connection, by the last error that the client reported; undefined: it reported none. */
export function explainBreak(error: unknown, server: Server): SmythError {
  const { where } = server;
  if (!(error instanceof Error)) return redisErrors.UNREACHABLE({ where, reason: 'the connection is closed' });
  if (error.name === 'ReplyError') return fromReply(error.message, server);
  // The client reports what a sentinel answered inside a sentence of its own.
  if (/\b(WRONGPASS|NOAUTH)\b/.test(error.message)) return redisErrors.BAD_LOGIN({ where });
  return redisErrors.UNREACHABLE({ where, reason: connectionReason(error) });
}

/**
 * What a failed command is, with a code. It carries no cause and none of the server's words but the first few: the client's own errors hold the
 * arguments of the command, and with them values and passwords.
 */
export function explain(error: unknown, server: Server): SmythError {
  const isLate = error instanceof Error && isTimeout(error);
  return isLate ? redisErrors.TIMEOUT({ where: server.where, timeoutMs: server.commandTimeoutMs }) : explainBreak(error, server);
}

/** Whether the client says no more than that there is no connection; why, it said when the connection broke. */
export const isAfterwards = (error: unknown): boolean =>
  error instanceof Error && /^(Stream isn't writeable|Connection is closed|Reached the max retries per request limit|Command aborted due to connection close)/.test(error.message);
