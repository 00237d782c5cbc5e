import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';
import { formsOf } from './secret-forms.ts';
import { Secret } from './secret.ts';

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

describe('the forms of a secret', () => {
  test('are its value, base64 at three places, and hex, where nothing in it has to be escaped', () => {
    expect(formsOf('hunter2hunter2')).toEqual([
      '68 75 6e 74 65 72 32 68 75 6e 74 65 72 32',
      '68756e7465723268756e74657232',
      '68756E7465723268756E74657232',
      'aHVudGVyMmh1bnRlcjI',
      'odW50ZXIyaHVudGVyMg',
      'aHVudGVyMmh1bnRlcj',
      'h1bnRlcjJodW50ZXIy',
      'odW50ZXIyaHVudGVyM',
      'hunter2hunter2',
    ]);
  });

  test('are none of a value of fewer than eight bytes', () => {
    expect([formsOf('1234567'), formsOf(''), formsOf('äöü'), formsOf('äöüß').includes('äöüß')]).toEqual([[], [], [], true]);
  });

  test('come longest first, none twice, and are the same whenever they are asked for', () => {
    const forms = formsOf('p@ss w/ö"rd\n');
    expect([forms, new Set(forms).size]).toEqual([[...forms].sort((a, b) => b.length - a.length), forms.length]);
    expect(formsOf('p@ss w/ö"rd\n')).toEqual(forms);
  });

  const awkward = 'p@ss w/ö"rd\'(1)*~!\n\\+=';
  test.each([
    ['a component of an address', encodeURIComponent(awkward)],
    ['an address', encodeURI(awkward)],
    ['a field of a form', String(new URLSearchParams({ v: awkward })).slice(2)],
    ['RFC 3986', encodeURIComponent(awkward).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)],
    ['lower-case escapes', encodeURIComponent(awkward).replace(/%../g, (escape) => escape.toLowerCase())],
    ['JSON', JSON.stringify(awkward).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(awkward)).slice(3, -3)],
    ['JSON of ASCII alone', JSON.stringify(awkward).slice(1, -1).replace('ö', '\\u00f6')],
    ['what Node prints', inspect(awkward).slice(1, -1)],
    ['what Node prints of bytes', inspect(Buffer.from(awkward)).slice(8, -1)],
  ])('are also those of %s', (_, form) => {
    expect(formsOf(awkward)).toContain(form);
  });

  test('are also those of the lines of a key in many, but not of its armour', () => {
    const [first, second] = ['MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn', 'ygWep4PAtEsHAlfAEmVRkbfWm1hl8bG'];
    const forms = formsOf(`-----BEGIN RSA PRIVATE KEY-----\n${first}\r\n${second}\n-----END RSA PRIVATE KEY-----\n`);
    expect([first, second, Buffer.from(second).toString('hex'), '-----BEGIN RSA PRIVATE KEY-----'].map((form) => forms.includes(form))).toEqual([true, true, true, false]);
  });

  test.each([
    ['the password in an address', 'postgres://app:p%40ssw%C3%B6rd@db.example.com:5432/main', 'p@sswörd'],
    ['the password in an address without a user', 'redis://:hunter2hunter2@cache:6379', 'hunter2hunter2'],
    ['the credential behind Basic', 'Basic dXNlcjpodW50ZXIyaHVudGVyMg==', 'dXNlcjpodW50ZXIyaHVudGVyMg=='],
    ['the token behind Bearer', 'Bearer tok_0123456789', 'tok_0123456789'],
  ])('are also those of %s', (_, value, part) => {
    expect(formsOf(value)).toContain(part);
  });
});

test('whatever a value is, nothing of base64 or hex around it is missed', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 });
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 7 }), fc.uint8Array({ maxLength: 7 }), (value, before, after) => {
      const redactor = createRedactor();
      const held = redactor.watch(new Secret(value));
      const around = Buffer.concat([before, Buffer.from(held.reveal()), after]);
      for (const encoded of [around.toString('base64'), around.toString('base64url'), around.toString('hex'), around.toString('hex').toUpperCase()]) {
        expect(redactor.redact(encoded)).toContain('[secret]');
      }
      const alone = Buffer.from(held.reveal());
      expect([alone.toString('base64url'), urlSafe(alone.toString('base64')).replace(/=+$/, '')].map(redactor.redact)).toEqual(['[secret]', '[secret]']);
    }),
    { numRuns: 200 },
  );
});
