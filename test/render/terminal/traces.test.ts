import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { summaryOf, type SummaryOrder } from '../../../src/analysis/trace-summary.ts';
import { renderTraces } from '../../../src/render/terminal/traces.ts';
import { span, traceOf } from '../../support/trace-builder.ts';

const request = span('gateway', 'GET /process', [0, 100], { kind: 'server' });
const tail = span('gateway', 'send mail', [50, 300]);
const plain = traceOf([request], 'a'.repeat(32));
const goesOn = traceOf([{ ...request, children: [tail] }], 'b'.repeat(32));

const listed = (
  traces: (typeof plain)[],
  columns: number,
  sort: SummaryOrder = 'start',
): string[] =>
  renderTraces(
    {
      headline: undefined,
      traces: traces.map(summaryOf),
      found: traces.length,
      asked: 'of run 1',
      notes: [],
      sort,
    },
    { format: 'table', columns, colour: false, unicode: true, utc: true },
  ).split('\n');

const EXPLAINED = 'whole: from the first start to the last end of any span';

describe('a list of traces', () => {
  test('keeps what it is sorted by on 80 columns', () => {
    const [header = ''] = listed([plain, goesOn], 80).filter((line) => line.startsWith('trace '));
    assert.match(header, /^trace +start +root +duration.* errors$/);
    for (const [sort, title] of [
      ['trace', 'whole'],
      ['spans', 'spans'],
    ] as const)
      for (const columns of [80, 60])
        assert.match(
          listed([plain, goesOn], columns, sort).join('\n'),
          new RegExp(`^trace .* ${title} `, 'm'),
        );
  });

  test('explains the time beyond the request where it shows it', () => {
    assert.ok(listed([plain, goesOn], 120).includes(EXPLAINED));
    assert.ok(!listed([plain], 120).includes(EXPLAINED), 'the request is all there is');
    assert.ok(!listed([plain, goesOn], 60).includes(EXPLAINED), 'there is no room for it');
  });
});
