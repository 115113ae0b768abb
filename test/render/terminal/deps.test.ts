import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DependencyDifference } from '../../../src/analysis/dependency-check.ts';
import type { DependencyGraph } from '../../../src/analysis/dependency-graph.ts';
import { type DepsSource, renderDeps } from '../../../src/render/terminal/deps.ts';
import type { Screen } from '../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../src/render/terminal/text-width.ts';
import { edge, everything, graphOf, service } from '../graph/graph-cases.ts';
import { tsvRowsOf } from '../../support/tsv-rows.ts';

const TERMINAL: Screen = { format: 'table', columns: 100, colour: false, unicode: true };
const SOURCE: DepsSource = {
  headline: undefined,
  what: 'run 1',
  differences: [],
  isChecked: true,
  missing: [],
};

const rendered = (
  graph: DependencyGraph,
  screen: Partial<Screen> = {},
  source: Partial<DepsSource> = {},
): string => renderDeps(graph, { ...SOURCE, ...source }, { ...TERMINAL, ...screen });

const differs: DependencyDifference = {
  from: 'shop',
  to: 'payment',
  ours: 20,
  jaeger: 40,
  reason: 'span-pairs',
};

test('for a person', () => {
  assert.equal(
    rendered(everything),
    `5 edges in 2 traces of run 1

caller     callee                                requests   errors     p50    p95  callee p50
(outside)  shop                                         2        0  1.0 ms
shop       payment                                     20  1 (5 %)   10 ms  19 ms
shop       redis (database)                             1        0  1.0 ms
shop       → (message) kafka orders (messaging)         1        0  1.0 ms
payment    bank.example:443 (virtual)                   1        0  1.0 ms

No spans came from bank.example:443 (named by the callers).
Jaeger’s own graph has the same edges between services, with the same counts.
`,
  );
});

test('an edge that fails is the first line', () => {
  const headline = { kind: 'failure', service: 'a', callee: 'b', count: 2, of: 20, share: 0.1 };
  const source = { headline } as Partial<DepsSource>;
  assert.match(rendered(everything, {}, source), /^a → b fails in 2 of 20 requests \(10 %\)\.\n/);
  const [row] = tsvRowsOf(rendered(everything, { format: 'tsv', unicode: false }, source));
  assert.equal(row, 'headline\ta -> b fails in 2 of 20 requests (10 %).');
});

test('on 60 columns the callee’s side is given up, and names are cut', () => {
  const out = rendered(everything, { columns: 60 });
  assert.equal(
    out,
    `5 edges in 2 traces of run 1

caller     callee           requests   errors     p50    p95
(outside)  shop                    2        0  1.0 ms
shop       payment                20  1 (5 %)   10 ms  19 ms
shop       redis (…tabase)         1        0  1.0 ms
shop       → (mess…saging)         1        0  1.0 ms
payment    bank.ex…irtual)         1        0  1.0 ms

No spans came from bank.example:443 (named by the callers).
Jaeger’s own graph has the same edges between services, with
the same counts.
`,
  );
  for (const line of out.split('\n')) assert.ok(widthOf(line) <= 60, line);
});

test('without Unicode there is only ASCII in the table', () => {
  const [table = ''] = rendered(everything, { unicode: false }).split('\n\n').slice(1);
  assert.match(table, /-> \(message\) kafka orders \(messaging\)/);
  assert.match(table, /^[\x20-\x7e\n]*$/);
});

/** What stands under every graph that has a callee of type virtual. */
const SILENT = 'No spans came from bank.example:443 (named by the callers).';

