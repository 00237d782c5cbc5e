import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryFormat, formatEntry } from './format-entry.ts';

const at = Date.UTC(2027, 0, 15, 8, 30, 0, 125);
const asIs = (text: string): string => text;
const json: EntryFormat = { shape: 'json', colour: 'never', redact: asIs };
const pretty: EntryFormat = { shape: 'pretty', colour: 'never', redact: asIs };

describe('an entry as a line of JSON', () => {
  test('has time, level and message', () => {
    expect(formatEntry({ level: 'warn', message: 'low' }, at, json)).toBe('{"time":"2027-01-15T08:30:00.125Z","level":"warn","message":"low"}');
  });

  test('has source and data where they were given', () => {
    expect(formatEntry({ level: 'info', message: 'sent', source: 'agent:weather', data: { n: 1 } }, at, json)).toBe(
      '{"time":"2027-01-15T08:30:00.125Z","level":"info","message":"sent","source":"agent:weather","data":{"n":1}}',
    );
  });

  test('escapes line ends, line separators and control characters, and parses back to what was said', () => {
    const message = 'a\nb\r\u2028c\u0085\u009b31m\u001b[2J\u202e';
    const line = formatEntry({ level: 'info', message, data: { message } }, at, json);
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line)).toEqual({ time: '2027-01-15T08:30:00.125Z', level: 'info', message, data: { message } });
  });
});

describe('an entry as a line for people', () => {
  test('has the time of day, the level, the source, the message and the data', () => {
    expect(formatEntry({ level: 'info', message: 'sent', source: 'agent:weather', data: { n: 1 } }, at, pretty)).toBe('08:30:00.125 INFO  [agent:weather] sent {"n":1}');
    expect(formatEntry({ level: 'error', message: 'failed' }, at, pretty)).toBe('08:30:00.125 ERROR failed');
  });

  test('has colours only where they are wanted', () => {
    expect(formatEntry({ level: 'warn', message: 'low' }, at, { ...pretty, colour: 'always' })).toBe('\u001b[90m08:30:00.125\u001b[0m \u001b[33mWARN \u001b[0m low');
  });

  test('cannot be made to look like a second line, or to speak to the terminal', () => {
    const forged = 'ok\n08:30:00.125 INFO  all is well\r\u001b[2K\u2028\u0007';
    expect(formatEntry({ level: 'info', message: forged, source: 'a\nb', data: { k: 'x\ny' } }, at, pretty)).toBe(
      '08:30:00.125 INFO  [a\\nb] ok\\n08:30:00.125 INFO  all is well\\u000d\\u001b[2K\\u2028\\u0007 {"k":"x\\ny"}',
    );
  });
});

describe('any entry', () => {
  const redact = (text: string): string => ['hunter2hunter2', '{"type":"service","key":1}', 'ab"cd\\ef\ngh'].reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);

  test('is masked in message, source and data', () => {
    const entry = { level: 'info', message: 'key hunter2hunter2', source: 'hunter2hunter2', data: { hunter2hunter2: ['hunter2hunter2'] } } as const;
    expect(formatEntry(entry, at, { ...json, redact })).toBe(
      '{"time":"2027-01-15T08:30:00.125Z","level":"info","message":"key [secret]","source":"[secret]","data":{"[secret]":["[secret]"]}}',
    );
    expect(formatEntry(entry, at, { ...pretty, redact })).toBe('08:30:00.125 INFO  [[secret]] key [secret] {"[secret]":["[secret]"]}');
  });

  test('is masked where JSON would write the secret differently', () => {
    const said = 'ab"cd\\ef\ngh';
    expect(formatEntry({ level: 'info', message: said, data: { said } }, at, { ...pretty, redact })).toBe('08:30:00.125 INFO  [secret] {"said":"[secret]"}');
  });

  test('is masked where the secret is itself JSON and was given as data', () => {
    expect(formatEntry({ level: 'info', message: 'm', data: { account: { type: 'service', key: 1 } } }, at, { ...pretty, redact })).toBe('08:30:00.125 INFO  m "[secret]"');
    expect(JSON.parse(formatEntry({ level: 'info', message: 'm', data: { account: { type: 'service', key: 1 } } }, at, { ...json, redact }))).toMatchObject({ data: '[secret]' });
  });

  test.each([
    ['a level nobody knows', { level: 'loud', message: 'm' }, '08:30:00.125 INFO  m'],
    ['a message that is no text', { level: 'info', message: { a: 1 } }, '08:30:00.125 INFO  [object Object]'],
    ['no message', { level: 'info' }, '08:30:00.125 INFO  undefined'],
    ['a message that cannot be a text', { level: 'info', message: Object.create(null) as unknown }, '08:30:00.125 ERROR An entry of the log cannot be read.'],
    ['nothing at all', undefined, '08:30:00.125 ERROR An entry of the log cannot be read.'],
  ])('with %s is a line all the same', (_, entry, line) => {
    expect(formatEntry(entry as never, at, pretty)).toBe(line);
  });

  test('is one line of printable characters, whatever is in it, and JSON in the JSON shape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.object({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), (message, source, data) => {
        for (const shape of ['json', 'pretty'] as const) {
          const line = formatEntry({ level: 'info', message, source, data }, at, { shape, colour: 'never', redact: asIs });
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
          if (shape === 'json') expect(JSON.parse(line)).toMatchObject({ level: 'info', message, source });
        }
      }),
      { numRuns: 200 },
    );
  });
});
