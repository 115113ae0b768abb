import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { call, EPOCH_US, span, traceOf } from './trace-builder.ts';
import { tutorialTraces } from './tutorial-traces.ts';

/** Names as an attacker, or a bug, would send them. */
export const HOSTILE = {
  service: '<img src=x onerror=alert(1)>',
  operation: '</script><script>alert(2)</script><!--',
  control: 'a\u0000\u001b[31mred\u0007\nline',
  rightToLeft: '\u202egnp.exe\u202c שלום',
  long: 'x'.repeat(10_000),
} as const;

/** A trace whose names are all hostile. */
export function hostileTrace(): Trace {
  const { service, operation, control, rightToLeft, long } = HOSTILE;
  const root = span(service, operation, [0, 900], { kind: 'server' }, [
    span(rightToLeft, control, [10, 400], {
      attributes: { [operation]: service, [long]: long, [control]: rightToLeft },
      status: 'error',
      statusMessage: `${operation}${long}`,
      events: [
        { name: operation, timeUs: micros(EPOCH_US + 50_000), attributes: { [service]: control } },
        {
          name: 'exception',
          timeUs: micros(EPOCH_US + 60_000),
          attributes: { 'exception.message': long },
        },
      ],
    }),
    span(long, long, [400, 800]),
  ]);
  return traceOf([root], 'ab'.repeat(16));
}

/** A request that makes the same call again and again, and one that fails. */
export function oddTraces(): Trace[] {
  const calls = Array.from({ length: 8 }, (_, i) =>
    call('cart', 'stock', 'GET /item/{id}', {
      client: [10 + 40 * i, 45 + 40 * i],
      server: [12 + 40 * i, 43 + 40 * i],
    }),
  );
  const repeated = span('cart', 'GET /cart', [0, 400], { kind: 'server' }, calls);
  const failed = span('cart', 'GET /cart', [0, 300], { kind: 'server', status: 'error' }, [
    span('cart', 'charge', [20, 200], { status: 'error', statusMessage: 'card declined' }),
  ]);
  return [traceOf([repeated], 'c1'.repeat(16)), traceOf([failed], 'c2'.repeat(16))];
}

/** Milliseconds between the starts of two traces. */
const APART_MS = 400;

/** When the traces begin: the last one a little before `now`, in milliseconds since the epoch. */
export const startingBefore =
  (now: number, count: number) =>
  (index: number): number =>
    (Math.floor(now) - 30_000 - (count - index) * APART_MS) * 1000;

/** What the pages are tested with: the tutorial, odd traces, and a hostile one. */
export const viewerTraces = (): Trace[] => [...tutorialTraces(30), ...oddTraces(), hostileTrace()];
