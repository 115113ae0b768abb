import { linkedIds, sendsMessages, type LinkedTraces } from '../../analysis/links.ts';
import { cutId } from '../../analysis/split-id.ts';
import { extentOf } from '../../analysis/trace-summary.ts';
import { mapBounded } from '../../base/bounded.ts';
import { Interrupted, LabError } from '../../base/errors.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { Trace } from '../../model/trace.ts';
import { micros } from '../../model/units.ts';

const AT_ONCE = 4;
/** Of one answer. */
export const MOST_LINKED = 100;

/** The traces that links of these lead to, at most 100 of them. What Jaeger cannot answer counts as not read. */
export async function readLinked(
  traces: readonly Trace[],
  client: Pick<JaegerClient, 'trace'>,
): Promise<LinkedTraces> {
  return readAll(linkedIds(traces).slice(0, MOST_LINKED), client);
}

async function readAll(
  ids: readonly string[],
  client: Pick<JaegerClient, 'trace'>,
): Promise<Map<string, Trace | undefined>> {
  const found = new Map<string, Trace | undefined>();
  await mapBounded(ids, AT_ONCE, (id) =>
    optional(async () => void found.set(id, await client.trace(id))),
  );
  return found;
}

const AROUND_US = 60_000_000;
const MOST_AROUND = 500;

/**
 * Other traces that have to do with this one: those that its links lead to; where a message leaves it, those of the next
 * minute that may link to it; the other half of one whose id was cut to 64 bits.
 */
export async function readAround(trace: Trace, client: JaegerClient): Promise<LinkedTraces> {
  const cut = isUnanswered(trace) ? cutId(trace.traceId) : undefined;
  const ids = [...linkedIds([trace]).slice(0, MOST_LINKED), ...(cut === undefined ? [] : [cut])];
  const found = await readAll(ids, client);
  const isHalf = cutId(trace.traceId) === undefined && trace.problems.length > 0;
  if (!isHalf && !sendsMessages(trace)) return found;
  const { startUs, durationUs } = extentOf(trace);
  const window = {
    fromUs: micros(startUs - (isHalf ? AROUND_US : 0)),
    toUs: micros(startUs + durationUs + AROUND_US),
    maxTraces: MOST_AROUND,
  };
  await optional(() =>
    client.allTraces(window, (traces) => {
      for (const one of traces) if (isAbout(one, trace.traceId)) found.set(one.traceId, one);
    }),
  );
  return found;
}

/** Whether some call of it has nothing below. */
const isUnanswered = (trace: Trace): boolean =>
  trace.spans.some(
    ({ kind, spanId }) =>
      (kind === 'client' || kind === 'producer') && trace.children(spanId).length === 0,
  );

const isAbout = (other: Trace, traceId: string): boolean =>
  other.traceId !== traceId &&
  (cutId(other.traceId) === traceId ||
    other.spans.some(({ links }) => links.some((link) => link.traceId === traceId)));

/** A nicety: without it the answer is still one. */
async function optional(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown instanceof Interrupted) throw thrown;
  }
}
