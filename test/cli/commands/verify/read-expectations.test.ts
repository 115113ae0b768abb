import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { LabError } from '../../../../src/base/errors.ts';
import { parseExpectations } from '../../../../src/cli/traces/read-expectations.ts';

test('the example of the documentation is understood', () => {
  const page = readFileSync('docs/expectations.md', 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  const found = parseExpectations(yaml, 'e.yaml');
  assert.deepEqual(found.budgets, [
    { service: 'payment', operation: 'POST /pay', of: 'p95', belowUs: 500_000 },
  ]);
  assert.deepEqual(found.edges, [{ from: 'order', to: 'payment' }]);
  assert.deepEqual(found.calls, [{ to: 'redis', atMost: 5 }]);
  const pay = found.hierarchy?.children[0]?.children[0];
  assert.equal(pay?.service, 'payment');
  assert.deepEqual(pay.attributes, { 'http.response.status_code': '200' });
  assert.deepEqual(found.attributes, [
    {
      service: 'order',
      operation: 'POST',
      kind: undefined,
      has: { 'url.full': '*', 'http.request.method': 'POST' },
    },
  ]);
  assert.deepEqual(found.errors, { of: 'share', atMost: 0.05 });
  assert.equal(found.contains[0]?.children[0]?.name, 'POST /pay');
});

/** Each span has the one above twice: 2^depth spans in `depth` lines. */
const aliases = (depth: number): string =>
  `hierarchy: ${Array.from({ length: depth }).reduce<string>(
    (below, _, i) =>
      `{ service: s, name: n, kind: server, children: [\n ${i === 0 ? '' : `&s${i} ${below}, *s${i}`}\n ] }`,
    '',
  )}`;

/** A span below a span, so many deep, as blocks: one space more in each line. */
const nested = (depth: number): string =>
  Array.from({ length: depth }, (_, i) => `${' '.repeat(Math.min(i + 1, 900))}children: [`).join(
    '\n',
  );

describe('what cannot be understood is named with its line', () => {
  const cases: [title: string, yaml: string, sentence: RegExp, hint: RegExp][] = [
    [
      'an unknown key',
      'roots: 1\nbudgts: []',
      /^e\.yaml:2:\d+: unknown key "budgts"/,
      /mean budgets\?/,
    ],
    ['a key like none', 'colour: red', /:1:\d+: unknown key "colour"/, /one of: hierarchy/],
    ['nothing', '', /:1:\d+: the file must be a map of keys/, /example/],
    ['no list', 'edges: a -> b', /:1:\d+: edges must be a list/, /example/],
    ['no edge', 'edges:\n  - a b', /:2:\d+: an edge reads/, /example/],
    [
      'no duration',
      'budgets:\n  - service: a\n    p95: fast',
      /:3:\d+: p95 must be a duration/,
      /./,
    ],
    ['no measure', 'budgets:\n  - service: a', /:2:\d+: a budget needs one of p50/, /./],
    ['no service', 'budgets:\n  - p95: 2s', /:2:\d+: service is missing/, /./],
    ['no kind', 'hierarchy: { service: a, name: b, kind: sever }', /unknown kind/, /mean server/],
    ['an empty list', 'contains: []', /contains is empty/, /leave it out/],
    [
      'a value that is null',
      'attributes: [{ service: a, has: { b: null } }]',
      /the value of b must/,
      /./,
    ],
    [
      'a value that is missing',
      'attributes: [{ service: a, has: { b: } }]',
      /the value of b must/,
      /./,
    ],
    ['a negative count', 'roots: -1', /:1:\d+: roots must be a whole number of 1/, /./],
    ['aliases that describe more spans than can be', aliases(20), /more than 1,000 spans$/, /./],
    [
      'more spans than a hand writes, by an alias',
      `contains:\n  - &a { service: s, children: [${'{ service: s }, '.repeat(50)}] }\n${'  - *a\n'.repeat(20)}`,
      /more than 1,000 spans$/,
      /./,
    ],
    [
      'more rules than that',
      `edges:\n${'  - a -> b\n'.repeat(201)}`,
      /edges has more than 200 entries$/,
      /./,
    ],
    [
      'blocks without an end',
      `hierarchy:\n${nested(1500)}`,
      /(too deep|deeper than 100 spans|characters)/,
      /./,
    ],
    ['a malformed number of errors', 'errors: few', /errors must be a number of traces/, /./],
    [
      'a value that is a list',
      'attributes: [{ service: a, has: { b: [] } }]',
      /the value of b must/,
      /./,
    ],
    ['attributes of nothing', 'attributes: [{ service: a }]', /has is missing/, /http\.route/],
    ['no YAML', 'roots: [1', /^e\.yaml:1:\d+: /, /./],
  ];
  for (const [title, yaml, sentence, hint] of cases) {
    test(title, () => {
      assert.throws(
        () => parseExpectations(yaml, 'e.yaml'),
        (error: LabError) => {
          assert.match(error.message, sentence);
          assert.match(error.hint ?? '', hint);
          return error.exitCode === 2;
        },
      );
    });
  }
});
