import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { repeatedCalls } from '../../../../src/analysis/n-plus-one.ts';
import { RepeatedPlaces } from '../../../../src/analysis/repeated-places.ts';
import type { Check, VerifyWarning } from '../../../../src/analysis/warnings/verify-warning.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { renderVerify, type Verified } from '../../../../src/render/terminal/verify/verify.ts';
import { span, traceOf } from '../../../support/trace-builder.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

const TERMINAL: Screen = { format: 'table', columns: 60, colour: false, unicode: true };
const id = (n: number): string => (0x4f1c0a00 + n).toString(16).padEnd(32, '0');

const FINE: Verified = {
  what: 'run 3',
  requests: 50,
  verified: 50,
  notSampled: 0,
  failed: 0,
  failedAsPlanned: 0,
  failedAsAllowed: 0,
  withoutResponse: 0,
  failures: [],
  expectations: [],
  warnings: [],
  repeated: [],
  sampling: undefined,
};
const rendered = (changes: Partial<Verified>, screen: Partial<Screen> = {}): string =>
  renderVerify({ ...FINE, ...changes }, { ...TERMINAL, ...screen });

const warning = (check: Check, what: string, traces: number): VerifyWarning => ({
  check,
  what,
  traceIds: Array.from({ length: traces }, (_, i) => id(i)),
});

/** A cart that asks for six things one by one. */
const repeated = (() => {
  const gets = [0, 1, 2, 3, 4, 5].map((n) =>
    span('cart', `GET /item/${n}`, [10 * n, 10 * n + 9], { kind: 'client' }),
  );
  const places = new RepeatedPlaces();
  const root = span('cart', 'GET /cart', [0, 60], { kind: 'server' }, gets);
  places.add(repeatedCalls(traceOf([root], id(7))));
  return places.finish();
})();

describe('for a person, 60 columns wide', () => {
  const cases: [title: string, changes: Partial<Verified>, out: string][] = [
    ['as it should be', {}, '✔ 50 of 50 requests of run 3 left their complete trace\n'],
    [
      'some not sampled: a long line goes on below',
      { notSampled: 12 },
      '✔ 50 of 50 requests of run 3 left their complete trace, 12\n  not sampled\n',
    ],
    [
      'failures by class',
      {
        verified: 47,
        failures: [
          {
            class: 'missing',
            hasFailed: false,
            traceId: id(1),
            otherTraceIds: [],
            reasons: ['Jaeger does not know the trace'],
          },
          {
            class: 'split',
            hasFailed: false,
            traceId: id(2),
            otherTraceIds: [id(3)],
            reasons: ['b GET /b (server) is missing below a GET (client)'],
          },
          {
            class: 'missing',
            hasFailed: false,
            traceId: undefined,
            otherTraceIds: [],
            reasons: ['the request brought back no trace id'],
          },
        ],
      },
      `✖ 47 of 50 requests of run 3 left their complete trace
  2 missing
    ${id(1)}: Jaeger does not know
    the trace
    no id: the request brought back no trace id
  1 split: one request, several traces
    ${id(2)}: b GET /b (server) is
    missing below a GET (client) (the rest:
    ${id(3)})
`,
    ],
    [
      'requests that failed as planted: said first, and good',
      { failed: 3, failedAsPlanned: 3 },
      `✔ 3 of 50 requests of run 3 failed as planted and left all
  the spans that their failure leaves
✔ 50 of 50 requests of run 3 left their complete trace
`,
    ],
    [
      'requests that failed, as a file allows',
      { failed: 3, failedAsAllowed: 3 },
      `✔ 3 of 50 requests of run 3 failed, 3 of them as the file
  allows
✔ 50 of 50 requests of run 3 left their complete trace
`,
    ],
    [
      'requests that failed, some of them not planted',
      {
        verified: 49,
        failed: 3,
        failedAsPlanned: 2,
        failures: [
          {
            class: 'failed',
            hasFailed: true,
            traceId: id(1),
            otherTraceIds: [],
            reasons: ['b GET failed: status 500'],
          },
        ],
      },
      `✖ 3 of 50 requests of run 3 failed, 2 of them as planted and
  left all the spans that their failure leaves
✖ 49 of 50 requests of run 3 left their complete trace
  1 failed
    ${id(1)}: b GET failed: status
    500
`,
    ],
    [
      'more failures than fit',
      {
        verified: 43,
        failures: Array.from({ length: 7 }, (_, i) => ({
          class: 'incomplete' as const,
          hasFailed: false,
          traceId: id(i),
          otherTraceIds: [],
          reasons: [`no root ${i}`],
        })),
      },
      `✖ 43 of 50 requests of run 3 left their complete trace
  7 incomplete
${[0, 1, 2, 3, 4].map((n) => `    ${id(n)}: no root ${n}\n`).join('')}    and 2 more
`,
    ],
    [
      'failures for the same reasons, in whatever order',
      {
        verified: 43,
        failures: Array.from({ length: 7 }, (_, i) => ({
          class: 'incomplete' as const,
          hasFailed: false,
          traceId: id(i),
          otherTraceIds: [],
          reasons: i % 2 === 0 ? ['x', 'y'] : ['y', 'x'],
        })),
      },
      `✖ 43 of 50 requests of run 3 left their complete trace
  7 incomplete
    ${id(0)}: x; y (and 6 more like
    it)
`,
    ],
    [
      'expectations',
      {
        expectations: [
          { what: 'a calls b', result: 'holds', reason: '50 of 50 traces', traceIds: [] },
          { what: 'b calls a', result: 'fails', reason: '49 of 50 traces', traceIds: [id(1)] },
          {
            what: 'p99 of a below 1 ms',
            result: 'cannot-tell',
            reason: 'only 50 spans',
            traceIds: [],
          },
        ],
      },
      `✔ 50 of 50 requests of run 3 left their complete trace
✔ a calls b: 50 of 50 traces
✖ b calls a: 49 of 50 traces
- p99 of a below 1 ms: only 50 spans
`,
    ],
    [
      'warnings with some of their traces, and calls that one might do',
      {
        warnings: [
          warning('SPA-004', 'a GET is a root and a client span: nothing is above the call', 1),
          warning('RES-001', 'a has no service.instance.id', 50),
        ],
        repeated,
      },
      `✔ 50 of 50 requests of run 3 left their complete trace
! SPA-004: a GET is a root and a client span: nothing is
  above the call, in 1 trace (4f1c0a00)
! RES-001: a has no service.instance.id, in 50 traces
  (4f1c0a00, 4f1c0a01, 4f1c0a02, …)
N+1: cart GET /item/{}, 6 × one after the other: one call
could save up to 45 ms (in 1 trace, most in 4f1c0a07)
`,
    ],
    [
      'warnings of one check that are too many',
      { warnings: [0, 1, 2, 3, 4, 5].map((n) => warning('RES-001', `s${n} has no id`, 1)) },
      `✔ 50 of 50 requests of run 3 left their complete trace
${[0, 1, 2, 3].map((n) => `! RES-001: s${n} has no id, in 1 trace (4f1c0a00)\n`).join('')}! RES-001: 2 more warnings; --json has all
`,
    ],
  ];
  for (const [title, changes, out] of cases) {
    test(title, () => {
      assert.equal(rendered(changes), out);
      for (const line of out.split('\n')) assert.ok(widthOf(line) <= 60, line);
    });
  }
});

