import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TooManyAskedFor } from '../../src/jaeger/failures.ts';
import type { TraceQuery } from '../../src/jaeger/query.ts';
import { readSpread } from '../../src/jaeger/spread.ts';
import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const EPOCH_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const at = (ms: number) => micros((EPOCH_MS + ms) * 1000);
const starting = (startMs: number, i: number): Trace =>
  traceOf([span('s', 'x', [startMs, startMs + 1])], i.toString(16).padStart(32, '0'));

/** Gives the newest traces that begin in the window, at most `limit`. @param holds a larger limit is refused */
function store(starts: readonly number[], holds = Infinity) {
  const traces = starts.toSorted((a, b) => b - a).map(starting);
  return ({ fromUs, toUs, limit }: TraceQuery): Promise<Trace[]> => {
    if (limit > holds) throw new TooManyAskedFor('too many', { hint: '' });
    const isInside = ({ spans: [first] }: Trace): boolean =>
      first !== undefined && first.startUs >= fromUs && first.startUs <= toUs;
    return Promise.resolve(traces.filter(isInside).slice(0, limit));
  };
}

async function read(
  ask: ReturnType<typeof store>,
  maxTraces: number,
  pageSize = 1000,
  lengthMs = HOUR_MS,
  maxSpans = Infinity,
) {
  const starts: number[] = [];
  const ids = new Set<string>();
  const query = { fromUs: at(0), toUs: at(lengthMs), maxTraces, maxSpans };
  const take = (traces: readonly Trace[]): void => {
    for (const { traceId, spans } of traces) {
      ids.add(traceId);
      starts.push((spans[0]?.startUs ?? 0) / 1000 - EPOCH_MS);
    }
  };
  const pages = await readSpread(query, ask, take, pageSize);
  assert.equal(ids.size, starts.length, 'each once');
  return { ...pages, starts };
}

const evenly = (n: number): number[] => Array.from({ length: n }, (_, i) => (i * HOUR_MS) / n);

describe('more traces than may be read', () => {
  test('are read from all parts of the window alike, and not only the newest', async () => {
    const { starts, isFull } = await read(store(evenly(20_000)), 1000);
    assert.deepEqual([starts.length, isFull], [1000, true]);
    const perTwentieth = Array.from({ length: 20 }, (_, part) =>
      starts.filter((ms) => Math.floor((ms * 20) / HOUR_MS) === part),
    );
    for (const part of perTwentieth) assert.ok(part.length >= 45, String(part.length));
  });

  test('leave to dense parts what sparse ones do not need', async () => {
    const burst = Array.from({ length: 3000 }, (_, i) => HOUR_MS / 2 + i);
    const { starts } = await read(store([...evenly(40), ...burst]), 2000, 500);
    assert.equal(starts.length, 2000);
    const sparse = starts.filter((ms) => ms < HOUR_MS / 2 || ms >= HOUR_MS / 2 + 3000);
    assert.ok(sparse.length >= 38, String(sparse.length));
  });
});

test('more spans than may be read end it as well, after no more than a page too many', async () => {
  const { starts, isFull, hasMostSpans } = await read(
    store(evenly(20_000)),
    5000,
    100,
    HOUR_MS,
    700,
  );
  assert.deepEqual([isFull, hasMostSpans], [true, true]);
  assert.ok(starts.length >= 700 && starts.length <= 1000, String(starts.length));
});

test('what fits into one response is all, however many spans it has', async () => {
  const { starts, isFull } = await read(store(evenly(300)), 5000, 1000, HOUR_MS, 200);
  assert.deepEqual([starts.length, isFull], [300, false]);
});

test('where all can be read, one response is enough, or as many as they need', async () => {
  const few = await read(store(evenly(300)), 10_000);
  assert.deepEqual([few.starts.length, few.pages, few.isFull], [300, 1, false]);
  const more = await read(store(evenly(5000)), 10_000);
  assert.deepEqual([more.starts.length, more.isFull], [5000, false]);
  assert.ok(more.pages <= 25, String(more.pages));
});

test('as many as may be read are all, and one more shows that there are more', async () => {
  const all = await read(store(evenly(50)), 50);
  assert.deepEqual([all.starts.length, all.isFull, all.hasMore], [50, false, undefined]);
  const some = await read(store(evenly(51)), 50);
  assert.deepEqual([some.starts.length, some.isFull, some.hasMore], [50, true, true]);
});

test('a large most needs no more requests than the traces that are there', async () => {
  const burst = Array.from({ length: 5000 }, (_, i) => HOUR_MS / 2 + i);
  const { starts, pages, isFull } = await read(store(burst), 1_000_000);
  assert.deepEqual([starts.length, isFull], [5000, false]);
  assert.ok(pages <= 45, String(pages));
});

test('what was read of a part is not read again', async () => {
  const burst = Array.from({ length: 9000 }, (_, i) => HOUR_MS / 2 + i / 10);
  const whole = store(burst);
  let given = 0;
  const counting = async (query: TraceQuery): Promise<Trace[]> => {
    const traces = await whole(query);
    given += traces.length;
    return traces;
  };
  for (const most of [10_000, 100_000]) {
    given = 0;
    const { starts } = await read(counting, most);
    assert.equal(starts.length, 9000);
    // The first page, and what is under way where a part is left.
    assert.ok(given <= 9000 + 4000, `${given} of 9,000 for --max-traces ${most}`);
  }
});

test('a store that refuses a large limit is read all the same', async () => {
  const { starts } = await read(store(evenly(300), 100), 10_000);
  assert.equal(starts.length, 300);
});

test('a store that always gives new traces is left at the most that are wanted', async () => {
  let n = 0;
  const endless = ({ fromUs, limit }: TraceQuery): Promise<Trace[]> => {
    const ms = fromUs / 1000 - EPOCH_MS;
    return Promise.resolve(Array.from({ length: limit }, () => starting(ms + 1, (n += 1))));
  };
  const { starts, isFull } = await read(endless, 105, 10);
  assert.deepEqual([starts.length, isFull], [105, true]);
});

test('never more than the most, and all of them if they are no more', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(500), { maxLength: 60 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 4, max: 12 }),
      async (starts, most, pageSize) => {
        const found = await read(store(starts), most, pageSize, 500);
        assert.ok(found.starts.length <= most);
        // Of a moment with more traces than sixteen pages some are missing.
        if (found.cutAt.length === 0)
          assert.equal(found.starts.length, Math.min(most, starts.length));
      },
    ),
    { numRuns: 200 },
  );
});
