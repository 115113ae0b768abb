import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assembleTrace } from '../../src/model/assemble.ts';
import {
  type ExpectedSpan,
  expectedSpanCount,
  hierarchyFaults,
} from '../../src/model/hierarchy.ts';
import type { Span, SpanKind } from '../../src/model/trace.ts';
import { call, span, type SpanPlan, spansOf } from '../support/trace-builder.ts';

const wanted = (
  service: string,
  name: string,
  kind: SpanKind,
  children: readonly ExpectedSpan[] = [],
): ExpectedSpan => ({ service, name, kind, children });

const EXPECTED = wanted('gateway', 'GET /process', 'server', [
  wanted('gateway', 'GET', 'client', [wanted('validator', 'GET /validate', 'server')]),
  wanted('gateway', 'GET', 'client', [wanted('enricher', 'GET /enrich', 'server')]),
]);

const VALIDATE = call('gateway', 'validator', 'GET /validate', {
  client: [1, 20],
  server: [2, 19],
});
const ENRICH = call('gateway', 'enricher', 'GET /enrich', { client: [21, 90], server: [22, 89] });
const server = { kind: 'server' } as const;
const client = { kind: 'client' } as const;

const process = (...children: SpanPlan[]): Span[] =>
  spansOf([span('gateway', 'GET /process', [0, 100], server, children)]);

const MISSING_VALIDATE =
  'missing-span: validator GET /validate (server) is missing below gateway GET (client)';

const cases: [title: string, spans: Span[], faults: string[]][] = [
  ['the expected tree has no fault', process(VALIDATE, ENRICH), []],
  ['children may come in any order', process(ENRICH, VALIDATE), []],
  [
    'a callee that left no span is missing below its own call',
    process(span('gateway', 'GET', [1, 20], client), ENRICH),
    [MISSING_VALIDATE],
  ],
  [
    'of a missing part only the topmost span is named',
    process(ENRICH),
    ['missing-span: gateway GET (client) is missing below gateway GET /process (server)'],
  ],
  [
    'siblings that differ below are paired by what they have in common, in any order',
    process(
      call('gateway', 'enricher', 'GET /enrich', { client: [1, 9], server: [2, 8] }, [
        span('enricher', 'x', [3, 4]),
      ]),
      call('gateway', 'validator', 'GET /validate', { client: [11, 19], server: [12, 18] }, [
        span('validator', 'y', [13, 14]),
      ]),
    ),
    [
      'unexpected-span: enricher x (internal) below enricher GET /enrich (server) was not expected',
      'unexpected-span: validator y (internal) below validator GET /validate (server) was not expected',
    ],
  ],
  [
    'a span too much is named with its place',
    process(VALIDATE, ENRICH, span('gateway', 'parse', [95, 99])),
    [
      'unexpected-span: gateway parse (internal) below gateway GET /process (server) was not expected',
    ],
  ],
  [
    'the same call once too often is one too much',
    process(VALIDATE, ENRICH, ENRICH),
    ['unexpected-span: gateway GET (client) below gateway GET /process (server) was not expected'],
  ],
  [
    'which of two like calls leads where does not matter',
    process({ ...VALIDATE, children: ENRICH.children }, { ...ENRICH, children: VALIDATE.children }),
    [],
  ],
  [
    'a callee beside its call instead of below it is in the wrong place',
    process(span('gateway', 'GET', [1, 20], client), ...VALIDATE.children, ENRICH),
    [
      'wrong-parent: validator GET /validate (server) is below gateway GET /process (server) instead of below gateway GET (client)',
    ],
  ],
  [
    'a second root is in the wrong place when it is missing elsewhere',
    [
      ...process(span('gateway', 'GET', [1, 20], client), ENRICH),
      ...spansOf([{ ...VALIDATE.children[0]!, options: { ...server, id: 'e'.repeat(16) } }]),
    ],
    [
      'wrong-parent: validator GET /validate (server) is at the root instead of below gateway GET (client)',
    ],
  ],
  [
    'a second root that nothing misses is too much',
    spansOf([
      span('gateway', 'GET /process', [0, 100], server, [VALIDATE, ENRICH]),
      span('cron', 'tick', [0, 1]),
    ]),
    ['unexpected-span: cron tick (internal) at the root was not expected'],
  ],
  [
    'another kind is another span',
    process(VALIDATE, {
      ...ENRICH,
      children: [span('enricher', 'GET /enrich', [22, 89], client)],
    }),
    [
      'missing-span: enricher GET /enrich (server) is missing below gateway GET (client)',
      'unexpected-span: enricher GET /enrich (client) below gateway GET (client) was not expected',
    ],
  ],
  [
    'another root is one missing and one too much',
    spansOf([span('shop', 'GET /', [0, 1], server)]),
    [
      'missing-span: gateway GET /process (server) is missing at the root',
      'unexpected-span: shop GET / (server) at the root was not expected',
    ],
  ],
  [
    'where the call was lost, its callee is an orphan',
    process(VALIDATE, ENRICH).toSpliced(1, 1),
    [
      'incomplete: the parent 0000000000000002 of validator GET /validate (server) was not received',
      'missing-span: gateway GET (client) is missing below gateway GET /process (server)',
    ],
  ],
  [
    'where the root was lost, everything is',
    process(VALIDATE, ENRICH).slice(2, 3),
    [
      'incomplete: no span is a root',
      'incomplete: the parent 0000000000000002 of validator GET /validate (server) was not received',
      'missing-span: gateway GET /process (server) is missing at the root',
    ],
  ],
  [
    'a cycle is said with the spans in it',
    process(VALIDATE, ENRICH).map((s) =>
      s.parentSpanId === undefined ? { ...s, parentSpanId: s.spanId } : s,
    ),
    [
      'incomplete: no span is a root',
      'incomplete: the parents of gateway GET /process (server) form a cycle',
      'missing-span: gateway GET /process (server) is missing at the root',
    ],
  ],
  [
    'an id with two contents is said even where the tree is as expected',
    process(VALIDATE, ENRICH).flatMap((s) =>
      s.name === 'GET /enrich' ? [s, { ...s, statusMessage: 'x' }] : [s],
    ),
    [
      'incomplete: different spans share the id 0000000000000005, one of them enricher GET /enrich (server)',
    ],
  ],
];