test('for a pipe: rows', () => {
  const out = rendered(
    {
      verified: 49,
      failures: [
        {
          class: 'split',
          hasFailed: false,
          traceId: id(2),
          otherTraceIds: [id(3), id(4)],
          reasons: ['one', 'two'],
        },
      ],
      expectations: [{ what: 'a calls b', result: 'fails', reason: '1 of 2', traceIds: [id(5)] }],
      warnings: [warning('RES-001', 'a has no service.instance.id', 50)],
      repeated,
      sampling: { sampled: 50, of: 500, share: 0.1, least: 37, most: 63, isWithin: true },
    },
    { format: 'tsv' },
  );
  assert.deepEqual(tsvRowsOf(out), [
    'verified\t49\t50\t0\t0\t0\t0\t0',
    `failure\tsplit\t${id(2)}\t${id(3)},${id(4)}\tone; two`,
    `expectation\tfails\ta calls b\t1 of 2\t${id(5)}`,
    `warning\tRES-001\ta has no service.instance.id\t50\t${id(0)},${id(1)},${id(2)}`,
    `repeated\tn-plus-one\tcart\tGET /item/{}\t\t\t6\t45000\t45000\t1\t${id(7)}\t1\t0\tfalse`,
    'sampling\t50\t500\t0.1\t37\t63',
  ]);
});

test('without Unicode there is only ASCII', () => {
  const out = rendered(
    { warnings: [warning('SPA-004', 'a', 9)], repeated, failures: [] },
    { unicode: false },
  );
  assert.match(out, /^ok 50 of 50/);
  assert.match(out, /^[\x20-\x7e\n]*$/);
});

test('with colour a warning is yellow and a verdict green or red', () => {
  const out = rendered({ warnings: [warning('SPA-004', 'a', 1)] }, { colour: true });
  assert.match(out, /^\u001b\[32m✔/);
  assert.match(out, /\u001b\[33m! SPA-004/);
});

test('nothing from outside reaches the terminal as it came', () => {
  const evil = 'a\u001b[31m\u0007\nb';
  for (const format of ['table', 'tsv'] as const) {
    const out = rendered(
      {
        what: evil,
        failures: [
          { class: 'split', hasFailed: false, traceId: id(1), otherTraceIds: [], reasons: [evil] },
        ],
        expectations: [{ what: evil, result: 'fails', reason: evil, traceIds: [] }],
        warnings: [warning('RES-005', evil, 1)],
        repeated: repeated.map((place) => ({ ...place, service: evil, name: evil })),
      },
      { format },
    );
    assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    assert.match(out, /a\\u\{7\} b/);
  }
});
