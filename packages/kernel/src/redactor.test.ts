import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, type Redactor } from './redactor.ts';
import { Secret } from './secret.ts';

/** A redactor and the handles that keep its values alive. */
function watching(...values: readonly string[]): Redactor & { readonly held: readonly Secret[] } {
  const redactor = createRedactor();
  return { ...redactor, held: values.map((value) => redactor.watch(new Secret(value))) };
}

describe('a redactor', () => {
  test('masks every place where a watched value stands', () => {
    const redactor = createRedactor();
    const held = redactor.watch(new Secret('hunter2hunter2'));
    expect(redactor.redact('hunter2hunter2, and again: "hunter2hunter2".')).toBe('[secret], and again: "[secret]".');
    expect(held.reveal()).toBe('hunter2hunter2');
  });

  test('leaves text without secrets as it is, and values it does not watch', () => {
    const redactor = createRedactor();
    void new Secret('hunter2hunter2');
    expect(redactor.redact('hunter2hunter2')).toBe('hunter2hunter2');
  });

  test('takes a value as a text, not as a pattern', () => {
    const redactor = createRedactor();
    const held = [redactor.watch(new Secret('.*.*.*.*')), redactor.watch(new Secret('$&$&$&$&'))];
    expect([redactor.redact('anything at all'), redactor.redact('a .*.*.*.* b $&$&$&$& c'), held.length]).toEqual(['anything at all', 'a [secret] b [secret] c', 2]);
  });

  test('counts bytes: what has fewer than eight is too common a word to mask', () => {
    const redactor = createRedactor();
    const held = ['1234567', '12345678', 'äöüß'].map((value) => redactor.watch(new Secret(value)));
    expect(['1234567', '12345678', 'äöüß'].map(redactor.redact)).toEqual(['1234567', '[secret]', '[secret]']);
    expect(held).toHaveLength(3);
  });

  test('leaves nothing of a longer secret that begins with a shorter one, in whichever order they came', () => {
    const redactor = createRedactor();
    const held = ['sk-12345', 'sk-12345-67890'].map((value) => redactor.watch(new Secret(value)));
    expect(redactor.redact('sk-12345-67890 sk-12345')).toBe('[secret] [secret]');
    expect(held).toHaveLength(2);
  });

  test('gives the handle already held on the same value, so that both live as long as either is used', () => {
    const redactor = createRedactor();
    const first = redactor.watch(new Secret('hunter2hunter2', 'vault:a'));
    expect(redactor.watch(new Secret('hunter2hunter2', 'env:B'))).toBe(first);
    expect(redactor.watch(new Secret('another-one'))).not.toBe(first);
  });

  test('shares nothing with another redactor', () => {
    const held = createRedactor().watch(new Secret('hunter2hunter2'));
    expect(createRedactor().redact(held.reveal())).toBe('hunter2hunter2');
  });
});

describe('a redactor, of secrets that overlap,', () => {
  test('leaves nothing of either, and masks them as one', () => {
    const { redact, held } = watching('abcdefgh-1', 'efgh-12345', 'h-123456');
    expect([redact('x abcdefgh-123456 y'), redact('abcdefgh-1efgh-12345')]).toEqual(['x [secret] y', '[secret][secret]']);
    expect(held).toHaveLength(3);
  });

  test('leaves nothing of one that stands inside another', () => {
    const { redact, held } = watching('secret-inside', 'outer-secret-inside-outer');
    expect([redact('outer-secret-inside-outer'), redact('outer-secret-inside')]).toEqual(['[secret]', 'outer-[secret]']);
    expect(held).toHaveLength(2);
  });
});

describe('a text in pieces', () => {
  const said = ({ chunks }: Redactor, pieces: readonly string[]): string[] => {
    const { push, end } = chunks();
    return [...pieces.map(push), end()];
  };

  test('comes as it is given where nothing is watched', () => {
    expect(said(createRedactor(), ['he', 'llo'])).toEqual(['he', 'llo', '']);
  });

  test('is held back only as far as it may yet become a secret', () => {
    const redactor = watching('hunter2hunter2');
    expect(said(redactor, ['so, hu', 'nter2', ' and hunter2hun', 'ter2!', ' the h'])).toEqual(['so, ', '', 'hunter2 and ', '[secret]!', ' the ', 'h']);
    expect(redactor.held).toHaveLength(1);
  });

  test('shows no secret, however it is cut, and says the rest as it is', () => {
    const values = ['hunter2hunter2', 'ünïcödé-secret', 'aaaaaaaaab', 'hunter2hunter2-longer'];
    const redactor = watching(...values);
    const piece = fc.oneof(fc.constantFrom(...values), fc.constantFrom(...values.map((value) => Buffer.from(value).toString('base64'))), fc.string({ unit: fc.constantFrom('a', 'h', 'u', ' ') }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(12), { maxLength: 12 }), (pieces, cuts) => {
        const text = pieces.join('');
        const chunks: string[] = [];
        let from = 0;
        for (const cut of cuts) chunks.push(text.slice(from, (from += cut)));
        const together = said(redactor, [...chunks, text.slice(from)]).join('');
        expect(together).toBe(redactor.redact(text));
        for (const value of values) expect(together).not.toContain(value);
      }),
      { numRuns: 500 },
    );
    expect(redactor.held).toHaveLength(4);
  });
});

test('a value that nobody holds any more is forgotten', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const redactor = createRedactor();
  const held = redactor.watch(new Secret('held-held-held'));
  redactor.watch(new Secret('dropped-dropped'));
  // What was looked at in one turn is kept to its end.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect([redactor.redact('dropped-dropped held-held-held'), held.source]).toEqual(['dropped-dropped [secret]', 'config']);
  for (let i = 0; i < 200; i++) redactor.watch(new Secret(`many-many-${i}`));
  expect(redactor.redact('dropped-dropped held-held-held')).toBe('dropped-dropped [secret]');
});
