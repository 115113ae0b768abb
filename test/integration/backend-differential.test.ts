import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { spansFromLegacy } from '../../src/jaeger/from-legacy.ts';
import { readSpansV3 } from '../../src/jaeger/reads.ts';
import { assembleTraces } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { type Embedded, sendOtlp, serveStore } from '../backend/embedded.ts';
import { comparable } from '../jaeger/expected-traces.ts';
import { JAEGER_1, JAEGER_2, type RealJaeger, startJaeger } from '../support/real-jaeger.ts';
import { realProgram } from '../support/real-programs.ts';
import {
  generated,
  legacySearch,
  type Question,
  traceIdOf,
  v3Search,
} from './backend-questions.ts';

/**
 * The same spans are sent to the embedded backend and to real Jaegers, and all are asked the same. Where they may
 * differ is written down here as code, and in docs/backend-differences.md with the reasons.
 */

const REAL = [
  ['1.57', realProgram('JAEGER_LAB_TEST_JAEGER'), JAEGER_1],
  ['2.13.0', realProgram('JAEGER_LAB_TEST_JAEGER_2'), JAEGER_2],
  ['2.0 (its release candidate)', realProgram('JAEGER_LAB_TEST_JAEGER_2_RC'), JAEGER_2],
] as const;

/**
 * 2.13.0 takes the text "true" of error=true for false, and so finds spans whose status is OK. Of the traces that it got
 * in one batch it takes any as the newest, so that a limit leaves out any.
 */
const isAnsweredAlike = ({ tag, limit }: Question, version: string): boolean =>
  version !== '2.13.0' || (tag?.[0] !== 'error' && limit > data.requests.length);

const SEED = 20_260_823;
const data = generated(SEED);
const EVERYTHING = v3Search({
  service: data.services[0]!,
  operation: null,
  window: { from: -1, to: 9 },
  limit: 20,
  min: null,
  max: null,
  tag: null,
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, path: string): Promise<Answer> {
  const response = await fetch(url + path);
  return { status: response.status, text: await response.text() };
}

/** The traces of an answer in normal form; warnings are each version's own. */
function tracesIn(path: string, { text }: Answer): Trace[] {
  const body = JSON.parse(text) as { data?: unknown[] };
  const spans = path.startsWith('/api/v3/') ? readSpansV3(body) : spansFromLegacy(body.data ?? []);
  return assembleTraces(spans).toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1));
}

/** What 2.0 says of a span whose times it shifted, in each legacy answer but a raw trace. */
const SHIFTED = "This span's timestamps were adjusted by";

function assertSame(path: string, [ours, theirs]: readonly [Answer, Answer]): void {
  assert.deepEqual(idsIn(path, ours), idsIn(path, theirs), path);
  const others = new Map(tracesIn(path, theirs).map((trace) => [trace.traceId, trace]));
  for (const trace of tracesIn(path, ours)) {
    const other = others.get(trace.traceId)!;
    const warnings = other.spans.flatMap((span) => span.warnings);
    if (warnings.some((warning) => warning.startsWith(SHIFTED))) continue;
    assert.deepEqual(comparable(trace), comparable(other), path);
  }
}

const isEmpty = (path: string, { status, text }: Answer): boolean => {
  if (status === 404) return true;
  if (status !== 200) return false;
  return tracesIn(path, { status, text }).length === 0;
};

const idsIn = (path: string, answer: Answer): string[] =>
  tracesIn(path, answer).map(({ traceId }) => traceId);

