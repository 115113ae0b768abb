import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseMoment } from '../../../src/cli/shell/moment.ts';

describe('a moment as a person types it', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const nine = Date.parse('2026-11-22T09:00:00Z');
  const today = (hours: number, minutes: number, seconds: number): number =>
    new Date(now).setHours(hours, minutes, seconds, 0);
  const cases: [text: string, ms: number | undefined][] = [
    ['2026-11-22T09:00:00Z', nine],
    ['2026-11-22 09:00:00.000Z', nine],
    ['2026-11-22T10:00:00.5+01:00', nine + 500],
    ['2026-11-22T09:00:00.000004Z', nine + 0.004],
    ['2026-11-22T09:00', new Date(2026, 10, 22, 9).getTime()],
    ['2026-11-22', new Date(2026, 10, 22).getTime()],
    ['9:05', today(9, 5, 0)],
    ['14:05:30', today(14, 5, 30)],
    ['10m', now - 600_000],
    ['1.5h', now - 5_400_000],
    ['1h30m', now - 5_400_000],
    ['24:00', undefined],
    ['9:60', undefined],
    ['2026-13-45T00:00:00Z', undefined],
    ['2026-02-30', undefined],
    ['2026-11-31T09:00:00Z', undefined],
    ['2024-02-29T09:00:00Z', Date.parse('2024-02-29T09:00:00Z')],
    ['yesterday', undefined],
    ['', undefined],
  ];
  for (const [text, ms] of cases) {
    test(`"${text}"`, () =>
      assert.equal(parseMoment(text, now), ms === undefined ? undefined : Math.round(ms * 1000)));
  }
});
