import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseDurationMs, parsePerSecond } from '../../src/base/duration.ts';

const durations: [text: string, ms: number | undefined][] = [
  ['500ms', 500],
  ['2s', 2000],
  ['1.5s', 1500],
  ['1m', 60_000],
  ['1h', 3_600_000],
  ['14d', 1_209_600_000],
  ['1h30m', 5_400_000],
  ['1m30s500ms', 90_500],
  ['4us', 0.004],
  ['4µs', 0.004],
  ['4μs', 0.004],
  ['30m1h', undefined],
  ['0', 0],
  ['0ms', 0],
  ['', undefined],
  ['500', undefined],
  ['ms', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
  ['1S', undefined],
  ['1e3ms', undefined],
  ['.5s', undefined],
  ['1.s', undefined],
  ['1s2s', undefined],
  ['1toString', undefined],
  ['1constructor', undefined],
  ['9999999999s', undefined],
];

describe('a duration', () => {
  for (const [text, ms] of durations) {
    test(`"${text}" is ${ms === undefined ? 'none' : `${ms} ms`}`, () => {
      assert.equal(parseDurationMs(text), ms);
    });
  }

  test('is read in every unit as the same number of that unit', () => {
    fc.assert(
      fc.property(fc.nat(999_999), (amount) => {
        assert.equal(parseDurationMs(`${amount}s`), parseDurationMs(`${amount * 1000}ms`));
        assert.equal(parseDurationMs(`${amount}m`), amount * 60_000);
      }),
    );
  });

  test('of any text is undefined or a finite number not below 0', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDurationMs(text);
        assert.ok(ms === undefined || (Number.isFinite(ms) && ms >= 0));
      }),
    );
  });
});

const rates: [text: string, perSecond: number | undefined][] = [
  ['20/s', 20],
  ['0.5/s', 0.5],
  ['600/m', 10],
  ['1/ms', 1000],
  ['3600/h', 1],
  ['0/s', undefined],
  ['-5/s', undefined],
  ['20', undefined],
  ['20s', undefined],
  ['/s', undefined],
  ['20/', undefined],
  ['20 / s', undefined],
  ['20/day', undefined],
];

describe('a rate', () => {
  for (const [text, perSecond] of rates) {
    test(`"${text}" is ${perSecond === undefined ? 'none' : `${perSecond} per second`}`, () => {
      assert.equal(parsePerSecond(text), perSecond);
    });
  }
});
