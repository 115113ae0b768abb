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

/** Where nothing shows that a link leads to the trace, so many are searched for one. */
const MOST_UNASKED = 100;
/** An old Jaeger is searched service by service. */
const MOST_SERVICES = 30;
const MOST_OF_TRACE = 10;

/**
 * Other traces that have to do with this one: those that its links lead to; those of the next minute that link to it, of
 * more traces where a message leaves it; the other half of one whose id was cut to 64 bits.
 */
export async function readAround(trace: Trace, client: JaegerClient): Promise<LinkedTraces> {
  const cut = isUnanswered(trace) ? cutId(trace.traceId) : undefined;
  const ids = [...linkedIds([trace]).slice(0, MOST_LINKED), ...(cut === undefined ? [] : [cut])];
  const found = await readAll(ids, client);
  const isHalf = isSecondHalf(trace);
  const isWorthMore = isHalf || sendsMessages(trace);
  const { startUs, durationUs } = extentOf(trace);
  const window = {
    fromUs: micros(startUs - (isHalf ? AROUND_US : 0)),
    toUs: micros(startUs + durationUs + AROUND_US),
    maxTraces: isWorthMore ? MOST_AROUND : MOST_UNASKED,
  };
  await optional(async () => {
    const services = isWorthMore ? [undefined] : await servicesToSearch(trace, client);
    for (const service of services)
      await client.allTraces({ ...window, service }, (traces) => {
        for (const one of traces) if (isAbout(one, trace.traceId)) found.set(one.traceId, one);
      });
  });
  return found;
}

/** Of many services those of the trace: a link mostly leads back to the service that made the span. */
async function servicesToSearch(
  { spans }: Trace,
  client: Pick<JaegerClient, 'services'>,
): Promise<readonly (string | undefined)[]> {
  const all = await client.services();
  if (all.length <= MOST_SERVICES) return [undefined];
  return [...new Set(spans.map(({ resource }) => resource.service))].slice(0, MOST_OF_TRACE);
}

/**
 * The other halves of traces whose ids a service cut to 64 bits, where they are not among these traces: those that begin
 * with a root of their own are asked for by id, those of which only the second half was read are searched for around it.
 */
export async function readHalves(
  traces: readonly Trace[],
  client: JaegerClient,
): Promise<readonly Trace[]> {
  const known = new Set(traces.map(({ traceId }) => traceId));
  const cuts = traces.filter(isUnanswered).flatMap(({ traceId }) => cutId(traceId) ?? []);
  const unknown = cuts.filter((id) => !known.has(id)).slice(0, MOST_LINKED);
  const found = await readAll(unknown, client);
  const second = traces.filter((trace) => isSecondHalf(trace));
  const lone = new Set(second.map(({ traceId }) => traceId));
  if (lone.size > 0) {
    const starts = second.map((trace) => extentOf(trace).startUs);
    const window = {
      fromUs: micros(Math.min(...starts) - AROUND_US),
      toUs: micros(Math.max(...starts) + AROUND_US),
      maxTraces: MOST_AROUND,
    };
    await optional(() =>
      client.allTraces(window, (others) => {
        for (const one of others)
          if (lone.has(cutId(one.traceId) ?? '')) found.set(one.traceId, one);
      }),
    );
  }
  return Array.from(found.values()).filter((trace) => trace !== undefined);
}

/** Its id may have been cut, and what is above its first span is not in it. */
const isSecondHalf = ({ traceId, problems }: Trace): boolean =>
  cutId(traceId) === undefined && problems.length > 0;

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
