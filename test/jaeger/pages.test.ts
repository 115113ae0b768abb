import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TooManyAskedFor } from '../../src/jaeger/failures.ts';
import { readPages } from '../../src/jaeger/pages.ts';
import type { TraceQuery } from '../../src/jaeger/query.ts';
import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const EPOCH_MS = 1_700_000_000_000;
const at = (ms: number) => micros((EPOCH_MS + ms) * 1000);
const starting = (startMs: number, i: number): Trace =>
  traceOf([span('s', 'x', [startMs, startMs + 1])], i.toString(16).padStart(32, '0'));

/** A store that gives at most `limit` of what begins in the window, chosen by `leave`. */
function store(traces: readonly Trace[], leave: (found: Trace[]) => Trace[]) {
  return ({ fromUs, toUs, limit }: TraceQuery): Promise<Trace[]> => {
    const found = traces.filter((trace) => {
      const start = trace.spans[0]!.startUs;
      return start >= fromUs && start <= toUs;
    });
    return Promise.resolve(leave(found).slice(0, limit));
  };
}

const choices: [title: string, leave: (found: Trace[]) => Trace[]][] = [
  ['the newest', (found) => found.toReversed()],
  ['the oldest', (found) => found],
  ['any', (found) => found.toSorted((a, b) => (a.traceId.at(-1)! < b.traceId.at(-1)! ? -1 : 1))],
];

describe('everything is read, each trace once, no matter which the store leaves out', () => {
  for (const [title, leave] of choices) {
    test(`it gives ${title}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.array(fc.nat(500), { maxLength: 60 }),
            fc.array(fc.constantFrom(7, 8), { minLength: 20, maxLength: 60 }),
          ),
          fc.integer({ min: 2, max: 9 }),
          async (starts, pageSize) => {
            const traces = starts.toSorted((a, b) => a - b).map(starting);
            const taken: string[] = [];
            const query = { fromUs: at(0), toUs: at(500) };
            const take = (page: readonly Trace[]) => {
              taken.push(...page.map(({ traceId }) => traceId));
            };
            const { cutAt } = await readPages(query, store(traces, leave), take, pageSize);
            assert.equal(new Set(taken).size, taken.length);
            // Of one moment sixteen pages are read.
            const crowded = starts.some(
              (a) => starts.filter((b) => a === b).length >= 16 * pageSize,
            );
            assert.equal(cutAt.length > 0, crowded);
            if (!crowded) assert.equal(taken.length, starts.length);
          },
        ),
      );
    });
  }
});

test('10,000 traces in one second of an hour need no more than three times their number of pages', async () => {
  const traces = Array.from({ length: 10_000 }, (_, i) => starting(3_000_000 + i / 10, i));
  const query = { fromUs: at(0), toUs: at(3_600_000) };
  let taken = 0;
  const take = (page: readonly Trace[]) => {
    taken += page.length;
  };
  const newest = store(traces, (found) => found.toReversed());
  const { pages } = await readPages(query, newest, take, 1000);
  assert.equal(taken, 10_000);
  assert.ok(pages <= 35, `${pages} pages`);
});

test('a Jaeger that takes no notice of the time is not asked without end', async () => {
  const traces = Array.from({ length: 50 }, (_, i) => starting(i * 10, i));
  let asked = 0;
  const deaf = ({ limit }: TraceQuery): Promise<Trace[]> => {
    asked += 1;
    return Promise.resolve(traces.slice(0, limit));
  };
  await assert.rejects(
    readPages({ fromUs: at(0), toUs: at(500) }, deaf, () => undefined, 10),
    /^LabError: after \d+ requests Jaeger still returns as many traces for a shorter time$/,
  );
  assert.ok(asked < 350, `${asked} searches`);
});

test('a store that gives no more of a moment than a page is taken at its word, and the moment is named', async () => {
  const traces = Array.from({ length: 50 }, (_, i) => starting(10, i));
  const whole = store(traces, (found) => found);
  const small = (query: TraceQuery): Promise<Trace[]> =>
    query.limit > 10 ? Promise.reject(new TooManyAskedFor('too many')) : whole(query);
  const taken = new Set<string>();
  const { pageSize, cutAt } = await readPages(
    { fromUs: at(0), toUs: at(500) },
    small,
    (page) => page.forEach(({ traceId }) => taken.add(traceId)),
    10,
  );
  assert.equal(pageSize, 10);
  assert.equal(taken.size, 10);
  assert.ok(cutAt.length > 0 && cutAt.every((us) => Math.abs(us - at(10)) <= 1), String(cutAt));
});

test('a page that fails while another is looked at is one failure, and handled', async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  let asked = 0;
  const breaking = (): Promise<Trace[]> => {
    asked += 1;
    const call = asked;
    if (call > 3) return Promise.reject(new Error('cut off'));
    return Promise.resolve(
      Array.from({ length: 10 }, (_, i) => starting(call * 10 + i, call * 10 + i)),
    );
  };
  const query = { fromUs: at(0), toUs: at(500) };
  await assert.rejects(
    readPages(query, breaking, () => undefined, 10),
    /cut off/,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', listen);
  assert.deepEqual(unhandled, []);
});

test('a Jaeger that always brings a full page of new traces is given up at the most that are wanted', async () => {
  let n = 0;
  const endless = ({ fromUs, toUs, limit }: TraceQuery): Promise<Trace[]> => {
    const middleMs = (fromUs + toUs) / 2000 - EPOCH_MS;
    return Promise.resolve(Array.from({ length: limit }, () => starting(middleMs, (n += 1))));
  };
  const taken: string[] = [];
  const { isFull } = await readPages(
    { fromUs: at(0), toUs: at(3_600_000), maxTraces: 105 },
    endless,
    (page) => taken.push(...page.map(({ traceId }) => traceId)),
    10,
  );
  assert.equal(isFull, true);
  assert.equal(taken.length, 105);
});
