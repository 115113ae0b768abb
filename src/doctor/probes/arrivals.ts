import { mapBounded } from '../../base/bounded.ts';
import { attributeOf } from '../../analysis/attribute-of.ts';
import { isNPlusOne, repeatedCalls } from '../../analysis/n-plus-one.ts';
import { HTTP_METHOD } from '../../analysis/semantic-keys.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { Span, Trace } from '../../model/trace.ts';
import type { DirectFacts } from '../facts.ts';
import type { Patience } from './jaeger.ts';
import type { OwnSpan } from '../../jaeger/own-spans.ts';

/** A request whose spans are awaited. */
export interface Awaited {
  readonly service: string;
  readonly span: OwnSpan;
  readonly calls: readonly string[];
  /** Nothing more can come, whatever is missing: it is clear why. */
  readonly isSettled: (arrival: Arrival) => boolean | Promise<boolean>;
}

export type Arrival = Pick<
  DirectFacts,
  'arrivedAs' | 'reached' | 'hasCallSpans' | 'waitedMs' | 'clockOffMs' | 'repeats'
>;

const AT_ONCE = 8;
const PAUSE_MS = 40;
/** Once the others are there, what is late is late for a reason, which may already be in a log. */
const LOOK_FOR_REASONS_AFTER_MS = 2_500;

/**
 * Waits until the spans of each request are in its trace, or it is clear that they do not come. What one service sent at
 * once may become readable bit by bit: a trace is whole when it has what is expected and no longer grows.
 */
export async function awaitArrivals(
  requests: readonly Awaited[],
  client: JaegerClient,
  { clock, signal, waitMs }: Patience,
): Promise<Arrival[]> {
  const beganAt = clock.now();
  const looks = requests.map((request): Look => ({ request, arrival: nothing(0), spans: 0 }));
  for (;;) {
    const waitedMs = clock.now() - beganAt;
    await mapBounded(looks.filter(isOpen), AT_ONCE, async (look) => {
      const trace = await client.trace(look.request.span.traceId);
      const spans = trace?.spans.length ?? 0;
      look.isStill = spans > 0 && spans === look.spans;
      if (look.isStill && look.arrival.arrivedAs !== undefined) return;
      look.spans = spans;
      look.arrival = trace ? arrivalIn(trace, look.request, waitedMs) : nothing(waitedMs);
    });
    const left = looks.filter(isOpen);
    const isOver =
      left.length === 0 ||
      waitedMs >= waitMs ||
      (waitedMs >= LOOK_FOR_REASONS_AFTER_MS && (await areSettled(left)));
    if (isOver) return looks.map(({ arrival }) => arrival);
    await clock.sleep(PAUSE_MS, signal);
  }
}

interface Look {
  readonly request: Awaited;
  arrival: Arrival;
  spans: number;
  isStill?: boolean;
}

const nothing = (waitedMs: number): Arrival => ({ reached: [], waitedMs });

const isOpen = ({ request, arrival, isStill }: Look): boolean =>
  isStill !== true ||
  arrival.arrivedAs === undefined ||
  !request.calls.every((callee) => arrival.reached.includes(callee));

async function areSettled(left: readonly Look[]): Promise<boolean> {
  for (const { request, arrival } of left) if (!(await request.isSettled(arrival))) return false;
  return true;
}

function arrivalIn(trace: Trace, { span }: Awaited, waitedMs: number): Arrival {
  const own = trace.spans.find(({ parentSpanId }) => parentSpanId === span.spanId);
  if (!own) return nothing(waitedMs);
  const below = new Set<string>();
  const { service } = own.resource;
  const isCall = (span: Span): boolean =>
    span.kind === 'client' && span.resource.service === service;
  const hasCallSpans = trace.spans.some(isCall);
  const open = [...trace.children(own.spanId)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    below.add(at.resource.service);
    open.push(...trace.children(at.spanId));
  }
  return {
    ...{ arrivedAs: service, reached: [...below], hasCallSpans, waitedMs },
    clockOffMs: clockOff(own, span),
    repeats: repeatsBelow(own, trace),
  };
}

/** More than two clocks of one machine can differ by. */
const CLOCK_MS = 100;

/** A service begins after it was asked and before it has answered, or its clock is wrong. */
function clockOff({ startUs }: Span, asked: OwnSpan): number | undefined {
  const startMs = startUs / 1000;
  if (startMs < asked.startMs - CLOCK_MS) return Math.round(startMs - asked.startMs);
  return startMs > asked.endMs + CLOCK_MS ? Math.round(startMs - asked.endMs) : undefined;
}

/** The calls between services that one span repeated most often. */
function repeatsBelow(own: Span, trace: Trace): DirectFacts['repeats'] {
  const found = repeatedCalls(trace).filter(
    ({ parent, spans, verdict }) =>
      parent.resource.service === own.resource.service &&
      spans.some((one) => attributeOf(one, HTTP_METHOD) !== undefined) &&
      (verdict === 'retries' || isNPlusOne({ verdict })),
  );
  const [most] = found.toSorted((a, b) => b.spans.length - a.spans.length);
  if (!most) return undefined;
  return { callee: most.callee ?? most.name, calls: most.spans.length, retries: most.retries };
}
