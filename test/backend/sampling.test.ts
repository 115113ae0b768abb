import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { listenHttp } from '../../src/backend/http/listen.ts';
import { samplingHandler } from '../../src/backend/sampling/handler.ts';
import { openStrategies } from '../../src/backend/sampling/strategies-file.ts';
import {
  parseStrategies,
  SAMPLE_ALL,
  type SamplingStrategies,
} from '../../src/backend/sampling/strategies.ts';

const FILE = {
  default_strategy: {
    type: 'probabilistic',
    param: 0.5,
    operation_strategies: [{ operation: '/health', type: 'probabilistic', param: 0 }],
  },
  service_strategies: [
    {
      service: 'gateway',
      type: 'probabilistic',
      param: 0.8,
      operation_strategies: [{ operation: 'POST /x', type: 'probabilistic', param: 0.9 }],
    },
    { service: 'validator', type: 'ratelimiting', param: 5 },
    { service: 'quiet', type: 'probabilistic', param: 0 },
  ],
};

const rate = (samplingRate: number) => ({ probabilisticSampling: { samplingRate } });
const health = { operation: '/health', ...rate(0) };
const operations = (probability: number, ...perOperationStrategies: object[]) => ({
  operationSampling: {
    defaultSamplingProbability: probability,
    defaultLowerBoundTracesPerSecond: 0,
    perOperationStrategies,
  },
});

describe('the strategy of a service', () => {
  const cases: [title: string, service: string, expected: object][] = [
    [
      'of its own, with the operations of the default after its own',
      'gateway',
      {
        strategyType: 'PROBABILISTIC',
        ...rate(0.8),
        ...operations(0.8, { operation: 'POST /x', ...rate(0.9) }, health),
      },
    ],
    [
      'by traces per second, with the operations of the default',
      'validator',
      {
        strategyType: 'RATE_LIMITING',
        rateLimitingSampling: { maxTracesPerSecond: 5 },
        ...operations(0.5, health),
      },
    ],
    [
      'with a rate of 0',
      'quiet',
      { strategyType: 'PROBABILISTIC', ...rate(0), ...operations(0, health) },
    ],
    [
      'that the file does not name: the default',
      'somebody',
      { strategyType: 'PROBABILISTIC', ...rate(0.5), ...operations(0.5, health) },
    ],
  ];
  for (const [title, service, expected] of cases) {
    test(title, () => {
      const strategies = parseStrategies(JSON.stringify(FILE), 'strategies.json');
      assert.deepEqual(strategies.strategyFor(service), expected);
    });
  }

  test('without a file, or with one that says nothing: every trace', () => {
    const all = { strategyType: 'PROBABILISTIC', ...rate(1) };
    assert.deepEqual(SAMPLE_ALL.strategyFor('any'), all);
    assert.deepEqual(parseStrategies('{}', 'strategies.json').strategyFor('any'), all);
  });
});