describe('notes', () => {
  const cases: [
    title: string,
    graph: Partial<DependencyGraph>,
    source: Partial<DepsSource>,
    notes: string[],
  ][] = [
    [
      'Jaeger agrees',
      {},
      {},
      [SILENT, 'Jaeger’s own graph has the same edges between services, with the same counts.'],
    ],
    [
      'Jaeger’s graph could not be had',
      {},
      { isChecked: false },
      [SILENT, 'Jaeger’s own graph could not be read for comparison.'],
    ],
    [
      'Jaeger counts more, and why',
      {},
      { differences: [differs, { ...differs, to: 'cart', ours: 1, jaeger: 2 }] },
      [
        SILENT,
        'Jaeger counts every span below a span of another service, not requests: shop → payment 20 here, 40',
        'in Jaeger; shop → cart 1 here, 2 in Jaeger.',
      ],
    ],
    [
      'what is not looked at',
      { incomplete: 1 },
      { missing: ['a', 'b'] },
      [
        '1 incomplete trace: calls without a callee in them do not count.',
        '2 traces are not in Jaeger.',
        SILENT,
        'Jaeger’s own graph has the same edges between services, with the same counts.',
      ],
    ],
    [
      'all callees sent spans, or never do',
      { nodes: everything.nodes.filter(({ type }) => type !== 'virtual') },
      { isChecked: false },
      ['Jaeger’s own graph could not be read for comparison.'],
    ],
  ];
  for (const [title, changes, source, notes] of cases) {
    test(title, () => {
      const out = rendered({ ...everything, ...changes }, {}, source);
      assert.deepEqual(out.split('\n\n').at(-1)?.trimEnd().split('\n'), notes);
    });
  }
});

test('for a pipe: rows, in microseconds', () => {
  const out = rendered(everything, { format: 'tsv' }, { differences: [differs], missing: ['ff'] });
  assert.deepEqual(tsvRowsOf(out), [
    'edge\toutside\t(outside)\tservice\tshop\tcall\t2\t0\t1000\t\t\t\t',
    'edge\tservice\tshop\tservice\tpayment\tcall\t20\t1\t10000\t19000\t\t\t',
    'edge\tservice\tshop\tdatabase\tredis\tcall\t1\t0\t1000\t\t\t\t',
    'edge\tservice\tshop\tmessaging\tkafka orders\tmessage\t1\t0\t1000\t\t\t\t',
    'edge\tservice\tpayment\tvirtual\tbank.example:443\tcall\t1\t0\t1000\t\t\t\t',
    'differs\tshop\tpayment\t20\t40\tspan-pairs',
    'missing\tff',
  ]);
});

test('with colour errors are red', () => {
  assert.match(rendered(everything, { colour: true }), /\u001b\[31m1 \(5 %\)\u001b\[39m/);
});

test('nothing from outside reaches the terminal as it came', () => {
  const evil = 'a\u001b[31m\u0007\nb';
  const graph = graphOf([edge([service(evil), service('c')])]);
  const source = { what: evil, differences: [{ ...differs, from: evil }] };
  for (const format of ['table', 'tsv'] as const) {
    const out = rendered(graph, { format }, source);
    assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    assert.match(out, /a\\u\{7\} b/);
  }
});

test('a message names its topics, the first two of many', () => {
  const topics = ['orders', 'refunds', 'mails'].map((name) => ({ name, count: 1 }));
  const [shop, wh] = [service('shop'), service('wh')];
  const graph = graphOf([edge([shop, wh], { kind: 'message', topics })]);
  assert.match(rendered(graph, { columns: 200 }), /shop +→ \(message orders, refunds, 1 more\) wh/);
  assert.match(rendered(graph, { format: 'tsv' }), /\torders,refunds,mails\n/);
});

test('a callee that sends spans elsewhere is not said to send none', () => {
  const to = { type: 'virtual', name: 'payment' } as const;
  const graph = {
    ...graphOf([edge([service('shop'), to])]),
    nodes: [service('shop'), service('payment'), to],
  };
  const out = rendered(graph).replaceAll('\n', ' ');
  assert.doesNotMatch(out, /No spans came/);
  assert.match(
    out,
    /Calls to payment left no span there, though it sends spans: lost, or in a trace of its own\./,
  );
});
