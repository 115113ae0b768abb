import { isWanted } from '../../analysis/trace-filter.ts';
import { isComplete } from '../../model/assemble.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { Trace } from '../../model/trace.ts';
import { micros } from '../../model/units.ts';
import type { Clock } from '../../base/clock.ts';
import { filterOf, MOST_TRACES } from '../shell/trace-options.ts';
import type { TraceSource } from './trace-source.ts';

/** How often Jaeger is asked, and how far back: a trace may arrive that long after its request began. */
const EVERY_MS = 1000;
const BACK_MS = 60_000;
/** What is still incomplete by then stays so. */
const PATIENCE_MS = 20_000;

export interface Watching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; earlier traces are not of interest. */
  readonly since: number;
}

/**
 * The traces that Jaeger gets from now on, each once: a complete one when it did not change between two questions, any
 * other after 20 s. Yields after each question, also without any.
 *
 * @throws LabError when Jaeger does not answer; Interrupted when the signal fires
 */
export async function* newTraces(
  { client, choice }: Pick<TraceSource, 'client' | 'choice'>,
  { clock, signal, since }: Watching,
): AsyncGenerator<Trace[]> {
  const seen = new Set<string>();
  let before = new Map<string, number>();
  for (;;) {
    const now = clock.now();
    const traces = await asked(client, Math.max(since, now - BACK_MS), now, choice.service);
    const isDone = (trace: Trace): boolean => {
      const isSame = before.get(trace.traceId) === trace.spans.length;
      const ageMs = now - (trace.spans[0]?.startUs ?? 0) / 1000;
      return isSame && (isComplete(trace) || ageMs > PATIENCE_MS);
    };
    const done = traces.filter((trace) => !seen.has(trace.traceId) && isDone(trace));
    before = new Map(traces.map(({ traceId, spans }) => [traceId, spans.length]));
    for (const { traceId } of done) seen.add(traceId);
    yield done.filter((trace) => isWanted(trace, filterOf(choice)));
    await clock.sleep(EVERY_MS, signal);
  }
}

async function asked(
  client: JaegerClient,
  fromMs: number,
  toMs: number,
  service: string | undefined,
): Promise<Trace[]> {
  const traces: Trace[] = [];
  const window = {
    fromUs: micros(Math.floor(fromMs * 1000)),
    toUs: micros(Math.ceil(toMs * 1000)),
  };
  await client.allTraces({ ...window, service, maxTraces: MOST_TRACES }, (some) => {
    traces.push(...some);
  });
  return traces;
}
