import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompareOptions, Labels } from '../../../../src/analysis/compare-finding.ts';
import { compare } from '../../../../src/analysis/compare.ts';
import type { Trace } from '../../../../src/model/trace.ts';
import { renderCompare } from '../../../../src/render/terminal/compare/compare.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { call, span, traceOf } from '../../../support/trace-builder.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

const TERMINAL: Screen = { format: 'table', columns: 100, colour: false, unicode: true };
const PIPE: Screen = { ...TERMINAL, format: 'tsv' };
const id = (n: number): string => n.toString(16).padStart(32, '0');

interface Times {
  readonly payMs: number;
  readonly cartMs: number;
  readonly stockMs?: number;
}

/** An order that asks its cart, its stock if it takes any time, and then its payment. */
function order({ payMs, cartMs, stockMs = 0 }: Times, n: number, payment = 'payment'): Trace {
  const paid = cartMs + stockMs;
  const end = paid + payMs;
  return traceOf(
    [
      span('order', 'POST /order', [0, end], { kind: 'server' }, [
        call('order', 'cart', 'GET /cart', { client: [0, cartMs], server: [0, cartMs] }),
        ...(stockMs > 0
          ? [
              call('order', 'stock', 'GET /stock', {
                client: [cartMs, paid],
                server: [cartMs, paid],
              }),
            ]
          : []),
        call('order', payment, 'POST /pay', { client: [paid, end], server: [paid, end] }),
      ]),
    ],
    id(n),
  );
}

function rendered(
  a: readonly Trace[],
  b: readonly Trace[],
  screen: Partial<Screen> = {},
  {
    labels = 'single',
    names = { a: 'one', b: 'other' },
  }: {
    labels?: Labels;
    names?: { a: string; b: string };
  } = {},
): string {
  const finding = compare({ a, b }, labels);
  assert.ok(finding);
  const source = { names, jaegerVersion: '2.20.0', missing: [] };
  return renderCompare(finding, source, { ...TERMINAL, ...screen });
}

describe('the sentence above it all never explains more than there is', () => {
  const cases: [title: string, a: Times, b: Times, sentence: string][] = [
    [
      'one place explains all',
      { payMs: 10, cartMs: 20 },
      { payMs: 2010, cartMs: 20 },
      'payment POST /pay explains 2.000 s of the 2.000 s difference (100.0 %).',
    ],
    [
      'one place explains a part',
      { payMs: 10, cartMs: 20 },
      { payMs: 1510, cartMs: 520 },
      'payment POST /pay explains 1.500 s of the 2.000 s difference (75.0 %).',
    ],
    [
      'another went the other way',
      { payMs: 10, cartMs: 320 },
      { payMs: 2310, cartMs: 20 },
      'payment POST /pay explains all of the 2.000 s difference: it took 2.300 s more, and cart GET /cart 300.0 ms less.',
    ],
    [
      'several went the other way: the one that did most is named',
      { payMs: 10, cartMs: 320, stockMs: 110 },
      { payMs: 2410, cartMs: 20, stockMs: 10 },
      'payment POST /pay explains all of the 2.000 s difference: it took 2.400 s more, and cart GET /cart 300.0 ms less; 1 other place took less too.',
    ],
    [
      'faster, and another slower',
      { payMs: 2310, cartMs: 20 },
      { payMs: 10, cartMs: 320 },
      'payment POST /pay explains all of the 2.000 s difference: it took 2.300 s less, and cart GET /cart 300.0 ms more.',
    ],
    [
      'no difference, though both moved',
      { payMs: 10, cartMs: 320 },
      { payMs: 320, cartMs: 10 },
      'b (other) took as long as a (one): there is no difference in time.',
    ],
  ];
  for (const [title, a, b, sentence] of cases) {
    test(title, () => {
      const [says] = tsvRowsOf(rendered([order(a, 1)], [order(b, 2)], PIPE));
      assert.equal(says?.replace(/ On average, .*$/, ''), `headline\t${sentence}`);
    });
  }
});

