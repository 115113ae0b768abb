import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Decision, readStrategy } from '../../services/shared/sampling-strategy.ts';

const read = (answer: object, now = () => 0) => readStrategy(JSON.stringify(answer), now);

describe('the answer of each Jaeger is understood', () => {
  const half = { probabilisticSampling: { samplingRate: 0.5 } };
  const cases: [title: string, answer: object, summary: string][] = [
    ['2.13: a number', { strategyType: 0, ...half }, 'probabilistic 0.5'],
    ['1.57 and 2.20: a word', { strategyType: 'PROBABILISTIC', ...half }, 'probabilistic 0.5'],
    ['a rate of 0 may be left out', { probabilisticSampling: {} }, 'probabilistic 0'],
    [
      'a rate limit',
      { strategyType: 1, rateLimitingSampling: { maxTracesPerSecond: 5 } },
      'at most 5 traces/s',
    ],
    [
      'operations',
      {
        strategyType: 0,
        ...half,
        operationSampling: {
          defaultSamplingProbability: 0.5,
          perOperationStrategies: [
            { operation: 'GET /r', ...{ probabilisticSampling: { samplingRate: 0.1 } } },
          ],
        },
      },
      'probabilistic 0.5, GET /r 0.1',
    ],
  ];
  for (const [title, answer, summary] of cases)
    test(title, () => assert.equal(read(answer).summary, summary));

  test('anything else is refused', () => {
    assert.throws(() => read({ strategyType: 0 }), /no sampling strategy/);
    assert.throws(() => readStrategy('<html>'), SyntaxError);
  });
});

const kept = (decisions: readonly Decision[]): number =>
  decisions.filter(({ isSampled }) => isSampled).length;

test('an operation has its own rate, the others the default', () => {
  const strategy = read({
    operationSampling: {
      defaultSamplingProbability: 0,
      perOperationStrategies: [
        { operation: 'GET /r', probabilisticSampling: { samplingRate: 0.25 } },
      ],
    },
  });
  const shares = Array.from({ length: 100 }, (_, i) => i / 100);
  assert.equal(kept(shares.map((share) => strategy.decide('GET /r', share))), 25);
  assert.equal(kept(shares.map((share) => strategy.decide('GET /other', share))), 0);
  assert.deepEqual(strategy.decide('GET /r', 0), {
    isSampled: true,
    type: 'probabilistic',
    param: 0.25,
  });
});

describe('limits per second', () => {
  const during = (strategy: ReturnType<typeof read>, tick: (ms: number) => void): Decision[] =>
    Array.from({ length: 1000 }, () => {
      tick(10);
      return strategy.decide('GET /r', 0.99);
    });

  test('a rate limit keeps as many', () => {
    let at = 0;
    const strategy = read({ rateLimitingSampling: { maxTracesPerSecond: 3 } }, () => at);
    const decisions = during(strategy, (ms) => (at += ms));
    // 10 s, and the bucket was full at the start.
    assert.ok(Math.abs(kept(decisions) - 33) <= 1, String(kept(decisions)));
    assert.ok(decisions.every(({ type, param }) => type === 'ratelimiting' && param === 3));
  });

  test('a lower bound keeps an operation whose rate would keep nothing, and names that rate', () => {
    let at = 0;
    const strategy = read(
      {
        operationSampling: {
          defaultSamplingProbability: 0.01,
          defaultLowerBoundTracesPerSecond: 0.5,
        },
      },
      () => at,
    );
    const decisions = during(strategy, (ms) => (at += ms));
    assert.ok(Math.abs(kept(decisions) - 6) <= 1, String(kept(decisions)));
    const guaranteed = decisions.find(({ isSampled }) => isSampled);
    assert.deepEqual([guaranteed?.type, guaranteed?.param], ['lowerbound', 0.01]);
  });

  test('a limit of 0 keeps nothing', () => {
    assert.equal(kept([read({ rateLimitingSampling: {} }).decide('GET /r', 0)]), 0);
  });
});
