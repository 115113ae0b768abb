import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { summaryOf } from '../../src/analysis/trace-summary.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { warningsOn } from '../../src/analysis/warnings/all.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { micros } from '../../src/model/units.ts';
import { compareNotes } from '../../src/render/terminal/compare/notes.ts';
import { caseTrace, caseTraces } from '../support/cases.ts';

const rank = (name: string, rawClocks = false) =>
  slowest(caseTraces(name), { by: 'path', limit: 10, rawClocks });

const shares = (name: string, rawClocks = false): [string, number][] =>
  rank(name, rawClocks).sections.flatMap(({ paths }) =>
    paths.map(({ steps, meanUs }): [string, number] => {
      const { service, name: operation } = steps.at(-1)!;
      return [`${service} ${operation}`, meanUs / 1000];
    }),
  );

describe('clocks that disagree', () => {
  test('a server that is 40 ms late is moved to the middle of its call', () => {
    const { clocks, gaveUp } = rank('61b-skew-late-40ms');
    assert.equal(gaveUp, undefined);
    assert.deepEqual(
      clocks.map(({ service, other, aheadUs, movedUs, traceIds, ofTraces }) => [
        ...[service, other, aheadUs, movedUs, traceIds.length, ofTraces],
      ]),
      [['smbe', 'smfe', 30_000, -40_000, 1, 1]],
    );
    assert.deepEqual(shares('61b-skew-late-40ms'), [
      ['smbe GET /x', 160],
      ['smfe GET /', 20],
      ['smfe GET', 20],
    ]);
  });

  test('a server that is 5 s early leaves no time to the network', () => {
    const [clock] = rank('09f-skew-5s-early').clocks;
    assert.deepEqual([clock?.service, clock?.aheadUs], ['be', -4_990_000]);
    assert.deepEqual(shares('09f-skew-5s-early'), [
      ['be query', 140],
      ['fe GET /', 20],
      ['fe GET', 20],
      ['be GET /x', 20],
    ]);
    assert.deepEqual(shares('09f-skew-5s-early', true)[0], ['fe GET', 180]);
  });

  test('a comparison names them too, and shows the times as sent where that is asked for', () => {
    const traces = caseTraces('09f-skew-5s-early');
    const of = (rawClocks: boolean) => compare({ a: traces, b: traces }, 'single', { rawClocks });
    const [moved, raw] = [of(false)!, of(true)!];
    assert.deepEqual(moved.clocks, raw.clocks);
    assert.equal(raw.clocks[0]?.service, 'be');
    assert.deepEqual([moved.headline.kind, raw.headline.kind], ['clocks', 'no-difference']);
    const services = ({ places }: typeof raw) => places.map(({ steps }) => steps.at(-1)?.service);
    assert.ok(services(moved).includes('be') && !services(raw).includes('be'));
    const source = { names: { a: 'a', b: 'b' }, jaegerVersion: undefined, missing: [] };
    const screen = { format: 'table', columns: 100, colour: false, unicode: true } as const;
    const notes = compareNotes(raw, source, screen);
    assert.match(
      notes,
      /clock of be is at least 4\.99 s behind fe's in 1 of 1 trace; shown as sent/,
    );
  });

  for (const name of ['61b-skew-late-40ms', '09f-skew-5s-early'])
    test(`${name}: reported by trace and by verify, and not taken for a caller that gave up`, () => {
      const { clocks, rows } = waterfall(caseTrace(name));
      assert.equal(clocks.length, 1);
      const kinds = new Set(rows.flatMap(({ remarks }) => remarks.map(({ kind }) => kind)));
      assert.deepEqual([...kinds], ['moved']);
      const warnings = warningsOn(caseTraces(name)).filter(({ check }) => check === 'containment');
      assert.deepEqual(warnings.length, 1);
      assert.match(warnings[0]!.what, /^the clock of \w+ is at least (30|4990) ms (ahead|behind)/);
    });
});

describe('times that cannot be', () => {
  const cases: [name: string, span: string, fault: string, ranked: [string, number][]][] = [
    ['09b-start-zero', 'no-start', 'no-start', [['epoch GET /', 100]]],
    ['09c-end-zero', 'never ended', 'no-end', [['unended GET /', 100]]],
    ['09d-root-end-zero', 'GET /', 'no-end', [['unended2 child', 10]]],
  ];
  for (const [name, span, fault, ranked] of cases)
    test(`${name}: the span is named, and the rest is computed without it`, () => {
      const finding = waterfall(caseTrace(name));
      const named = finding.rows.flatMap(({ step, remarks }) =>
        remarks.map((remark) => ({ span: step.name, ...remark })),
      );
      assert.deepEqual(named, [{ span, kind: 'impossible-time', fault }]);
      const [whole] = ranked;
      assert.equal(finding.durationUs, whole![1] * 1000);
      assert.equal(finding.root?.durationUs, whole![1] * 1000);
      assert.equal(summaryOf(caseTrace(name)).durationUs, whole![1] * 1000);
      assert.deepEqual(shares(name), ranked);
      assert.equal(rank(name).impossibleTimes?.traces, 1);
    });

  test('2^64 - 1 ns: a start beyond the numbers that are exact is impossible', () => {
    const { spans } = caseTrace('09b-start-zero');
    const startUs = micros(18_446_744_073_709_551);
    const trace = assembleTrace(
      spans.map((span) => (span.name === 'no-start' ? { ...span, startUs } : span)),
    );
    const { rows, durationUs } = waterfall(trace);
    assert.equal(durationUs, 100_000);
    assert.deepEqual(
      rows.flatMap(({ remarks }) => remarks),
      [{ kind: 'impossible-time', fault: 'far-future' }],
    );
  });
});
