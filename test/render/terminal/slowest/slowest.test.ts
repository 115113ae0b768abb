import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slowest } from '../../../../src/analysis/slowest.ts';
import { assembleTrace } from '../../../../src/model/assemble.ts';
import type { Trace } from '../../../../src/model/trace.ts';
import { renderSlowest } from '../../../../src/render/terminal/slowest/slowest.ts';
import { span, spansOf, traceOf } from '../../../support/trace-builder.ts';
import { id, person, rendered, source, tutorial } from './cases.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

describe('the tutorial, for a person', () => {
  test('on a wide screen there is everything, with addresses to open', () => {
    assert.equal(
      rendered(tutorial, { columns: 132 }, { limit: 3 }),
      `\
enricher GET /enrich takes 77 % of the time: 490 ms of 636 ms on average.
20 traces of run 1 · gateway GET /process · mean 636 ms · Jaeger 2.20.0

Where the time goes         share of the critical path        mean     p50     p95     max  slowest trace
  enricher   GET /enrich    ██████████████████▌       77 %  490 ms  480 ms  660 ms  680 ms  4f1c0a13
  validator  GET /validate  ████▏                     17 %  110 ms  109 ms  118 ms  119 ms  4f1c0a13
  gateway    GET /process   █▎                         5 %   32 ms   32 ms   33 ms   33 ms  4f1c0a13
  … and 2 more places

Slowest spans by time on the critical path
  680 ms  enricher  GET /enrich  in 4f1c0a13  (837 ms request)  http://localhost:16686/trace/${id(19)}
  660 ms  enricher  GET /enrich  in 4f1c0a12  (816 ms request)  http://localhost:16686/trace/${id(18)}
  640 ms  enricher  GET /enrich  in 4f1c0a11  (795 ms request)  http://localhost:16686/trace/${id(17)}
`,
    );
  });

  test('on 80 columns the bars are shorter and the median is given up', () => {
    assert.equal(
      rendered(tutorial),
      `\
enricher GET /enrich takes 77 % of the time: 490 ms of 636 ms on average.
20 traces of run 1 · gateway GET /process · mean 636 ms · Jaeger 2.20.0

Where the time goes           of the path         mean     p95     max  trace
  enricher   GET /enrich      ███████▊    77 %  490 ms  660 ms  680 ms  4f1c0a13
  validator  GET /validate    █▊          17 %  110 ms  118 ms  119 ms  4f1c0a13
  gateway    GET /process     ▌            5 %   32 ms   33 ms   33 ms  4f1c0a13
  gateway    GET → enricher   ▏           <1 %  3.0 ms  3.0 ms  3.0 ms  4f1c0a00
  gateway    GET → validator  ▏           <1 %  2.0 ms  2.0 ms  2.0 ms  4f1c0a00
  → is the gap between caller and callee: network, queueing

Slowest spans by time on the critical path
  680 ms  enricher  GET /enrich  in 4f1c0a13  (837 ms request)
  660 ms  enricher  GET /enrich  in 4f1c0a12  (816 ms request)
  640 ms  enricher  GET /enrich  in 4f1c0a11  (795 ms request)
  620 ms  enricher  GET /enrich  in 4f1c0a10  (774 ms request)
  600 ms  enricher  GET /enrich  in 4f1c0a0f  (753 ms request)
  open  http://localhost:16686/trace/${id(19)}
`,
    );
  });

  test('on 60 columns bars and maxima are given up too', () => {
    assert.equal(
      rendered(tutorial, { columns: 60 }),
      `\
enricher GET /enrich takes 77 % of the time: 490 ms of 636
ms on average.
20 traces of run 1 · gateway GET /process · mean 636 ms
Jaeger 2.20.0

Where the time goes                   mean     p95  trace
  enricher   GET /enrich      77 %  490 ms  660 ms  4f1c0a13
  validator  GET /validate    17 %  110 ms  118 ms  4f1c0a13
  gateway    GET /process      5 %   32 ms   33 ms  4f1c0a13
  gateway    GET → enricher   <1 %  3.0 ms  3.0 ms  4f1c0a00
  gateway    GET → validator  <1 %  2.0 ms  2.0 ms  4f1c0a00
  → is the gap between caller and callee: network, queueing

Slowest spans by time on the critical path
  680 ms  enricher  GET /enrich  in 4f1c0a13
  660 ms  enricher  GET /enrich  in 4f1c0a12
  640 ms  enricher  GET /enrich  in 4f1c0a11
  620 ms  enricher  GET /enrich  in 4f1c0a10
  600 ms  enricher  GET /enrich  in 4f1c0a0f
  localhost:16686/trace/${id(19)}
`,
    );
  });

  test('without a UI there is no link', () => {
    const finding = slowest(tutorial, { by: 'path', limit: 5 });
    for (const columns of [80, 132]) {
      const screen = { ...person, columns };
      const text = renderSlowest(finding, { ...source, uiUrl: undefined }, screen);
      assert.match(
        text,
        /\n {2}680 ms {2}enricher {2}GET \/enrich {2}in 4f1c0a13 {2}\(837 ms request\)\n/,
      );
      assert.doesNotMatch(text, /http:|open/);
    }
  });

  test('without Unicode there is only ASCII', () => {
    const text = rendered(tutorial, { unicode: false });
    assert.match(text, /^[\n -~]*$/);
    assert.equal(
      text.split('\n').slice(0, 9).join('\n'),
      `\
enricher GET /enrich takes 77 % of the time: 490 ms of 636 ms on average.
20 traces of run 1 - gateway GET /process - mean 636 ms - Jaeger 2.20.0

Where the time goes            of the path        mean     p95     max  trace
  enricher   GET /enrich       #######    77 %  490 ms  660 ms  680 ms  4f1c0a13
  validator  GET /validate     ##         17 %  110 ms  118 ms  119 ms  4f1c0a13
  gateway    GET /process      .           5 %   32 ms   33 ms   33 ms  4f1c0a13
  gateway    GET -> enricher   .          <1 %  3.0 ms  3.0 ms  3.0 ms  4f1c0a00
  gateway    GET -> validator  .          <1 %  2.0 ms  2.0 ms  2.0 ms  4f1c0a00`,
    );
  });

  test('with fewer than 20 traces there is no p95, on a narrow screen the maximum instead', () => {
    const header = (columns: number): string =>
      rendered(tutorial.slice(0, 19), { columns })
        .split('\n')
        .find((line) => line.startsWith('Where'))!;
    assert.match(header(120), / mean +p50 +max +slowest trace$/);
    assert.match(header(60), /goes +mean +max +trace$/);
  });

  test('by self and by duration the columns say so, and a note says what the shares are not', () => {
    const self = rendered(tutorial, { columns: 110 }, { by: 'self' });
    assert.match(self, /share of all self time/);
    assert.match(self, /self times add up to more than the request/);
    assert.match(self, /Slowest spans by self time/);
    const length = rendered(tutorial, { columns: 110 }, { by: 'duration' });
    assert.match(length, /length against the request/);
    assert.match(length, /the shares overlap/);
    assert.match(length, /837 ms {2}gateway {2}GET \/process/);
  });

  test('colour changes nothing but the colour', () => {
    const coloured = rendered(tutorial, { colour: true });
    const styles = /\u001b\[\d+m/g;
    assert.ok(styles.test(coloured));
    assert.equal(coloured.replaceAll(styles, '').replaceAll(/ +$/gm, ''), rendered(tutorial));
  });
});

describe('the tutorial, for a pipe', () => {
  test('rows are places and spans with whole ids and microseconds, without escapes', () => {
    const screen = { format: 'tsv' as const, columns: 20, colour: true };
    const asked = { place: { service: 'gateway', operation: 'GET' }, limit: 1 };
    const rows = tsvRowsOf(rendered(tutorial, screen, asked));
    const callPath = 'gateway GET /process > gateway GET -> enricher';
    const headline =
      'headline|gateway GET → enricher takes <1 % of the time: 3.0 ms of 636 ms on average.';
    const place =
      'place|gateway|GET /process|gateway|GET|enricher|3000|0.0047|3000|3000|3000|1|20|20';
    const first = 'span|gateway|GET|enricher|3000|303000|436000';
    assert.deepEqual(
      rows.map((row) => row.replaceAll('\t', '|')),
      [headline, `${place}|${id(0)}|${callPath}|`, `${first}|${id(0)}|0000000000000004`],
    );
  });

  test('what is not known is an empty column', () => {
    const [, row] = tsvRowsOf(rendered(tutorial.slice(0, 2), { format: 'tsv' }));
    assert.deepEqual(row!.split('\t').slice(3, 10), [
      'enricher',
      'GET /enrich',
      '',
      '310000',
      '0.6942',
      '300000',
      '',
    ]);
  });

  test('traces that are left out or missing are rows too', () => {
    const finding = slowest([orphaned(7), ...tutorial], { by: 'path', limit: 1 });
    const screen = { ...person, format: 'tsv' as const };
    const text = renderSlowest(finding, { ...source, missing: [id(99)] }, screen);
    assert.deepEqual(tsvRowsOf(text).slice(3), [
      `left-out\tno-root\t1\t${id(7)}`,
      `left-out\torphan\t1\t${id(7)}`,
      `missing\t${id(99)}`,
    ]);
  });
});

function orphaned(n: number): Trace {
  return assembleTrace(
    spansOf([span('s', 'P', [0, 10], {}, [span('s', 'A', [1, 2])])], id(n)).slice(1),
  );
}

describe('what is not in the ranking', () => {
  const heading = (text: string): string[] => text.slice(0, text.indexOf('\n\n')).split('\n');

  test('is said below the title: incomplete traces with their reasons, missing ones with an id', () => {
    const finding = slowest([orphaned(7), ...tutorial], { by: 'path', limit: 5 });
    const text = renderSlowest(
      finding,
      { ...source, missing: [id(99), id(98)] },
      { ...person, columns: 130 },
    );
    assert.deepEqual(heading(text).slice(2), [
      '1 incomplete trace is left out: 1 without a root span (4f1c0a07), 1 with a span whose parent did not arrive (4f1c0a07)',
      '2 traces of run 1 are not in Jaeger: 4f1c0a63 and others',
    ]);
  });

  test('with a filter, how many traces that left out', () => {
    const other = traceOf([span('jobs', 'nightly', [0, 10])], id(30));
    const text = rendered(
      [...tutorial, other],
      {},
      { service: 'enricher', operation: 'GET /enrich' },
    );
    assert.deepEqual(heading(text).slice(1), [
      '20 traces of run 1 · gateway GET /process · mean 636 ms · Jaeger 2.20.0',
      '1 other trace without such a span',
    ]);
  });

  test('a trace with several roots is several requests', () => {
    const two = traceOf([span('jobs', 'nightly', [0, 10]), span('jobs', 'late', [20, 21])], id(30));
    assert.match(rendered([two]), /^2 requests in 1 trace of run 1 · Jaeger 2\.20\.0$/m);
  });

  test('a span that ends after its parent is said', () => {
    const late = traceOf([span('s', 'P', [0, 60], {}, [span('s', 'C', [1, 61])])], id(30));
    assert.equal(
      heading(rendered([late])).at(-1),
      'a span ends after its parent in 1 trace: it counts up to there',
    );
  });

  test('an answer about nothing still says so', () => {
    assert.equal(rendered([]), '0 traces of run 1 · Jaeger 2.20.0\n');
  });
});

test('requests that began differently have a table each, under their own heading', () => {
  const other = traceOf([span('jobs', 'nightly', [0, 10])], id(30));
  const lines = rendered([other, ...tutorial]).split('\n');
  const all = 'enricher GET /enrich takes 77 % of gateway GET /process: 490 ms of 636 ms on';
  assert.equal(lines[0], all);
  assert.equal(lines[2], '21 traces of run 1 · Jaeger 2.20.0');
  assert.equal(lines[4], 'gateway GET /process · 20 requests · mean 636 ms');
  assert.ok(lines.includes('jobs nightly · 1 request · mean 10 ms'));
});

test('many calls where one might do are said, with the trace that shows it best', () => {
  const gets = [0, 1, 2, 3, 4].map((i) =>
    span('cart', 'get', [i * 10, i * 10 + 10], { kind: 'client' }),
  );
  const text = rendered([traceOf([span('cart', 'GET /cart', [0, 60], {}, gets)])]);
  assert.match(
    text,
    /^N\+1: cart get, 5 × one after the other: one call could save up to 40 ms \(in 1\n?/m,
  );
  assert.match(text.replaceAll('\n', ' '), /\(in 1 trace, most in aaaaaaaa\)/);
});

describe('groups', () => {
  test('by service there is one name, and the title says by what', () => {
    const text = rendered(tutorial, { columns: 90 }, { limit: 3, groupBy: 'service' });
    assert.match(text, /^By service +share of the critical path .*$/m);
    assert.match(text, /^ {2}enricher {3}█.* 77 %/m);
    assert.doesNotMatch(text, /^ {2}enricher +GET \/enrich +█/m);
  });

  test('by operation the name has no callers', () => {
    const text = rendered(tutorial, { columns: 90 }, { limit: 3, groupBy: 'operation' });
    assert.match(text, /^ {2}enricher +GET \/enrich +█/m);
  });

  test('rows of a pipe end with the value', () => {
    const [first = ''] = tsvRowsOf(
      rendered(tutorial, { format: 'tsv' }, { limit: 1, groupBy: 'zone' }),
    );
    assert.deepEqual(first.split('\t').slice(3, 6), ['', '', '']);
    assert.equal(first.split('\t').at(-1), '(none)');
  });
});

test('the call of a callee without spans is said to be the whole call', () => {
  const client = span('gateway', 'GET', [0, 80], {
    kind: 'client',
    attributes: { 'server.address': '127.0.0.1' },
  });
  const stopped = traceOf([span('gateway', 'GET /', [0, 100], { kind: 'server' }, [client])]);
  const [headline] = rendered([stopped], { columns: 132 }).split('\n');
  assert.equal(
    headline,
    'gateway GET → 127.0.0.1 takes 80 % of the time: 80 ms of 100 ms on average. This is the whole call: 127.0.0.1 sent no spans.',
  );
});
