import { mulberry32 } from '../../src/base/random.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf, type SpanPlan } from './trace-builder.ts';

/**
 * Requests to the tutorial's services as JavaScript's SDK records them on a machine whose event loops are late: starts
 * in whole milliseconds, servers that begin up to 25 ms after their client and, one in nine, end up to 6.4 ms after it.
 *
 * @param skewMs how far ahead the clock of the second service is; its work then takes at most 300 ms, because a late end by
 *   less than a tenth of a span proves nothing
 */
export function busyLab(requests: number, seed: number, skewMs = 0): Trace[] {
  const random = mulberry32(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const options = (kind: 'client' | 'server') => ({
    ...{ kind, language: 'nodejs', attributes: { 'http.response.status_code': 200 } },
  });
  /** The clock of starts knows whole milliseconds; lengths are exact. */
  const recorded = (start: number, end: number): [number, number] => {
    const whole = Math.floor(start);
    return [whole, whole + (end - start)];
  };
  const call = (
    to: string,
    name: string,
    at: number,
    workMs: number,
  ): { plan: SpanPlan; end: number } => {
    const begins = at + between(0.2, random() < 0.1 ? 25 : 3);
    const answered = begins + workMs + between(0, 2);
    const ends = answered + (random() < 1 / 9 ? between(0, 6.4) : between(0, 0.3));
    const end = answered + between(0.1, 3);
    const skew = to === 'enricher' ? skewMs : 0;
    const server = span(to, name, recorded(begins + skew, ends + skew), options('server'));
    return { plan: span('gateway', 'GET', recorded(at, end), options('client'), [server]), end };
  };
  return Array.from({ length: requests }, (_, n) => {
    const validated = call('validator', 'GET /validate', between(1, 40), between(0.5, 300));
    const enriched = call(
      'enricher',
      'GET /enrich',
      validated.end + between(0.1, 5),
      between(1, skewMs === 0 ? 800 : 300),
    );
    const times = recorded(0, enriched.end + between(0.5, 40));
    const root = span('gateway', 'GET /process', times, options('server'), [
      validated.plan,
      enriched.plan,
    ]);
    return traceOf([root], (seed * 100_000 + n + 1).toString(16).padStart(32, '0'));
  });
}