describe('a file that cannot be used is named with the first thing that is wrong', () => {
  const service = (fields: object) => ({ service_strategies: [{ service: 'a', ...fields }] });
  const cases: [title: string, file: unknown, reason: RegExp][] = [
    ['a list', [], /the file is not a JSON object/],
    [
      'an unknown type',
      { default_strategy: { type: 'adaptive', param: 1 } },
      /default_strategy\.type is not "probabilistic" or "ratelimiting"/,
    ],
    [
      'a rate in per cent',
      { default_strategy: { type: 'probabilistic', param: 50 } },
      /default_strategy\.param is not a number from 0 to 1/,
    ],
    ['a rate as text', service({ type: 'probabilistic', param: '1' }), /\[0\]\.param is not/],
    ['too many a second', service({ type: 'ratelimiting', param: 1e6 }), /0 to 32767/],
    [
      'no service',
      { service_strategies: [{ type: 'probabilistic', param: 1 }] },
      /service_strategies\[0\]\.service is missing/,
    ],
    [
      'a service twice',
      { service_strategies: [FILE.service_strategies[2], FILE.service_strategies[2]] },
      /service_strategies\[1\] names "quiet" a second time/,
    ],
    [
      'an operation by traces per second',
      service({
        type: 'probabilistic',
        param: 1,
        operation_strategies: [{ operation: 'x', type: 'ratelimiting', param: 1 }],
      }),
      /operation_strategies\[0\]\.type is not "probabilistic"$/,
    ],
    [
      'services that are not a list',
      { service_strategies: {} },
      /service_strategies is not a list/,
    ],
  ];
  const isUsageError = (reason: RegExp) => (thrown: unknown) => {
    assert.ok(thrown instanceof LabError);
    assert.match(thrown.message, reason);
    assert.match(thrown.message, /s\.json/);
    assert.equal(thrown.exitCode, EXIT.usage);
    return true;
  };
  for (const [title, file, reason] of cases) {
    test(title, () => {
      assert.throws(() => parseStrategies(JSON.stringify(file), 's.json'), isUsageError(reason));
    });
  }
  test('no JSON', () => {
    assert.throws(() => parseStrategies('{', 's.json'), isUsageError(/it is not JSON/));
  });
});

describe('the file', () => {
  async function folder(t: TestContext): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'strategies-'));
    t.after(() => rm(path, { recursive: true }));
    return path;
  }
  const saying = (param: number): string =>
    JSON.stringify({ default_strategy: { type: 'probabilistic', param } });
  const rateOf = (strategies: SamplingStrategies): number | undefined =>
    strategies.strategyFor('a').probabilisticSampling?.samplingRate;

  test('is read again when it changes; a broken one changes nothing and is reported', async (t) => {
    const file = join(await folder(t), 's.json');
    await writeFile(file, saying(0.5));
    const failures: LabError[] = [];
    using strategies = await openStrategies(file, {
      everyMs: 20,
      onError: (failure) => failures.push(failure),
    });
    assert.equal(rateOf(strategies), 0.5);
    const within = { timeoutMs: 10_000, everyMs: 20 };
    const until = (what: string, is: () => boolean) =>
      waitUntil(what, () => Promise.resolve(is() || undefined), within, realClock);
    await writeFile(file, '{"default_strategy":');
    await until('the failure to be reported', () => failures.length > 0);
    assert.equal(rateOf(strategies), 0.5);
    await writeFile(file, saying(0.25));
    await until('the new rate', () => rateOf(strategies) === 0.25);
  });

  test('that is not there is refused at the start', async (t) => {
    const missing = openStrategies(join(await folder(t), 'none.json'));
    await assert.rejects(missing, { name: 'LabError', exitCode: EXIT.usage });
  });
});

describe('GET /sampling', () => {
  async function ask(path: string, init?: RequestInit): Promise<Response> {
    const server = await listenHttp(samplingHandler(SAMPLE_ALL), { port: 0 });
    try {
      return await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    } finally {
      await server.close();
    }
  }

  const cases: [path: string, status: number, body: string][] = [
    [
      '/sampling?service=gateway',
      200,
      '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":1}}',
    ],
    ['/sampling', 400, "'service' parameter must be provided once\n"],
    ['/sampling?service=a&service=b', 400, "'service' parameter must be provided once\n"],
    ['/elsewhere?service=a', 404, '404 page not found\n'],
  ];
  for (const [path, status, body] of cases) {
    test(`${path}: ${status}`, async () => {
      const response = await ask(path);
      assert.equal(response.status, status);
      assert.equal(await response.text(), body);
    });
  }

  test('pages of other sites and other methods are refused', async () => {
    const foreign = await ask('/sampling?service=a', { headers: { origin: 'http://evil.test' } });
    assert.equal(foreign.status, 403);
    assert.equal((await ask('/sampling?service=a', { method: 'POST' })).status, 405);
  });
});