for (const [version, { path, skip }, launch] of REAL) {
  describe(`the embedded backend against Jaeger ${version}, seed ${SEED}`, { skip }, () => {
    let real: RealJaeger | undefined;
    let embedded: Embedded | undefined;

    before(async () => {
      real = await startJaeger(path, launch);
      embedded = await serveStore(...data.requests);
      for (const request of data.requests) await sendOtlp(real.otlpHttp, request);
      const client = createJaegerClient({ url: real.query });
      const last = traceIdOf(data.requests.length - 1);
      const sent = (data.requests.at(-1) as { resourceSpans: unknown[] }).resourceSpans.length;
      await waitUntil(
        'the last trace to be readable',
        async () => ((await client.trace(last))?.spans.length === sent ? true : undefined),
        { timeoutMs: 15_000, everyMs: 50 },
        realClock,
      );
      await client[Symbol.asyncDispose]();
    });
    after(async () => {
      await real?.[Symbol.asyncDispose]();
      await embedded?.[Symbol.asyncDispose]();
    });

    const both = (path: string): Promise<[Answer, Answer]> =>
      Promise.all([ask(embedded!.url, path), ask(real!.query, path)]);

    const questions = data.questions.filter((question) => isAnsweredAlike(question, version));

    test('finds the same traces with the same content by the legacy search', async () => {
      let found = 0;
      for (const question of questions) {
        const path = legacySearch(question);
        const [ours, theirs] = await both(path);
        assert.equal(ours.status, theirs.status, path);
        assertSame(path, [ours, theirs]);
        if (!isEmpty(path, ours)) found += 1;
      }
      assert.ok(found > questions.length / 5, `only ${found} questions found anything`);
    });

    test('and by that of v3, where nothing found is 404 here', async () => {
      for (const question of questions) {
        const path = v3Search(question);
        const [ours, theirs] = await both(path);
        if (isEmpty(path, theirs)) assert.equal(ours.status, 404, path);
        else assertSame(path, [ours, theirs]);
      }
    });

    test('gives each trace by id, on both routes', async () => {
      for (const index of data.requests.keys()) {
        for (const path of [
          `/api/traces/${traceIdOf(index)}?raw=true`,
          `/api/v3/traces/${traceIdOf(index).toUpperCase()}`,
        ]) {
          const [ours, theirs] = await both(path);
          assert.deepEqual([ours.status, theirs.status], [200, 200], path);
          assertSame(path, [ours, theirs]);
        }
      }
    });

    test('lists the same services and operations', async () => {
      const lists = [
        '/api/services',
        '/api/v3/services',
        ...[...data.services, 'nobody'].flatMap((service) => {
          const name = encodeURIComponent(service);
          return [
            `/api/services/${name}/operations`,
            `/api/services/${name.replaceAll('%20', '+')}/operations`,
            `/api/operations?service=${name}`,
            `/api/operations?service=${name}&spanKind=client`,
            `/api/v3/operations?service=${name}`,
            `/api/v3/operations?service=${name}&span_kind=server`,
          ];
        }),
      ];
      for (const path of lists) {
        const [ours, theirs] = await both(path);
        assert.equal(ours.status, theirs.status, path);
        assert.deepEqual(listIn(ours), listIn(theirs), path);
      }
    });

    test('counts the same calls between services', async () => {
      // 1.57 and 2.0 leave out calls within a service; the newer ones, and we, count them.
      const path = '/api/dependencies?endTs=1795345200000&lookback=86400000';
      const [ours, theirs] = await both(path);
      assert.deepEqual(callsIn(ours), callsIn(theirs));
      assert.ok(callsIn(ours).length > 0);
    });

    const refused: readonly string[] = [
      '/api/traces',
      '/api/traces?operation=x',
      '/api/traces?service=shop&limit=x',
      '/api/traces?service=shop&limit=2147483648',
      '/api/traces?service=shop&start=yesterday',
      '/api/traces?service=shop&end=1.5',
      '/api/traces?service=shop&minDuration=5',
      '/api/traces?service=shop&minDuration=1d',
      '/api/traces?service=shop&minDuration=2s&maxDuration=1s',
      '/api/traces?service=shop&tag=error',
      `/api/traces?service=shop&tags=${encodeURIComponent('{"n":1}')}`,
      '/api/traces?service=shop&tags=%7B',
      '/api/traces?traceID=xyz',
      '/api/traces/xyz',
      `/api/traces/${'f'.repeat(33)}`,
      `/api/traces/${'f'.repeat(32)}`,
      '/api/traces/0',
      '/api/operations',
      '/api/dependencies?endTs=1h',
      '/api/dependencies?lookback=1h',
      '/api/v3/traces',
      '/api/v3/traces?query.service_name=shop',
      `${EVERYTHING}&query.duration_min=5`,
      EVERYTHING.replace('num_traces=20', 'num_traces=many'),
      EVERYTHING.replace(/start_time_min=[^&]*/, 'start_time_min=1795338000'),
      '/api/v3/traces/xyz',
      `/api/v3/traces/${'f'.repeat(33)}`,
      `/api/v3/traces/${'f'.repeat(32)}`,
      '/api/metrics/calls?service=shop',
      '/api/metrics/errors?service=shop',
      '/api/metrics/latencies?service=shop&quantile=0.5',
      '/api/metrics/latencies?service=shop',
      '/api/metrics/latencies?service=shop&quantile=half',
      '/api/metrics/latencies?service=shop&quantile=1e400',
      '/api/metrics/latencies?quantile=.5',
      '/api/metrics/calls',
      '/api/metrics/calls?service=shop&groupByOperation=perhaps',
      '/api/metrics/calls?service=shop&spanKind=server&spanKind=SERVER',
      '/api/metrics/calls?service=shop&endTs=now',
      '/api/metrics/errors?service=shop&lookback=1h',
      '/api/metrics/errors?service=shop&step=5s',
      '/api/metrics/errors?service=shop&ratePer=5s',
    ];
    for (const path of refused) {
      test(`refuses as they do: ${path}`, async () => {
        const [ours, theirs] = await both(path);
        assert.equal(ours.status, theirs.status, `${ours.text}\n${theirs.text}`);
        assert.ok(ours.status >= 400);
      });
    }

    test('of several ids gives those that are there', async () => {
      const path = `/api/traces?traceID=${traceIdOf(0)}&traceID=${'f'.repeat(32)}&traceID=${traceIdOf(3)}`;
      const [ours, theirs] = await both(path);
      assert.deepEqual([ours.status, theirs.status], [200, 200]);
      assert.deepEqual(idsIn(path, ours), [traceIdOf(0), traceIdOf(3)].toSorted());
      assertSame(path, [ours, theirs]);
      assert.deepEqual(errorsIn(ours), errorsIn(theirs));
    });
  });
}

/** A list of names or of operations, in order; none is null in older versions, and no key at all. */
function listIn({ text }: Answer): string[] {
  const body = JSON.parse(text) as Partial<Record<'data' | 'operations' | 'services', unknown[]>>;
  const list = body.data ?? body.operations ?? body.services ?? [];
  return list.map((item) => JSON.stringify(item)).toSorted();
}

interface Call {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

const callsIn = ({ text }: Answer): string[] =>
  (JSON.parse(text) as { data: Call[] }).data
    .filter(({ parent, child }) => parent !== child)
    .map(({ parent, child, callCount }) => `${parent} ${child} ${callCount}`)
    .toSorted();

const errorsIn = ({ text }: Answer): unknown => (JSON.parse(text) as { errors: unknown }).errors;
