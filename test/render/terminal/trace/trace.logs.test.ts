import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logsBySpan, type SpanLog } from '../../../../src/analysis/trace-logs.ts';
import { waterfall } from '../../../../src/analysis/waterfall.ts';
import { traceAnswer, traceAnswerOf } from '../../../../src/cli/commands/trace/answer.ts';
import { micros } from '../../../../src/model/units.ts';
import { renderTrace } from '../../../../src/render/terminal/trace/trace.ts';
import { call, span, traceOf } from '../../../support/trace-builder.ts';

const pay = call('shop', 'payment', 'POST /pay', { client: [10, 90], server: [20, 80] });
const trace = traceOf([span('shop', 'POST /checkout', [0, 100], { kind: 'server' }, [pay])]);
const [root, , server] = trace.spans;
assert.ok(root && server);

const at = (ms: number): SpanLog['timeUs'] => micros(root.startUs + ms * 1000);
const lines: SpanLog[] = [
  { component: 'payment', spanId: server.spanId, timeUs: at(80), level: 'error', message: 'late' },
  { component: 'payment', spanId: server.spanId, timeUs: at(25), level: 'info', message: 'early' },
  { component: 'shop', spanId: root.spanId, timeUs: at(100), level: 'info', message: 'a\u001b[1m' },
  { component: 'stock', spanId: 'f'.repeat(16), timeUs: at(30), level: 'warn', message: 'lost' },
];
const finding = waterfall(trace);
const logs = logsBySpan(lines, trace, finding);

const render = (format: 'table' | 'tsv'): string[] =>
  renderTrace(
    finding,
    { uiUrl: undefined },
    { attributes: false, events: false, logs },
    { format, columns: 100, colour: false, unicode: true },
  ).split('\n');

test('a line is drawn below its span, oldest first, and after the rows where its span is missing', () => {
  const drawn = render('table').map((line) => line.replace(/(?<=\S) {2,}.*│.*/, ''));
  assert.deepEqual(drawn.slice(4, 13), [
    'shop',
    '    +100 ms info a',
    '└ shop',
    '  └ payment',
    '        +5.0 ms info early',
    '        +60 ms error late',
    '',
    'Log lines whose span is not in the trace',
    '  stock +30 ms warn lost',
  ]);
});

test('a pipe gets a row for each line, with the time since the trace started', () => {
  assert.deepEqual(
    render('tsv').filter((line) => /^#?log\t/.test(line)),
    [
      '#log\tspanId\toffsetUs\tlevel\tcomponent\tmessage',
      `log\t${root.spanId}\t100000\tinfo\tshop\ta`,
      `log\t${server.spanId}\t25000\tinfo\tpayment\tearly`,
      `log\t${server.spanId}\t80000\terror\tpayment\tlate`,
      `log\t${'f'.repeat(16)}\t30000\twarn\tstock\tlost`,
    ],
  );
});

test('JSON has the lines in the row of their span, and fits its schema', () => {
  const answer = traceAnswer.parse(traceAnswerOf(finding, { jaegerUrl: 'http://j' }, logs));
  assert.deepEqual(
    answer.rows.map((row) => row.logs?.map(({ message }) => message)),
    [['a\u001b[1m'], [], ['early', 'late']],
  );
  assert.deepEqual(answer.otherLogs, [
    {
      offsetUs: 30_000,
      level: 'warn',
      component: 'stock',
      message: 'lost',
      spanId: 'f'.repeat(16),
    },
  ]);
  const without = traceAnswerOf(finding, { jaegerUrl: 'http://j' });
  assert.ok(without.rows.every((row) => row.logs === undefined));
});
