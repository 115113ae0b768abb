import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { challenge, type ChallengeQuestion, type ClaimName } from '../../src/analysis/challenge.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, traceOf } from '../support/trace-builder.ts';

/** shop → pay, where shop itself takes as long as said and pay the rest. */
function asked(n: number, shopMs: number, payMs: number): Trace {
  const end = shopMs + payMs;
  const below = call('shop', 'pay', 'POST /pay', { client: [shopMs, end], server: [shopMs, end] });
  return traceOf([span('shop', 'POST /buy', [0, end], { kind: 'server' }, [below])], hex(n));
}

const hex = (n: number): string => n.toString(16).padStart(32, '0');

const question = (
  traces: readonly [trace: Trace | undefined, isFaulty: boolean, hasFailed?: boolean][],
): ChallengeQuestion => ({
  requests: traces.map(([trace, isFaulty, hasFailed = false], i) => ({
    traceId: trace?.traceId ?? hex(1000 + i),
    trace,
    expected: undefined,
    isFaulty,
    hasFailed,
  })),
  chain: ['shop', 'pay'],
  slow: 'pay',
});

const usual = Array.from({ length: 30 }, (_, i) => asked(100 + i, 10, 20));
const slowed = [4, 5].map((n) => asked(n, 10, 2020));
const held = (all: ChallengeQuestion): ClaimName[] =>
  challenge(all).claims.flatMap(({ name, holds }) => (holds ? [name] : []));

describe('what holds of a run', () => {
  const normal = usual.map((trace): [Trace, boolean] => [trace, false]);
  const faulty = slowed.map((trace): [Trace, boolean] => [trace, true]);
  const cases: [title: string, all: ChallengeQuestion, holds: ClaimName[]][] = [
    [
      'everything, where the service that was slowed is the slow one',
      question([...normal, ...faulty]),
      ['answered', 'verified', 'bottleneck', 'compared', 'graph'],
    ],
    [
      'not the bottleneck, where another service took the time',
      question([...normal, [asked(4, 2010, 20), true]]),
      ['answered', 'verified', 'graph'],
    ],
    [
      'not the bottleneck, where it explains 90 % only',
      question([...normal, [asked(4, 110, 920), true]]),
      ['answered', 'verified', 'graph'],
    ],
    [
      'not that all were answered, where one failed',
      question([...normal, ...faulty, [asked(9, 10, 20), false, true]]),
      ['verified', 'bottleneck', 'compared', 'graph'],
    ],
    [
      'neither the traces nor the graph, where one is missing',
      question([...normal, ...faulty, [undefined, false]]),
      ['answered', 'bottleneck', 'compared'],
    ],
    [
      'not the bottleneck, where the requests are too few to exclude chance',
      question([...normal.slice(0, 3), ...faulty]),
      ['answered', 'verified', 'compared', 'graph'],
    ],
    ['no difference, where none was slowed', question(normal), ['answered', 'verified', 'graph']],
    ['nothing of no requests at all', question([]), []],
  ];
  for (const [title, all, holds] of cases) test(title, () => assert.deepEqual(held(all), holds));
});

test('the evidence says what was measured', () => {
  const {
    claims,
    normal,
    slowed: slow,
  } = challenge(
    question([
      ...usual.map((trace): [Trace, boolean] => [trace, false]),
      ...slowed.map((trace): [Trace, boolean] => [trace, true]),
    ]),
  );
  assert.deepEqual(
    claims.map(({ evidence }) => evidence),
    [
      '32 of 32 requests were answered, 2 of them slowed on purpose',
      '32 of 32 traces found by id, complete, shop → pay',
      'pay explains 100.0 % of the 2.000 s by which 2 slowed requests took longer than 30 others',
      'trace 00000000 took 2.030 s, 00000000 30.0 ms: pay explains 100.0 % of the difference',
      'shop → pay, 32 calls each, and nothing else',
    ],
  );
  assert.deepEqual([normal?.traceId, slow?.traceId], [hex(114), hex(4)]);
});
