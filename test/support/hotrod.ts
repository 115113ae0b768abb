import { mulberry32, type Random } from '../../src/base/random.ts';
import type { SpanEvent, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { EPOCH_US, span, traceOf, type SpanPlan } from './trace-builder.ts';

export interface HotrodShape {
  readonly seed: number;
  /** Calls to the route service, and how many workers of a pool make them. */
  readonly calls: number;
  readonly workers: number;
  /** Drivers that are fetched one by one, and the share of fetches that fails and is repeated. */
  readonly drivers: number;
  readonly retryShare: number;
  /** How long the statement waits for the only connection of the database; 0 for no wait. */
  readonly lockMs: number;
  /** `telemetry.sdk.language`: go has exact clocks. */
  readonly language?: string;
}

/** A trace as Jaeger's demo HotROD makes them, from the names of its spans to the order in which its pool works. */
export function hotrodTrace(shape: HotrodShape): Trace {
  const random = mulberry32(shape.seed);
  const between = (low: number, high: number): number => exact(low + random() * (high - low));
  const way: Way = { shape, random, between, options: { language: shape.language ?? 'go' } };
  const customer = customerCall(way, between(0.2, 2));
  const drivers = driverCall(way, customer.endUs / 1000 + between(0.05, 2));
  const routes = routeCalls(way, drivers.endUs / 1000 + between(0.05, 2));
  const last = Math.max(...[customer, drivers, ...routes].map(({ endUs }) => endUs)) / 1000;
  const end = last + between(0.05, 1);
  const server = {
    ...way.options,
    kind: 'server' as const,
    attributes: { 'http.route': '/dispatch' },
  };
  const root = span('frontend', '/dispatch', [0, end], server, [customer, drivers, ...routes]);
  return traceOf([root], shape.seed.toString(16).padStart(32, 'f'));
}

interface Way {
  readonly shape: HotrodShape;
  readonly random: Random;
  /** Milliseconds, in whole microseconds. */
  readonly between: (low: number, high: number) => number;
  readonly options: { readonly language: string };
}

const exact = (ms: number): number => Math.round(ms * 1000) / 1000;

const event = (name: string, ms: number): SpanEvent => ({
  ...{ name, timeUs: micros(EPOCH_US + Math.round(ms * 1000)), attributes: {} },
});

/** The server in its client, with what passes between them. */
function called(
  { options, between }: Way,
  from: string,
  to: readonly [service: string, name: string],
  start: number,
  below: (start: number) => readonly SpanPlan[],
  ownMs: number,
): SpanPlan {
  const begins = exact(start + between(0.1, 1));
  const children = below(begins);
  const last = Math.max(begins, ...children.map(({ endUs }) => endUs / 1000));
  const ends = exact(last + ownMs);
  const server = span(to[0], to[1], [begins, ends], { ...options, kind: 'server' }, children);
  const times = [start, exact(ends + between(0.1, 1))] as const;
  return span(from, 'HTTP GET', times, { ...options, kind: 'client' }, [server]);
}

/** The database has no server span: only the client, which says that it belongs to it. */
function customerCall(way: Way, start: number): SpanPlan {
  const { shape, between, options } = way;
  return called(
    way,
    'frontend',
    ['customer', '/customer'],
    start,
    (at) => {
      const from = exact(at + between(0.1, 1));
      const acquired = exact(from + shape.lockMs);
      const waits =
        shape.lockMs === 0 ? [] : [event('Waiting for lock behind 3 transactions', from + 0.02)];
      const events = [
        ...waits,
        event('Acquired lock; 0 transactions waiting behind', acquired + 0.03),
      ];
      const attributes = {
        'peer.service': 'mysql',
        'sql.query': `SELECT * FROM customer WHERE customer_id=${shape.seed}`,
      };
      const times = [from, exact(acquired + between(200, 400))] as const;
      return [
        span('mysql', 'SQL SELECT', times, { ...options, kind: 'client', events, attributes }),
      ];
    },
    between(0.1, 1),
  );
}

/** One driver after the other; a fetch that timed out is repeated. */
function driverCall(way: Way, start: number): SpanPlan {
  const { shape, between, options, random } = way;
  return called(
    way,
    'frontend',
    ['driver', 'FindNearest'],
    start,
    (at) => {
      let now = exact(at + between(0.1, 1));
      const redis = (name: string, ms: number, more: object = {}): SpanPlan => {
        const from = now;
        now = exact(from + ms);
        const one = span('redis', name, [from, now], { ...options, kind: 'client', ...more });
        now = exact(now + between(0.01, 0.3));
        return one;
      };
      const gets = [redis('FindDriverIDs', between(10, 30))];
      for (let driver = 0; driver < shape.drivers; driver += 1) {
        const attributes = { 'param.driverID': `T7${driver}C` };
        if (random() < shape.retryShare) {
          const timeout = {
            ...event('exception', now),
            attributes: { 'exception.message': 'redis timeout' },
          };
          gets.push(
            redis('GetDriver', between(25, 35), { status: 'error', events: [timeout], attributes }),
          );
        }
        gets.push(redis('GetDriver', between(5, 15), { attributes }));
      }
      return gets;
    },
    between(0.1, 1),
  );
}

/** A worker that is free takes the next call at once: within less than a millisecond. */
function routeCalls(way: Way, start: number): SpanPlan[] {
  const { shape, between } = way;
  const free = Array.from({ length: shape.workers }, () => exact(start + between(0, 0.3)));
  return Array.from({ length: shape.calls }, () => {
    const worker = free.indexOf(Math.min(...free));
    const one = called(
      way,
      'frontend',
      ['route', '/route'],
      free[worker] ?? 0,
      () => [],
      between(20, 80),
    );
    free[worker] = exact(one.endUs / 1000 + between(0.02, 0.9));
    return one;
  });
}
