import { describe, expect, test } from 'vitest';
import { explain, explainBreak, isAfterwards } from './explain.ts';

const server = { where: 'h:6379', prefix: 'smyth:', commandTimeoutMs: 50 };
const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });
const system = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe('what a server replied', () => {
  test.each<[string, string, object]>([
    ['WRONGPASS invalid username-password pair or user is disabled.', 'REDIS_BAD_LOGIN', {}],
    ['NOAUTH HELLO must be called with the client already authenticated', 'REDIS_BAD_LOGIN', {}],
    ['ERR invalid password', 'REDIS_BAD_LOGIN', {}],
    ["NOPERM this user has no permissions to run the 'eval' command", 'REDIS_DENIED', { prefix: 'smyth:' }],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'REDIS_FULL', {}],
    ["ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.", 'REDIS_FULL', {}],
    ['MOVED 3999 127.0.0.1:6381', 'REDIS_CLUSTER', {}],
    ['LOADING Redis is loading the dataset in memory', 'REDIS_NOT_READY', { reason: 'it is loading its data' }],
    ["READONLY You can't write against a read only replica.", 'REDIS_NOT_READY', { reason: 'it is a replica' }],
    ['ERR max number of clients reached', 'REDIS_NOT_READY', { reason: 'it has too many clients' }],
    ["ERR unknown command 'HGET', with args beginning with: 'canary'", 'REDIS_FAILED', { reply: 'ERR unknown command' }],
    ['"canary"', 'REDIS_FAILED', { reply: 'no reason given' }],
  ])('%s', (message, code, details) => {
    const error = explain(reply(message), server);
    expect({ code: error.code, details: error.details, cause: error.cause }).toEqual({ code, details: { where: 'h:6379', ...details }, cause: undefined });
    expect(JSON.stringify(error)).not.toContain('canary');
  });
});

describe('what broke a connection', () => {
  test.each<[unknown, string]>([
    [system('ECONNREFUSED'), 'nothing listens there'],
    [system('ENOTFOUND'), 'the name of the host is not known'],
    [system('ECONNRESET'), 'the connection was cut'],
    [system('SELF_SIGNED_CERT_IN_CHAIN'), 'TLS failed with SELF_SIGNED_CERT_IN_CHAIN'],
    [system('SOMETHING_NEW'), 'the connection is closed'],
    [new Error('Command timed out'), 'it does not answer'],
    [new Error("Socket timeout. Expecting data, but didn't receive any in 50ms."), 'it does not answer'],
    [new Error('All sentinels are unreachable and retry is disabled.'), 'no sentinel that answers knows the group'],
    [undefined, 'the connection is closed'],
  ])('%s: %s', (error, reason) => {
    expect(explainBreak(error, server)).toMatchObject({ code: 'REDIS_UNREACHABLE', details: { where: 'h:6379', reason }, retryable: true });
  });

  test('a sentinel that demands a password says so', () => {
    expect(explainBreak(new Error('All sentinels are unreachable. Last error: NOAUTH Authentication required.'), server)).toMatchObject({ code: 'REDIS_BAD_LOGIN' });
  });
});

test('a command that ran out of time is one whose effect is not known', () => {
  expect(explain(new Error('Command timed out'), server)).toMatchObject({ code: 'REDIS_TIMEOUT', details: { where: 'h:6379', timeoutMs: 50 }, retryable: true });
});

test.each([
  ["Stream isn't writeable and enableOfflineQueue options is false", true],
  ['Connection is closed.', true],
  ['Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.', true],
  ['Command timed out', false],
])('%s says only that there is no connection: %s', (message, expected) => {
  expect(isAfterwards(new Error(message))).toBe(expected);
});
