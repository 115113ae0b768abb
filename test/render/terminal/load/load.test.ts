import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderLoad } from '../../../../src/render/terminal/load/load.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';

const screen = (changes: Partial<Screen> = {}): Screen => ({
  format: 'table',
  columns: 80,
  colour: false,
  unicode: true,
  ...changes,
});

const times = { n: 30, meanUs: 2000, p50Us: 2000, p95Us: 3000, maxUs: 3000 };
const load = {
  run: 4,
  interrupted: false,
  url: 'http://localhost:5300/products',
  faults: [],
  summary: {
    requests: 32,
    ok: 30,
    failures: [{ kind: 'http-status', status: 502, count: 2 }],
    response: times,
    service: times,
    lateness: times,
    durationUs: 1_000_000,
  },
};
const byRequest = [
  { name: 'browse-all-products', sent: 24, failed: 0, response: { p50Us: 21_000, p95Us: 35_000 } },
  { name: 'buy', sent: 8, failed: 2, response: { p50Us: 4000 } },
];

describe('the answer of load about several kinds of request', () => {
  test('for a person: a table between the latencies and the failures', () => {
    const lines = renderLoad({ ...load, byRequest }, screen()).split('\n');
    assert.deepEqual(lines.slice(0, 1), ['30 of 32 requests went well in 1.00 s (run 4)']);
    assert.deepEqual(lines.slice(5), [
      '  request              sent  failed     p50    p95',
      '  browse-all-products    24       0   21 ms  35 ms',
      '  buy                     8       2  4.0 ms',
      '  2 failed: http-status 502',
      '',
    ]);
  });

  for (const columns of [39, 60])
    test(`for a person with ${columns} columns: names are cut, numbers are not`, () => {
      const shown = renderLoad({ ...load, byRequest }, screen({ columns }));
      const lines = shown.split('\n');
      const table = lines.findIndex((line) => line.startsWith('  request '));
      const rows = lines.slice(table, table + 3);
      assert.ok(
        rows.every((row) => row.length <= columns),
        shown,
      );
      assert.match(rows[1] ?? '', /^ {2}b.*24 +0 +21 ms +35 ms$/);
    });

  test('for a pipe: rows of name, sent, failed, p50 and p95 in µs', () => {
    const rows = renderLoad({ ...load, byRequest }, screen({ format: 'tsv' })).split('\n');
    assert.deepEqual(
      rows.filter((row) => row.startsWith('request\t')),
      ['request\tbrowse-all-products\t24\t0\t21000\t35000', 'request\tbuy\t8\t2\t4000\t'],
    );
  });

  for (const format of ['table', 'tsv'] as const)
    test(`nothing where there is one kind only${format === 'tsv' ? ', through a pipe too' : ''}`, () => {
      const plain = renderLoad(load, screen({ format }));
      assert.equal(renderLoad({ ...load, byRequest: [] }, screen({ format })), plain);
      assert.doesNotMatch(plain, /^ *request\b/m);
      assert.ok(plain.includes(load.url));
    });
});

test('a run that was cut short says how far it got', () => {
  const cut = { ...load, interrupted: true, planned: 50 };
  assert.match(
    renderLoad(cut, screen()),
    /^! run 4 was interrupted: 32 of 50 requests ended, others were cut off\n/,
  );
  assert.match(
    renderLoad(cut, screen({ format: 'tsv' })),
    /\tinterrupted\tplanned\nload.*\ttrue\t50\n/,
  );
});

test('no trace to wait for is not a success', () => {
  const traces = { expected: 0, readable: 0, notSampled: 32, withoutId: 0, missing: [], wrong: [] };
  const shown = renderLoad({ ...load, traces: { ...traces, waitedMs: 0 } }, screen());
  assert.match(shown, /- there are no traces to wait for\n {2}32 requests were not sampled\n/);
  assert.doesNotMatch(shown, /✔/);
});

test('what is wrong with several traces, or several times in one, is shown once', () => {
  const wrong = [
    { traceId: 'a1', faults: ['x (client) was not expected', 'x (client) was not expected'] },
    { traceId: 'b1', faults: ['y is missing'] },
    { traceId: 'a2', faults: ['x (client) was not expected', 'x (client) was not expected'] },
    ...['c', 'd', 'e', 'f', 'g'].map((id) => ({ traceId: id, faults: [`${id} is missing`] })),
  ];
  const traces = { expected: 8, readable: 0, notSampled: 0, withoutId: 0, missing: [], wrong };
  const shown = renderLoad({ ...load, traces: { ...traces, waitedMs: 0 } }, screen());
  const [, lines] = /readable in Jaeger .*\n([\s\S]*)$/.exec(shown) ?? [];
  assert.deepEqual(lines?.split('\n'), [
    '  a1 and 1 more: 2 × x (client) was not expected',
    '  b1: y is missing',
    '  c: c is missing',
    '  d: d is missing',
    '  e: e is missing',
    '  and 2 more that are not as expected',
    '',
  ]);
});
