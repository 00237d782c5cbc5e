import { expect, test } from 'vitest';
import { absent, type Event, judgeHistory, parseEvents, type State, toLine } from './history.ts';
import { idOfPayload, toPayload } from './payload.ts';

const begun = (id: string, leaves: State = id, name = 'n'): Event => ({ kind: 'begun', id, name, leaves });
const done = (id: string): Event => ({ kind: 'done', id });
const verdict = (events: readonly Event[], found: State, before: State = absent): boolean =>
  judgeHistory(events, new Map([['n', before]]), new Map(found === absent ? [] : [['n', found]])).lost.length === 0;

test.each<[string, readonly Event[], Record<State, boolean>]>([
  ['nothing was done', [], { before: true, absent: false, w1: false }],
  ['a change that was cut off may have happened', [begun('w1')], { before: true, w1: true, absent: false }],
  ['an acknowledged change has happened', [begun('w1'), done('w1')], { before: false, w1: true }],
  ['the last acknowledged one counts', [begun('w1'), done('w1'), begun('w2'), done('w2')], { w1: false, w2: true, before: false }],
  ['or the one that was cut off after it', [begun('w1'), done('w1'), begun('w2')], { w1: true, w2: true, before: false }],
  ['of two at once either may be last', [begun('w1'), begun('w2'), done('w1'), done('w2')], { w1: true, w2: true, before: false }],
  ['one cut off beside an acknowledged one may be last', [begun('w1'), begun('w2'), done('w2')], { w1: true, w2: true, before: false }],
  ['a deletion is a change', [begun('w1', absent), done('w1')], { absent: true, before: false }],
])('%s', (_, events, expected) => {
  const states = Object.keys(expected);
  expect(Object.fromEntries(states.map((state) => [state, verdict(events, state, 'before')]))).toEqual(expected);
});

test('a name nobody wrote is a loss of another one', () => {
  expect(judgeHistory([], new Map(), new Map([['stray', 'w9']]))).toEqual({ acknowledged: 0, inFlight: 0, lost: [{ name: 'stray', found: 'w9', expected: [absent] }] });
});

test('what was acknowledged and what was cut off is counted', () => {
  const events = [begun('w1'), begun('w2', 'w2', 'm'), done('w1')];
  expect(judgeHistory(events, new Map(), new Map([['n', 'w1']]))).toEqual({ acknowledged: 1, inFlight: 1, lost: [] });
});

test('a line that was cut off is not read', () => {
  const events = [begun('w1'), done('w1')];
  const output = events.map((event) => `${toLine(event)}\n`).join('');
  expect([parseEvents(output), parseEvents(output.slice(0, -3)), parseEvents('')]).toEqual([events, [begun('w1')], []]);
});

test('a payload is whole or it is not', () => {
  const text = toPayload('1.2.3', 100);
  const wrongs = [text.slice(0, -1), `${text}x`, text.replace(/.$/, 'x'), text.slice(0, 20), '', '\0'.repeat(text.length), `${text.slice(0, 120)}${toPayload('1.2.4', 100).slice(120)}`];
  expect([idOfPayload(text), idOfPayload(toPayload('1.2.3', 0)), ...wrongs.map(idOfPayload)]).toEqual(['1.2.3', '1.2.3', ...wrongs.map(() => undefined)]);
});