describe('two traces', () => {
  const a = [order({ payMs: 10, cartMs: 20 }, 1)];
  const b = [order({ payMs: 1510, cartMs: 520, stockMs: 30 }, 2)];

  test('for a person', () => {
    assert.equal(
      rendered(a, b),
      `payment POST /pay explains 1.500 s of the 2.030 s difference (73.9 %). On average, b (other) takes
68.7 times as long.
order POST /order · a = one: 1 trace, mean 30 ms · b = other: 1 trace, mean 2.06 s · b is 2.03 s
slower · Jaeger 2.20.0

Only in one, or in more of one
                      in a  in b  mean a  mean b  difference  share
  stock  GET /stock    0/1   1/1    0 µs   30 ms      +30 ms  1.5 %
  order  GET → stock   0/1   1/1    0 µs    0 µs        0 µs  0.0 %

Time by place, in both
                      in a  in b  mean a  mean b  difference   share
  payment  POST /pay   1/1   1/1   10 ms  1.51 s     +1.50 s  73.9 %
  cart     GET /cart   1/1   1/1   20 ms  520 ms     +500 ms  24.6 %
`,
    );
  });

  test('on a narrow screen there are only the differences', () => {
    const out = rendered(a, b, { columns: 60 });
    assert.equal(
      out,
      `payment POST /pay explains 1.500 s of the 2.030 s difference
(73.9 %). On average, b (other) takes 68.7 times as long.
order POST /order · a = one: 1 trace, mean 30 ms · b =
other: 1 trace, mean 2.06 s · b is 2.03 s slower · Jaeger
2.20.0

Only in one, or in more of one
                      difference  share
  stock  GET /stock       +30 ms  1.5 %
  order  GET → stock        0 µs  0.0 %

Time by place, in both
                      difference   share
  payment  POST /pay     +1.50 s  73.9 %
  cart     GET /cart     +500 ms  24.6 %
`,
    );
    for (const line of out.split('\n')) assert.ok(widthOf(line) <= 60, line);
  });

  test('without Unicode', () => {
    const out = rendered(a, b, { unicode: false });
    assert.match(out, /^ {2}order {2}GET -> stock .* 0 us /m);
    assert.match(out, /^[\x20-\x7e\n]*$/);
  });

  test('for a pipe: rows, in microseconds', () => {
    const rows = tsvRowsOf(rendered(a, b, PIPE));
    assert.deepEqual(rows, [
      'headline\tpayment POST /pay explains 1.500 s of the 2.030 s difference (73.9 %). On average, b (other) takes 68.7 times as long.',
      'group\ta\tone\t1\t30000\t0\t0\t0',
      'group\tb\tother\t1\t2060000\t0\t0\t0',
      'place\ttime\tpayment\tPOST /pay\t\t1\t1\t10000\t1510000\t1500000\t0.7389\t\torder POST /order > order GET -> payment > payment POST /pay\t',
      'place\ttime\tcart\tGET /cart\t\t1\t1\t20000\t520000\t500000\t0.2463\t\torder POST /order > order GET -> cart > cart GET /cart\t',
      'place\tonly-b\tstock\tGET /stock\t\t0\t1\t0\t30000\t30000\t0.0148\t\torder POST /order > order GET -> stock > stock GET /stock\t',
      'place\tonly-b\torder\tGET\tstock\t0\t1\t0\t0\t0\t0\t\torder POST /order > order GET -> stock\t',
    ]);
  });
});

const groups = (n: number): { a: Trace[]; b: Trace[] } => ({
  a: Array.from({ length: n }, (_, i) => order({ payMs: 10 + i, cartMs: 20 }, 1 + i)),
  b: Array.from({ length: n }, (_, i) => order({ payMs: 510 + i, cartMs: 20 }, 101 + i)),
});

describe('evidence', () => {
  const said = (n: number, labels: Labels): string => {
    const { a, b } = groups(n);
    return rendered(a, b, {}, { labels }).split('\n\n').at(-1) ?? '';
  };

  test('five against five is enough', () => {
    assert.equal(
      said(5, 'dealt'),
      'Permutation test over all 252 ways to deal out the labels: p = 0.008 for the whole; each place held\nagainst the largest.\n',
    );
  });

  test('three against three cannot be', () => {
    assert.match(
      said(3, 'dealt'),
      /over all 20 ways .* no difference can have a p below\n?\s*0\.10\.\n$/s,
    );
  });

  test('groups that were picked by their duration have none', () => {
    assert.equal(
      said(5, 'by-duration'),
      'No p: the groups were picked by their duration, so they differ in it.\n',
    );
  });
});

