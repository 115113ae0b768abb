import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { micros } from '../../src/model/units.ts';
import { comparable, expectedTraces, type OtlpInput } from '../jaeger/expected-traces.ts';
import { readFixture, readRecording } from '../jaeger/recordings.ts';
import { serveStore } from './embedded.ts';

/** What real Jaeger 2.20 was sent and asked: the embedded backend gives the same answers. */

const FOLDER = 'jaeger-2.20';
const INPUT = readFixture('input.otlp.json');

const recordingsIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, '../fixtures/jaeger', folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

async function ask(url: string): Promise<Answer> {
  const response = await fetch(url);
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

/**
 * An answer with its lists in an order that does not depend on who made it. Jaeger 2.20 repeats a warning at each
 * reading, lists what comes from a set in any order, and numbers processes by the order of the spans.
 */
function normalised(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalised);
    const isOfWarnings = items.every((item) => JSON.stringify(item).includes('skew adjustment'));
    const kept = isOfWarnings ? [...new Set(items.map((item) => JSON.stringify(item)))] : undefined;
    return (kept ?? items.map((item) => JSON.stringify(item))).sort();
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [
    key,
    normalised(part),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** With each span's process in the place of its number. */
function withProcesses(body: unknown): unknown {
  const { data } = body as { data?: unknown };
  if (!Array.isArray(data)) return body;
  return {
    ...(body as object),
    data: data.map((trace: unknown) => {
      if (typeof trace !== 'object' || trace === null || !('processes' in trace)) return trace;
      const { processes, spans, ...rest } = trace as {
        processes: Record<string, unknown>;
        spans: readonly { processID: string }[];
      };
      return {
        ...rest,
        spans: spans.map((span) => ({ ...span, processID: processes[span.processID] })),
      };
    }),
  };
}

const same = ({ status, contentType, body }: Answer): unknown =>
  normalised({
    status,
    contentType,
    body: typeof body === 'string' ? body : withProcesses(body),
  });

for (const [title, folder, input] of [
  ['after the input', FOLDER, INPUT],
  ['while it is empty', `${FOLDER}/empty`, { resourceSpans: [] }],
] as const) {
  describe(`answers as Jaeger 2.20 recorded them, ${title}`, () => {
    for (const name of recordingsIn(folder)) {
      const { request, ...recorded } = readRecording(name);
      test(`${name}: ${request}`, async () => {
        await using backend = await serveStore(input);
        assert.deepEqual(same(await ask(backend.url + request)), same(recorded));
      });
    }
  });
}

describe('our client reads the embedded backend', () => {
  const sent = expectedTraces(INPUT as OtlpInput);
  const window = {
    fromUs: micros(1_795_334_400_000_000),
    toUs: micros(1_795_341_600_000_000),
    limit: 20,
  };

  test('what was sent comes back by id, in normal form', async () => {
    await using backend = await serveStore(INPUT);
    await using client = createJaegerClient({ url: backend.url });
    for (const [id, expected] of sent) {
      const trace = await client.trace(id);
      assert.ok(trace);
      assert.deepEqual(comparable(trace), comparable(expected));
    }
  });

  test('and by a search of any service, of one, and by an attribute', async () => {
    await using backend = await serveStore(INPUT);
    await using client = createJaegerClient({ url: backend.url });
    const all = await client.traces(window);
    assert.deepEqual(all.map(({ traceId }) => traceId).toSorted(), [...sent.keys()].toSorted());
    const paid = await client.traces({
      ...window,
      service: 'payment',
      attributes: { error: 'true' },
    });
    assert.deepEqual(
      paid.map(({ traceId }) => traceId),
      ['1af7651916cd43dd8448eb211c80319c'],
    );
    assert.deepEqual(await client.traces({ ...window, service: 'nobody' }), []);
    assert.equal((await client.services()).length, 9);
    assert.deepEqual(await client.operations('payment'), ['POST /pay']);
  });
});
