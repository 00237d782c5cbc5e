import { expect, it } from 'vitest';
import { toRetryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

it.each([
  ['whole seconds', { 'retry-after': '2' }, 2000],
  ['seconds with a fraction', { 'retry-after': ' 0.25 ' }, 250],
  ['a date to come', { 'retry-after': 'Sun, 01 Mar 2026 12:01:30 GMT' }, 90_000],
  ['a date gone by', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  ['milliseconds before seconds', { 'retry-after-ms': '1250.4', 'retry-after': '2' }, 1250],
  ['milliseconds that are none', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
  ['nothing', {}, undefined],
  ['an empty text', { 'retry-after': '' }, undefined],
  ['a negative number', { 'retry-after': '-5' }, undefined],
  ['words', { 'retry-after': 'a while' }, undefined],
  ['a number beyond all waiting', { 'retry-after': '99999999999' }, undefined],
])('reads %s', (_, headers, expected) => {
  expect(toRetryAfterMs(headers, now)).toBe(expected);
});
