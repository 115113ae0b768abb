import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { call, span, traceOf } from '../../../support/trace-builder.ts';
import { id, rendered, tutorial } from './cases.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

describe('names from outside', () => {
  const hostile = traceOf(
    [
      span('注文サービス', 'GET /注文/🛒', [0, 30], { kind: 'server' }, [
        span('evil\u001b]0;owned\u0007\n', 'a\tb\u001b[2J\u202ec', [10, 20]),
      ]),
    ],
    id(1),
  );

  test('are aligned by their width and cannot steer the terminal', () => {
    assert.equal(
      rendered([hostile], { columns: 90 }),
      `\
注文サービス GET /注文/🛒 takes 67 % of the time: 20 ms of 30 ms on average.
1 trace of run 1 · 注文サービス GET /注文/🛒 · mean 30 ms · Jaeger 2.20.0

Where the time goes           of the critical path       mean    p50    max  slowest trace
  注文サービス  GET /注文/🛒  ████████████        67 %  20 ms  20 ms  20 ms  4f1c0a01
  evil          a b\\u{202e}c  ██████              33 %  10 ms  10 ms  10 ms  4f1c0a01

Slowest spans by time on the critical path
  20 ms  注文サービス  GET /注文/🛒  in 4f1c0a01  (30 ms request)
  10 ms  evil          a b\\u{202e}c  in 4f1c0a01  (30 ms request)
  open  http://localhost:16686/trace/${id(1)}
`,
    );
  });

  test('make neither columns nor rows on a pipe', () => {
    const rows = tsvRowsOf(rendered([hostile], { format: 'tsv' }));
    assert.deepEqual(
      rows.map((row) => row.split('\t').length),
      [2, 17, 17, 9, 9],
    );
    assert.equal(rows[2]!.split('\t')[4], 'a b\\u{202e}c');
  });
});

describe('every screen', () => {
  const long = traceOf(
    [
      span('front', 'POST /checkout', [0, 1200], { kind: 'server' }, [
        call('front', 'stock-service-with-a-long-name', 'com.example.stock.Stock/GetManyAtOnce', {
          client: [5, 400],
          server: [10, 390],
        }),
        call('front', '注文サービス', '注文🛒'.repeat(20), {
          client: [400, 900],
          server: [410, 890],
        }),
      ]),
    ],
    id(40),
  );

  test('from 60 columns on is wide enough for every line', () => {
    for (let columns = 60; columns <= 200; columns += 1) {
      for (const unicode of [true, false]) {
        const text = rendered([...tutorial, long], { columns, unicode }, { limit: 8 });
        for (const line of text.split('\n'))
          assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
      }
    }
  });
});
