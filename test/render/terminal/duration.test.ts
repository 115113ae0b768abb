import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { duration } from '../../../src/render/terminal/duration.ts';

describe('a length of time for a person', () => {
  const cases: [us: number, expected: string][] = [
    [0, '0 µs'],
    [1, '1 µs'],
    [180, '180 µs'],
    [999, '999 µs'],
    [999.4, '999 µs'],
    [999.5, '1.0 ms'],
    [1_000, '1.0 ms'],
    [3_249, '3.2 ms'],
    [9_949, '9.9 ms'],
    [9_950, '10 ms'],
    [451_000, '451 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [1_260_000, '1.26 s'],
    [9_994_999, '9.99 s'],
    [9_995_000, '10.0 s'],
    [12_600_000, '12.6 s'],
    [59_949_999, '59.9 s'],
    [59_950_000, '1 min 0 s'],
    [126_000_000, '2 min 6 s'],
    [3_599_000_000, '59 min 59 s'],
    [3_600_000_000, '1 h 0 min'],
    [7_170_000_000, '2 h 0 min'],
    [-3_200, '-3.2 ms'],
  ];
  for (const [us, expected] of cases) {
    test(`${us} µs is ${expected}`, () => assert.equal(duration(us), expected));
  }

  test('without Unicode µ is u', () => assert.equal(duration(180, { unicode: false }), '180 us'));

  test('below a minute what is printed is at most half a digit of the last place away', () => {
    const units = { µs: 1, ms: 1_000, s: 1_000_000 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_949_999 }), (us) => {
        const [, number, fraction = '', unit] = /^(\d+(?:\.(\d+))?) (µs|ms|s)$/.exec(duration(us))!;
        const scale = units[unit as keyof typeof units];
        const lastPlace = scale / 10 ** fraction.length;
        assert.ok(Math.abs(Number(number) * scale - us) <= lastPlace / 2 + 1e-6);
        assert.ok(number!.replace('.', '').length <= 3);
      }),
    );
  });
});
