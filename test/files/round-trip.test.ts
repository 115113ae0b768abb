import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { otlpLine } from '../../src/files/otlp-line.ts';
import { TraceWriter } from '../../src/files/trace-writer.ts';
import type { AttributeValue, Span, Trace } from '../../src/model/trace.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { micros } from '../../src/model/units.ts';
import { readFixture } from '../jaeger/recordings.ts';
import { temporaryFolder, tracesIn } from '../support/trace-files.ts';

const linesOf = (traces: readonly Trace[]): string => traces.map(otlpLine).join('');

/** All that a trace says, its functions apart. */
const said = ({ traceId, spans, leftOut, problems }: Trace): unknown => ({
  ...{ traceId, spans, leftOut, problems },
});

async function assertSameAgain(traces: readonly Trace[]): Promise<void> {
  const written = linesOf(traces);
  const again = await tracesIn(written);
  assert.equal(linesOf(again), written);
  assert.deepEqual(again.map(said), traces.map(said));
}

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
    .map((values) => values.map((value) => value.toString(16)).join(''))
    .filter((id) => /[^0]/.test(id));

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 62n }),
);
const attributes = fc
  .array(
    fc.tuple(fc.constantFrom('a', 'b', 'http.route', 'ключ'), fc.oneof(scalar, fc.array(scalar))),
  )
  .map((pairs) => Object.fromEntries(pairs.toSorted(([a], [b]) => Number(a > b) - Number(a < b))));

const span: fc.Arbitrary<Omit<Span, 'traceId' | 'parentSpanId'>> = fc
  .record({
    spanId: hex(16),
    service: fc.constantFrom('gateway', 'валидатор', 'unknown_service'),
    name: fc.string({ minLength: 1 }),
    kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
    startUs: fc.integer({ min: 1_700_000_000_000_000, max: 1_700_000_000_100_000 }),
    startNanos: fc.integer({ min: 0, max: 999 }),
    durationUs: fc.integer({ min: 1, max: 5_000_000 }),
    endNanos: fc.integer({ min: 0, max: 999 }),
    fault: fc.constantFrom(undefined, undefined, undefined, 'no-end', 'ends-before-start'),
    status: fc.constantFrom('unset', 'ok', 'error'),
    statusMessage: fc.string(),
    attributes,
    event: fc.option(fc.record({ name: fc.string(), attributes })),
    link: fc.option(fc.record({ traceId: hex(32), spanId: hex(16), attributes })),
    scope: fc.constantFrom({ name: '', version: '' }, { name: 'http', version: '1' }),
    warnings: fc.constantFrom([], ['clock skew']),
  } as const)
  .map(({ service, fault, event, link, startUs, durationUs, ...rest }) => ({
    ...rest,
    resource: { service, attributes: { host: 'a' } },
    startUs: micros(startUs),
    durationUs: micros(fault ? 0 : durationUs),
    ...(fault && { endFault: fault, endNanos: rest.startNanos }),
    events: event ? [{ ...event, timeUs: micros(startUs + 1) }] : [],
    links: link ? [{ ...link }] : [],
  }));

const trace: fc.Arbitrary<Trace> = fc
  .tuple(hex(32), fc.array(fc.tuple(span, fc.nat()), { minLength: 1, maxLength: 6 }))
  .map(([traceId, rows]) =>
    assembleTrace(
      rows.map(([one, parent], at): Span => {
        const above = rows[parent % rows.length]?.[0].spanId;
        return { ...one, traceId, parentSpanId: at === 0 ? undefined : above };
      }),
    ),
  );

describe('what was written is read as the same traces, and written again as the same bytes', () => {
  test('the recorded input', async () => {
    await assertSameAgain(await tracesIn(JSON.stringify(readFixture('input.otlp.json'))));
  });

  test('odd spans: cycles, conflicts, no end', async () => {
    const cases = join(import.meta.dirname, '../fixtures/cases');
    for (const name of ['09c-end-zero', '04-zipkin-shared-span', '02-root-link-other-trace'])
      await assertSameAgain(await tracesIn(readFileSync(join(cases, `${name}.json`), 'utf8')));
  });

  test('10,000 generated traces', async () => {
    // Generating takes longest: of each shape there are ten.
    const shapes = fc.sample(trace, { numRuns: 1000, seed: 19 });
    const unique = shapes.flatMap(({ spans }, at) =>
      Array.from({ length: 10 }, (_, copy) => {
        const traceId = (10 * at + copy + 1).toString(16).padStart(32, '0');
        return assembleTrace(spans.map((one) => ({ ...one, traceId })));
      }),
    );
    const inOrder = await tracesIn(linesOf(unique));
    assert.equal(inOrder.length, 10_000);
    const byId = new Map(unique.map((one) => [one.traceId, one]));
    for (const one of inOrder) assert.deepEqual(said(one), said(byId.get(one.traceId)!));
    const written = linesOf(inOrder);
    assert.equal(linesOf(await tracesIn(written)), written);
    assert.equal(linesOf(await tracesIn(written, 1000)), written, 'as a large file');
  });
});

describe('files too large for memory', () => {
  test('give the same traces, whatever the order of their spans', async () => {
    const document = readFixture('input.otlp.json') as {
      resourceSpans: { scopeSpans: { spans: unknown[] }[] }[];
    };
    const lines = document.resourceSpans.flatMap((resource) =>
      resource.scopeSpans.flatMap((scope) =>
        scope.spans.map((one) =>
          JSON.stringify({
            resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [one] }] }],
          }),
        ),
      ),
    );
    const expected = await tracesIn(lines.join('\n'));
    for (const order of [lines, lines.toReversed(), lines.toSorted()]) {
      const traces = await tracesIn(order.join('\n'), 100);
      const sorted = traces.toSorted(
        (a, b) => (a.spans[0]?.startUs ?? 0) - (b.spans[0]?.startUs ?? 0),
      );
      assert.deepEqual(sorted.map(said), expected.map(said));
    }
  });
});

test('a packed file has its name only when it is complete', async () => {
  await using folder = await temporaryFolder();
  const traces = await tracesIn(JSON.stringify(readFixture('input.otlp.json')));
  const path = join(folder.path, 'a.otlp.jsonl.gz');
  {
    using abandoned = new TraceWriter(path);
    abandoned.add(traces[0]!);
  }
  assert.throws(() => readFileSync(path), /ENOENT/);
  assert.deepEqual(readdirSync(folder.path), []);
  using writer = new TraceWriter(path);
  for (const one of traces) writer.add(one);
  writer.finish();
  assert.equal(gunzipSync(readFileSync(path)).toString(), linesOf(traces));
});

describe('a file of traces that is there', () => {
  test('is never replaced, nor is one that appears meanwhile', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'kept.otlp.jsonl');
    using early = new TraceWriter(path);
    writeFileSync(path, 'of another lab');
    assert.throws(() => new TraceWriter(path), /kept\.otlp\.jsonl already exists/);
    assert.throws(() => early.finish(), /kept\.otlp\.jsonl already exists/);
    early[Symbol.dispose]();
    assert.deepEqual(readdirSync(folder.path), ['kept.otlp.jsonl']);
    assert.equal(readFileSync(path, 'utf8'), 'of another lab');
  });

  test('is replaced as a whole by a command that makes it anew each time', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'tests.otlp.jsonl');
    writeFileSync(path, 'of the last time');
    using writer = new TraceWriter(path, { mayReplace: true });
    writer.finish();
    assert.equal(readFileSync(path, 'utf8'), '');
    assert.deepEqual(readdirSync(folder.path), ['tests.otlp.jsonl']);
  });
});
