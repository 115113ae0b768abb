import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { comparable, expectedTraces, type Losses, type OtlpInput } from './expected-traces.ts';
import { readFixture, replay, type Version, VERSIONS } from './recordings.ts';

const SENT = expectedTraces(readFixture('input.otlp.json') as OtlpInput);
const EVERYTHING = {
  service: 'gateway',
  fromUs: micros(1_795_334_400_000_000),
  toUs: micros(1_795_341_600_000_000),
  limit: 20,
};

const RECORDED_BY_ID = ['0', '1', '2', '3', '4'].map(
  (digit) => `${digit}af7651916cd43dd8448eb211c80319c`,
);
const SKEWED = '4af7651916cd43dd8448eb211c80319c';

const isOld = (version: Version): boolean =>
  version === 'jaeger-1.57' || version === 'jaeger-2.0-rc';
const routes: [route: string, without: string | undefined, losses: (version: Version) => Losses][] =
  [
    ['v3', undefined, (version) => ({ listsAreText: isOld(version) })],
    ['legacy', '/api/v3/', () => ({ listsAreText: true })],
  ];

function assertSame(trace: Trace | undefined, id: string, losses: Losses): void {
  assert.ok(trace, `${id} was not found`);
  assert.deepEqual(comparable(trace), comparable(SENT.get(id)!, losses));
}

for (const version of VERSIONS) {
  for (const [route, without, losses] of routes) {
    describe(`${version}, ${route}: what was sent comes back in normal form`, () => {
      const server = () => replay({ folder: version, ...(without !== undefined && { without }) });
      // Recorded without `raw`, where this version shifts the child's times (next test).
      const isShifted = (id: string): boolean =>
        id === SKEWED && version === 'jaeger-2.0-rc' && route === 'legacy';

      for (const id of RECORDED_BY_ID.filter((one) => !isShifted(one))) {
        test(`trace ${id} by id`, async () => {
          await using jaeger = await server();
          const client = createJaegerClient({ url: jaeger.url });
          assertSame(await client.trace(id), id, losses(version));
        });
      }

      const hasSearch = !(version === 'jaeger-main-2026-08' && route === 'legacy');
      if (!hasSearch) return;
      test('traces of a search', async () => {
        await using jaeger = await server();
        const client = createJaegerClient({ url: jaeger.url });
        const traces = await client.traces(EVERYTHING);
        assert.deepEqual(
          traces.map(({ traceId }) => traceId),
          [
            '0af7651916cd43dd8448eb211c80319c',
            '0af7651916cd43dd8448eb211c80319d',
            '0af7651916cd43dd8448eb211c80319e',
            '3af7651916cd43dd8448eb211c80319c',
            SKEWED,
          ],
        );
        for (const trace of traces) {
          if (!isShifted(trace.traceId)) assertSame(trace, trace.traceId, losses(version));
        }
      });
    });
  }
}

test('every version shows the clock that is early, each warning once', async () => {
  const warnings = await Promise.all(
    VERSIONS.map(async (version) => {
      await using jaeger = await replay({ folder: version, without: '/api/v3/' });
      const trace = await createJaegerClient({ url: jaeger.url }).trace(SKEWED);
      return trace?.spans.flatMap((span) => span.warnings);
    }),
  );
  const untouched = ['clock skew adjustment disabled; not applying calculated delta of 70ms'];
  assert.deepEqual(warnings, [
    untouched,
    ["This span's timestamps were adjusted by 70ms"],
    untouched,
    untouched,
  ]);
});

test('warnings that v3 carries in an attribute are warnings, each once', async () => {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  const trace = await createJaegerClient({ url: jaeger.url }).trace(SKEWED);
  assert.deepEqual(
    trace?.spans.flatMap((span) => span.warnings),
    ['clock skew adjustment disabled; not applying calculated delta of 70ms'],
  );
});
