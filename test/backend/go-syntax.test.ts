import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  goBool,
  goDuration,
  goInt,
  printGoDuration,
  rfc3339,
} from '../../src/backend/query/go-syntax.ts';

const cases = <T>(read: (text: string) => T, table: [text: string, value: T | RegExp][]): void => {
  for (const [text, expected] of table) {
    test(`"${text}"`, () => {
      if (expected instanceof RegExp) assert.throws(() => read(text), expected);
      else assert.deepEqual(read(text), expected);
    });
  }
};

describe('a duration', () => {
  cases(goDuration, [
    ['0', 0n],
    ['0ms', 0n],
    ['400ms', 400_000_000n],
    ['0.4s', 400_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['1h2m3.5s', 3_723_500_000_000n],
    ['-3us', -3000n],
    ['7µs', 7000n],
    ['1.5ns', 1n],
    ['', /time: invalid duration ""/],
    ['.s', /time: invalid duration/],
    ['s', /time: invalid duration/],
    ['--1s', /time: invalid duration/],
    ['1..5s', /time: invalid duration/],
    ['5', /time: missing unit in duration "5"/],
    ['1d', /time: unknown unit "d" in duration "1d"/],
    ['1constructor', /unknown unit/],
    ['9999999h', /time: invalid duration/],
    ['99999999999999999999s', /time: invalid duration/],
  ]);

  test('is printed as Go does', () => {
    const printed: [bigint, string][] = [
      [0n, '0s'],
      [1n, '1ns'],
      [1500n, '1.5µs'],
      [70_000_000n, '70ms'],
      [-5_020_000_000n, '-5.02s'],
      [60_000_000_000n, '1m0s'],
      [3_600_250_000_000n, '1h0m0.25s'],
    ];
    for (const [ns, text] of printed) assert.equal(printGoDuration(ns), text);
  });

  test('reads what it prints', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ns) => {
        assert.equal(goDuration(printGoDuration(ns)), ns);
      }),
    );
  });
});

describe('an instant', () => {
  cases(rfc3339, [
    ['1970-01-01T00:00:00Z', 0n],
    ['2026-11-22T08:00:00Z', 1_795_334_400_000_000_000n],
    ['2026-11-22T10:00:00+02:00', 1_795_334_400_000_000_000n],
    ['2026-11-22T05:30:00-02:30', 1_795_334_400_000_000_000n],
    ['2026-11-22T08:00:00.000000001Z', 1_795_334_400_000_000_001n],
    ['2026-11-22T08:00:00.5Z', 1_795_334_400_500_000_000n],
    ['1969-12-31T23:59:59.9Z', -100_000_000n],
    ['1795334400', /parsing time "1795334400"/],
    ['2026-11-22', /parsing time/],
    ['2026-11-22T08:00:00', /parsing time/],
    ['2026-02-30T08:00:00Z', /parsing time/],
    ['2026-11-22T24:00:00Z', /parsing time/],
    ['2026-11-22T08:00:00 02:00', /parsing time/],
  ]);

  test('is what Date makes of it', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (date) => {
          assert.equal(rfc3339(date.toISOString()), BigInt(date.getTime()) * 1_000_000n);
        },
      ),
    );
  });
});

describe('an integer', () => {
  const int32 = (text: string): bigint => goInt(text, 32);
  cases(int32, [
    ['20', 20n],
    ['-1', -1n],
    ['+7', 7n],
    ['2147483647', 2147483647n],
    ['2147483648', /strconv.ParseInt: parsing "2147483648": value out of range/],
    ['1.5', /strconv.ParseInt: parsing "1.5": invalid syntax/],
    ['', /invalid syntax/],
    ['0x10', /invalid syntax/],
    ['9'.repeat(5000), /value out of range/],
  ]);
});

describe('a truth value', () => {
  cases(goBool, [
    ['true', true],
    ['1', true],
    ['F', false],
    ['yes', /strconv.ParseBool: parsing "yes": invalid syntax/],
  ]);
});