describe('hierarchyFaults', () => {
  for (const [title, spans, expected] of cases) {
    test(title, () => {
      const faults = hierarchyFaults(assembleTrace(spans), EXPECTED);
      assert.deepEqual(
        faults.map(({ kind, text }) => `${kind}: ${text}`),
        expected,
      );
    });
  }

  test('branches that differ only far below are distinguished, whatever the order at each level', () => {
    const leaves = (names: string, from: number): SpanPlan[] =>
      Array.from(names, (name, i) => span('s', name, [from + i, from + i + 1]));
    const branch = (names: string, from: number): SpanPlan =>
      span('s', 'x', [from, from + 9], {}, [
        span('s', 'y', [from, from + 9], {}, leaves(names, from)),
      ]);
    const trace = assembleTrace(
      spansOf([span('s', 'top', [0, 99], {}, [branch('dc', 1), branch('ba', 20)])]),
    );
    const leaf = (name: string): ExpectedSpan => wanted('s', name, 'internal');
    const expected = (...names: string[]): ExpectedSpan =>
      wanted('s', 'x', 'internal', [wanted('s', 'y', 'internal', names.map(leaf))]);
    const top = wanted('s', 'top', 'internal', [expected('a', 'b'), expected('c', 'd')]);
    assert.deepEqual(hierarchyFaults(trace, top), []);
  });

  test('words that run together do not make two spans the same', () => {
    const faults = hierarchyFaults(
      assembleTrace(spansOf([span('a', 'b c', [0, 1])])),
      wanted('a b', 'c', 'internal'),
    );
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['missing-span', 'unexpected-span'],
    );
  });

  test('a chain of 10,000 spans is compared', () => {
    let plan = span('s', 'x', [0, 1]);
    let expected = wanted('s', 'x', 'internal');
    for (let i = 1; i < 10_000; i += 1) {
      plan = span('s', 'x', [0, 1], {}, [plan]);
      expected = wanted('s', 'x', 'internal', [expected]);
    }
    const trace = assembleTrace(spansOf([plan]));
    assert.deepEqual(hierarchyFaults(trace, expected), []);
    assert.equal(hierarchyFaults(trace, wanted('s', 'x', 'internal', [expected])).length, 1);
    assert.equal(expectedSpanCount(expected), 10_000);
  });
});

test('expectedSpanCount counts every span', () => {
  assert.equal(expectedSpanCount(EXPECTED), 5);
});

describe('attributes of expected spans', () => {
  const get = (key: string, from: number): SpanPlan =>
    span('s', 'get', [from, from + 1], {
      kind: 'client',
      attributes: { key },
      resource: { zone: 1 },
    });
  const expectedGet = (attributes: Record<string, string>): ExpectedSpan => ({
    ...wanted('s', 'get', 'client'),
    attributes,
  });
  const found = (...below: ExpectedSpan[]): string[] =>
    hierarchyFaults(
      assembleTrace(spansOf([span('s', 'top', [0, 9], {}, [get('a', 1), get('b', 3)])])),
      wanted('s', 'top', 'internal', below),
    ).map(({ kind, text }) => `${kind}: ${text}`);
  const cases: [title: string, below: ExpectedSpan[], faults: string[]][] = [
    [
      'distinguish siblings of one name',
      [expectedGet({ key: 'b' }), expectedGet({ key: 'a' })],
      [],
    ],
    [
      'of the resource, with any value',
      [expectedGet({ zone: '1' }), expectedGet({ key: '*' })],
      [],
    ],
    ['of one sibling only', [wanted('s', 'get', 'client'), expectedGet({ key: 'a' })], []],
    [
      'with another value',
      [expectedGet({ key: 'a' }), expectedGet({ key: 'c' })],
      ['wrong-attribute: s get (client): key is b, not c'],
    ],
    [
      'that are not there',
      [expectedGet({ key: 'a' }), expectedGet({ shard: '*' })],
      ['wrong-attribute: s get (client): no shard'],
    ],
  ];
  for (const [title, below, faults] of cases) {
    test(title, () => assert.deepEqual(found(...below), faults));
  }
});
