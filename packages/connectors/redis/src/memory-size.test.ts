import { describe, expect, test } from 'vitest';
import { memorySize, toBytes } from './memory-size.ts';

describe('a size of memory', () => {
  test.each<[unknown, number]>([
    ['10gb', 10 * 2 ** 30],
    ['10GB', 10 * 2 ** 30],
    ['100 mb', 100 * 2 ** 20],
    ['100m', 100_000_000],
    ['2g', 2_000_000_000],
    ['64k', 64_000],
    ['64kb', 65_536],
    ['1tb', 2 ** 40],
    ['512b', 512],
    ['1048576', 1_048_576],
    [1_048_576, 1_048_576],
  ])('%j is %d bytes, as redis.conf has it', (size, bytes) => {
    expect(toBytes(size)).toBe(bytes);
    expect(memorySize.parse(size)).toEqual({ value: bytes });
  });

  test.each(['', 'gb', '10 pigs', '-1gb', '1.5gb', '0', 0, -1, 1.5, Number.NaN, Infinity, '99999999tb', 'constructor', '1constructor', null, true, ['1gb'], {}])('%j is none', (size) => {
    expect(memorySize.parse(size)).toEqual({ issues: [{ message: 'expected a size such as 512mb, 10gb or a number of bytes', path: [] }] });
  });

  test('may be left out', () => {
    expect(memorySize.parse(undefined)).toEqual({ value: undefined });
  });
});
