import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTo, type Stored, toAddition } from './counter.ts';

describe('addTo', () => {
  it('says what the counter stays at when the limit would be passed', () => {
    expect(() => addTo({ text: '8', expiresAt: undefined }, toAddition('spent', 3, { max: 10 }))).toThrow(
      'NKV_LIMIT: The counter "spent" stays at 8: adding 3 would pass its limit of 10. Add less, or wait until the counter starts again.',
    );
  });

  it('says which number is bad', () => {
    expect(() => toAddition('spent', 1, { max: 1.5 })).toThrow('NKV_BAD_VALUE: "spent" cannot hold that: at options.max, 1.5 is not a safe integer.');
  });

  it('never passes the limit, and comes to the sum of what it accepted', () => {
    const additions = fc.array(fc.tuple(fc.integer(), fc.option(fc.integer(), { nil: undefined })));
    fc.assert(
      fc.property(additions, (all) => {
        let counter: Stored | undefined;
        let sum = 0;
        for (const [delta, max] of all) {
          try {
            const next = addTo(counter, toAddition('n', delta, max === undefined ? undefined : { max }));
            counter = next;
            sum += delta;
            expect(next).toEqual({ total: sum, text: String(sum), expiresAt: undefined });
            expect(sum).toBeLessThanOrEqual(max ?? Infinity);
          } catch (error) {
            expect(error).toMatchObject({ code: 'NKV_LIMIT', details: { key: 'n', total: sum, delta, max } });
          }
        }
      }),
    );
  });
});