describe('the sentence of groups', () => {
  const sentence = (
    a: Trace[],
    b: Trace[],
    labels: Labels,
    options: CompareOptions = {},
  ): string => {
    const finding = compare({ a, b }, labels, options)!;
    const source = { names: { a: 'run 1', b: 'run 2' }, jaegerVersion: undefined, missing: [] };
    return tsvRowsOf(renderCompare(finding, source, PIPE))[0] ?? '';
  };
  const { a, b } = groups(8);

  test('names no place for two runs, however different: their state may differ', () => {
    assert.match(
      sentence(a, b, 'not-dealt'),
      /^headline\tb \(run 2\) takes 15\.9 times as long as a \(run 1\) \(Δ = 500 ms, 49\d ms to 50\d ms\), by a change or by drift\.$/,
    );
  });

  test('names it where runs are known to differ by much less', () => {
    assert.match(
      sentence(a, b, 'not-dealt', { runSpreadUs: 5000 }),
      /^headline\tpayment POST \/pay explains 500\.0 ms of the 500\.0 ms difference \(100\.0 %\)\. On average, /,
    );
  });

  test('says how much could be, where nothing can be shown', () => {
    const every = (odd: number): Trace[] => a.filter((_, i) => i % 2 === odd);
    assert.match(
      sentence(every(0), every(1), 'dealt'),
      /^headline\tNo difference that these requests could show \(Δ = 1\.0 ms, -\d.* to \d.*, p = 0\.\d+\)\.$/,
    );
  });

  test('ends with what the slow requests have in common, and how often the place occurs', () => {
    const read = (n: number, from: number, times: number, zone: string): Trace[] =>
      Array.from({ length: n }, (_, i) => {
        const gets = Array.from({ length: times }, (_, at) =>
          span('db', 'get', [at * 10, at * 10 + 10], { attributes: { zone } }),
        );
        const end = times * 10 + i / 10;
        return traceOf([span('shop', 'GET /', [0, end], { kind: 'server' }, gets)], id(from + i));
      });
    assert.match(
      sentence(read(8, 1, 1, 'a'), read(8, 50, 6, 'b'), 'dealt'),
      / It occurs 6 times in a request of b, once in one of a\. zone=b \(db\) in all 8 traces of b, 0 of 8 of a\.$/,
    );
  });
});

test('nothing from outside reaches the terminal as it came', () => {
  const evil = 'pay\u001b[31m\u0007ment\nx';
  const a = [order({ payMs: 10, cartMs: 20 }, 1, evil)];
  const b = [order({ payMs: 510, cartMs: 20 }, 2, evil)];
  for (const screen of [TERMINAL, PIPE]) {
    const out = rendered(a, b, screen, { names: { a: 'o\u001b[2Jne', b: 'o\tther' } });
    assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    assert.match(out, /pay\\u\{7\}ment x/);
  }
});

/** The first row of what a pipe gets, of one request of `aMs` against one of `bMs`. */
function headline(aMs: number, bMs: number): string {
  const root = (ms: number, n: number) =>
    traceOf([span('sync', 'GET /files', [0, ms], { kind: 'server' })], id(n));
  const names = { a: 'run 1', b: 'run 2' };
  return tsvRowsOf(rendered([root(aMs, 1)], [root(bMs, 2)], PIPE, { names }))[0] ?? '';
}

describe('the sentence of compare says how many times as fast or long', () => {
  const cases: [title: string, aMs: number, bMs: number, end: RegExp][] = [
    ['faster', 1200, 187.5, /\(100\.0 %\)\. On average, b \(run 2\) is 6\.4 times as fast\.$/],
    ['slower', 187.5, 1200, /\(100\.0 %\)\. On average, b \(run 2\) takes 6\.4 times as long\.$/],
    ['a little slower', 100, 110, / On average, b \(run 2\) takes 1\.10 times as long\.$/],
    [
      'too little to say',
      1000,
      1004,
      /^headline\tNo difference that these requests could show \(Δ = 4\.0 ms\)\.$/,
    ],
    ['from nothing', 0, 10, /\(100\.0 %\)\.$/],
  ];
  for (const [title, aMs, bMs, end] of cases)
    test(title, () => assert.match(headline(aMs, bMs), end));
});
