import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waterfall, type WaterfallOptions } from '../../../../src/analysis/waterfall.ts';
import { assembleTrace } from '../../../../src/model/assemble.ts';
import type { Trace } from '../../../../src/model/trace.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { renderTrace } from '../../../../src/render/terminal/trace/trace.ts';
import { call, span, spansOf, traceOf, type SpanPlan } from '../../../support/trace-builder.ts';
import { tutorialTrace } from '../../../support/tutorial-traces.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

const TUTORIAL = tutorialTrace({ gateway: 50, validator: 49, enricher: 796 }, 'a'.repeat(32));
const PLAIN = { attributes: false, events: false };
const SOURCE = { uiUrl: 'http://jaeger' };

function render(
  trace: Trace,
  columns: number,
  options: WaterfallOptions = {},
  unicode = true,
): string {
  const screen = { format: 'table' as const, columns, colour: false, unicode, utc: true };
  return renderTrace(waterfall(trace, options), SOURCE, PLAIN, screen);
}

const firstBar = (lines: readonly string[]): number =>
  lines.findIndex((line) => line.includes('│'));

/** What stands between the title and the legend. */
function drawing(
  plans: readonly SpanPlan[],
  columns: number,
  options: WaterfallOptions = {},
): string {
  const lines = render(traceOf(plans), columns, options).trimEnd().split('\n');
  const legend = lines.findIndex((line) => line.startsWith('█ on the critical path'));
  return ['', ...lines.slice(firstBar(lines), legend)].join('\n').trimEnd();
}

test('the tutorial, on a hundred columns', () => {
  assert.equal(
    render(TUTORIAL, 100),
    `enricher GET /enrich takes 88 % of this request: 796 ms of 901 ms.
aaaaaaaa · gateway GET /process · 901 ms · 5 spans · 3 services · no errors
2023-11-14T22:13:20.000Z  http://jaeger/trace/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                                        0              451 ms   901 ms
gateway    GET /process        901 ms  │▏···························▐█│  self 51 ms
├ gateway    GET → validator    51 ms  │▏▏                            │  gap 2.0 ms
│ └ validator  GET /validate    49 ms  │▐▊                            │
└ gateway    GET → enricher    799 ms  │ ▏··························▏ │  gap 3.0 ms
  └ enricher   GET /enrich     796 ms  │ ▕██████████████████████████▎ │  ◀ 88 % of the critical path

█ on the critical path: the request waited for it   · off it

By service                           on the path  self time  spans  errors
  enricher   ██████████████▏   88 %       796 ms     796 ms      1       0
  gateway    █                  6 %        56 ms      56 ms      3       0
  validator  ▉                  5 %        49 ms      49 ms      1       0
`,
  );
});

const node = { language: 'nodejs' };

describe('drawn', () => {
  const cases: [title: string, plans: SpanPlan[], picture: string][] = [
    [
      'back-to-back siblings leave nothing to their parent',
      [span('s', 'P', [0, 80], {}, [span('s', 'A', [0, 40]), span('s', 'B', [40, 80])])],
      `
s  P     80 ms  │·································│  self 0 µs
├ s  A   40 ms  │████████████████▌                │  ◀ 50 % of the critical path
└ s  B   40 ms  │                ▐████████████████│`,
    ],
    [
      'a Node clock that makes siblings seem to overlap',
      [
        span('s', 'P', [0, 80], node, [
          span('s', 'A', [0, 40.6], node),
          span('s', 'B', [40, 80], node),
        ]),
      ],
      `
s  P     80 ms  │·································│  self 0 µs
├ s  A   41 ms  │████████████████▌                │  ◀ 50 % of the critical path
└ s  B   40 ms  │                ▐████████████████│`,
    ],
    [
      'a child that outlives its parent of the same service',
      [span('s', 'P', [0, 40], {}, [span('s', 'A', [10, 80])])],
      `
s  P     40 ms  │████████████████                │  ◀ 100 % of the critical path
└ s  A → 70 ms  │    ····························│  async tail

s A: 70 ms, and no request time: it runs on after its parent`,
    ],
    [
      'a server that outlives its caller',
      [
        span('a', 'P', [0, 40], { kind: 'client', status: 'error' }, [
          span('b', 'S', [10, 80], { kind: 'server' }),
        ]),
      ],
      `
a  P → b ✖ 40 ms  │████············                │  error, gap 10 ms
└ b  S   ! 70 ms  │    ████████████················│  outlives its…aller, ◀ 75 %

a P → b failed
b S outlives its caller by 40 ms: the caller gave up after 40 ms`,
    ],
    [
      'a server that ends a little after its caller',
      [span('a', 'P', [0, 78], { kind: 'client' }, [span('b', 'S', [10, 80], { kind: 'server' })])],
      `
a  P → b   78 ms  │████····························│  gap 10 ms
└ b  S   ! 70 ms  │    ███████████████████████████▎│  goes on 2.0 ms, ◀ 87 %

b S goes on 2.0 ms after its caller had the answer`,
    ],
    [
      'a clock that is 20 ms early',
      [span('a', 'P', [20, 80], { kind: 'client' }, [span('b', 'S', [0, 40], { kind: 'server' })])],
      `
a  P → b   60 ms  │█████▍····················▐█████│  gap 20 ms
└ b  S   → 40 ms  │     ▐████████████████████▋     │  moved 30 ms, ◀ 67 %

clock of b is at least 20 ms behind a's in 1 of 1 trace; shifted by 30 ms
(--raw-clocks shows the times as sent)`,
    ],
    [
      'five calls one after the other',
      [
        span(
          'cart',
          'GET /cart',
          [0, 60],
          {},
          [0, 1, 2, 3, 4].map((i) =>
            span('cart', 'get', [i * 10, i * 10 + 10], {
              kind: 'client',
              attributes: {
                'server.address': 'redis',
                'db.system': 'redis',
                'db.query.text': `get item:${i}`,
              },
            }),
          ),
        ),
      ],
      `
cart  GET /cart       60 ms  │······························▕██████│  self 10 ms
├ cart  get → redis   10 ms  │██████▏                              │
├ cart  get → redis   10 ms  │      ▐█████▍                        │
├ cart  get → redis   10 ms  │            ▐█████▌                  │
├ cart  get → redis   10 ms  │                  ▐█████▋            │
└ cart  get → redis   10 ms  │                        ▐█████▉      │

N+1: cart get → redis, 5 × one after the other: one call could save up to 40 ms`,
    ],
  ];
  for (const [title, plans, picture] of cases) {
    test(title, () => assert.equal(drawing(plans, 80), picture));
  }
});

