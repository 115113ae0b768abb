import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LabError } from '../../src/base/errors.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Span, Trace } from '../../src/model/trace.ts';
import { comparable, expectedTraces, type OtlpInput } from './expected-traces.ts';
import { readFixture, replay } from './recordings.ts';

const SENT = expectedTraces(readFixture('odd-spans/input.otlp.json') as OtlpInput);

const idOf = (name: string): string => name.padStart(16, '0');
const without = (span: Span, ...keys: string[]): Partial<Span> => ({
  attributes: Object.fromEntries(
    Object.entries(span.attributes).filter(([key]) => !keys.includes(key)),
  ),
});

type Changes = Record<string, (span: Span) => Partial<Span>>;

/** Normal form of attributes that only Jaeger's own should have: any route, any version. */
const everywhere: Changes = {
  c5: (span) => ({ ...without(span, 'span.kind', 'otel.status_code'), status: 'error' }),
  c6: (span) => ({ ...without(span, '@jaeger@warnings', 'error'), status: 'error' }),
  c7: ({ events }) => ({
    events: events
      .map((event) => (event.name === 'a' ? { ...event, name: 'q', attributes: { l: [] } } : event))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }),
};

/** What these versions lose for good by each route (test/fixtures/jaeger/README.md). */
const lostBy: Record<'v3' | 'legacy', Changes> = {
  v3: {
    b2: () => ({ parentSpanId: idOf('b1') }),
    c4: () => ({ status: 'error' }),
  },
  legacy: { b3: () => ({ parentSpanId: undefined }) },
};

function expected(traceId: string, route: 'v3' | 'legacy'): Trace {
  const changes = { ...everywhere, ...lostBy[route] };
  const spans = SENT.get(traceId)!.spans.map((span) => {
    const change = Object.entries(changes).find(([name]) => idOf(name) === span.spanId)?.[1];
    return change === undefined ? span : { ...span, ...change(span) };
  });
  return assembleTrace(spans);
}

const titles: [digit: string, title: string][] = [
  ['a', 'no kind, an end before the start, no length, nanoseconds'],
  ['b', 'links within the trace'],
  ['c', 'attributes that Jaeger uses itself, maps, bytes, integers beyond 2^53, no name'],
  ['e', 'no service name, no resource attributes, no scope'],
];

for (const version of ['jaeger-1.57', 'jaeger-2.0-rc']) {
  for (const route of ['v3', 'legacy'] as const) {
    describe(`odd spans in ${version} by ${route}`, () => {
      const server = () =>
        replay({
          folder: `odd-spans/${version}`,
          ...(route === 'legacy' && { without: '/api/v3/' }),
        });

      for (const [digit, title] of titles) {
        test(title, async () => {
          await using jaeger = await server();
          const trace = await createJaegerClient({ url: jaeger.url }).trace(digit.repeat(32));
          assert.ok(trace);
          const losses = { listsAreText: true, noNanos: route === 'legacy' };
          assert.deepEqual(
            comparable(trace),
            comparable(expected(digit.repeat(32), route), losses),
          );
        });
      }

      test('a span sent twice is one; another one with its id is a conflict', async () => {
        await using jaeger = await server();
        const trace = await createJaegerClient({ url: jaeger.url }).trace('f'.repeat(32));
        assert.deepEqual(
          trace?.spans.map(({ name }) => name),
          ['n'],
        );
        assert.deepEqual(trace.problems, [{ kind: 'conflicting-span-id', spanId: idOf('f1') }]);
      });

      test('a trace id of 64 bits is padded, and found as it is printed', async () => {
        await using jaeger = await server();
        const trace = await createJaegerClient({ url: jaeger.url }).trace('1234567890ABCDEF');
        assert.equal(trace?.traceId, '00000000000000001234567890abcdef');
      });

      test('services are listed as Jaeger spells them, operations each once', async () => {
        await using jaeger = await server();
        const client = createJaegerClient({ url: jaeger.url });
        const unnamed = version === 'jaeger-1.57' ? 'empty-service-name' : '';
        const services = ['OTLPResourceNoServiceName', unnamed, 'noscope', 'svc'];
        assert.deepEqual(await client.services(), services.toSorted());
        assert.deepEqual(await client.operations('svc'), ['', 'n', 'other']);
      });
    });
  }

  test(`not-a-number in ${version}: v3 gives it, the legacy route only an error`, async () => {
    await using jaeger = await replay({ folder: `odd-spans/${version}` });
    const trace = await createJaegerClient({ url: jaeger.url }).trace('d'.repeat(32));
    assert.deepEqual(trace?.spans[0]?.attributes, { d: 2, nan: Number.NaN });

    await using legacy = await replay({ folder: `odd-spans/${version}`, without: '/api/v3/' });
    const asked = createJaegerClient({ url: legacy.url }).trace('d'.repeat(32));
    await assert.rejects(asked, (thrown: unknown) => {
      assert.ok(thrown instanceof LabError);
      assert.match(thrown.message, /\(500: .*unsupported value: NaN\)$/);
      return true;
    });
  });
}