const REPEATED = traceOf([
  span(
    'cart',
    'GET /cart',
    [0, 60],
    { kind: 'server' },
    [0, 1, 2].map((i) =>
      call('cart', 'stock', 'GET /item', {
        client: [i * 20, i * 20 + 20],
        server: [i * 20 + 5, i * 20 + 15],
      }),
    ),
  ),
]);

test('repeated siblings are folded with what is below them', () => {
  const lines = render(REPEATED, 80, { collapse: true }).split('\n');
  const rows = lines.filter((line) => line.includes('│'));
  assert.deepEqual(
    rows.map((line) => line.slice(0, 32).trimEnd()),
    [
      'cart   GET /cart          60 ms',
      '└ cart   GET → stock ×3   60 ms',
      '  └ stock  GET /item ×3   30 ms',
    ],
  );
});

test('only the critical path is shown when it is asked for, and what is hidden is said', () => {
  const trace = traceOf([
    span('s', 'P', [0, 80], {}, [span('s', 'A', [0, 30]), span('s', 'B', [0, 80])]),
  ]);
  const text = render(trace, 80, { critical: true });
  assert.doesNotMatch(text, /s {2}A/);
  assert.match(text, /s {2}B/);
  assert.match(text, /1 span not shown/);
});

describe('what is wrong with a trace is said', () => {
  const spans = spansOf([span('a', 'P', [0, 40], {}, [span('b', 'Q', [0, 30])])]);
  const [root, child] = spans as [(typeof spans)[0], (typeof spans)[0]];
  const cases: [title: string, spans: (typeof spans)[0][], said: RegExp][] = [
    ['an orphan', [child], /no span is a root[^]*b Q is an orphan: its parent 0+1 did not arrive/],
    [
      'an orphan of another kind has no request',
      [child],
      /no span is a root, so there is no request to find the critical path of/,
    ],
    [
      'a request below a caller that does not report',
      [{ ...child, kind: 'server' }],
      /no span is a root: the request begins below a parent that no service reported/,
    ],
    [
      'several of them, each with its path',
      [
        { ...child, kind: 'server' },
        { ...child, kind: 'consumer', spanId: 'c'.repeat(16) },
      ],
      /the requests begin below a parent that no service[^]*2 roots: the critical path is that of b Q/,
    ],
    [
      'a cycle',
      [{ ...root, parentSpanId: child.spanId }, child],
      /a P is its own ancestor, through 2 spans: cut here/,
    ],
    ['an id used twice', [root, child, { ...child, name: 'R' }], /other spans with other contents/],
    [
      'several roots',
      [root, { ...child, parentSpanId: undefined }],
      /2 roots: the critical path is that of a P/,
    ],
    [
      'errors, with what they say',
      [root, { ...child, status: 'error', statusMessage: 'out\u001b[31m of stock' }],
      /1 error\n[^]*✖[^]*b Q failed: out of stock/,
    ],
  ];
  for (const [title, of, said] of cases) {
    test(title, () => assert.match(render(assembleTrace(of), 80), said));
  }
});

test('no line is wider than the screen, down to sixty columns', () => {
  const name = 'a name that is far too long to be shown whole anywhere '.repeat(3);
  const deep = Array.from({ length: 30 }).reduce<SpanPlan>(
    (below) => span('服务'.repeat(9), name, [0, 50], {}, [below]),
    span('s', name, [0, 50]),
  );
  for (const columns of [60, 61, 79, 80, 100, 133, 200]) {
    for (const line of render(traceOf([deep]), columns).split('\n'))
      assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
  }
});

test('without Unicode there is nothing but ASCII', () => {
  assert.match(render(TUTORIAL, 100, {}, false), /^[\u0000-\u007f]*$/);
});

test('a pipe gets every span and nothing cut', () => {
  const name = 'x'.repeat(500);
  const trace = traceOf([span('s', name, [0, 40], { attributes: { key: 'a\tb' } })]);
  const screen = { format: 'tsv' as const, columns: 60, colour: false, unicode: true };
  const id = '0000000000000001';
  assert.deepEqual(
    tsvRowsOf(renderTrace(waterfall(trace), SOURCE, { attributes: true, events: true }, screen)),
    [
      `headline\ts ${name} takes 100 % of this request: 40 ms of 40 ms. No other span shows where it went.`,
      `trace\t${'a'.repeat(32)}\t2023-11-14T22:13:20.000000Z\ts\t${name}\t40000\t40000\t1\t1\t0`,
      `span\t0\ts\t${name}\t\tinternal\t0\t40000\t40000\t40000\t\t1\tunset\t\t${id}\t`,
      `service-total\ts\t40000\t1\t40000\t1\t0`,
      `attribute\t${id}\tkey\ta b`,
    ],
  );
});
