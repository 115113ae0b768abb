import { setMaxListeners } from 'node:events';
import { LONGEST_TIMER_MS, realClock, type Clock } from '../base/clock.ts';
import { httpUrlIn, notHttpUrl } from '../base/http-url.ts';
import type { Tls } from '../base/tls.ts';
import { byWeight } from './by-weight.ts';
import { closedLoop } from './closed-loop.ts';
import type { Target } from './connection.ts';
import { Connections } from './connections.ts';
import { type CarriedFault, carrying } from './fault.ts';
import { openLoop } from './open-loop.ts';
import { type IdSource, ownTraces } from './own-trace.ts';
import type { RequestRecord } from './request-record.ts';
import { plannedRequests, type Plan } from './schedule.ts';

/** One of several kinds of request. */
export interface WeightedRequest {
  /** As it appears in the records. */
  readonly name: string;
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Its share compared with the others; more than 0. */
  readonly weight: number;
}

export interface DriveOptions {
  /** http or https. Redirects are not followed; the connection is kept between requests. */
  readonly url: string;
  /** Requests to send instead of `url` alone, by weight, in the same order in each run. */
  readonly requests?: readonly WeightedRequest[] | undefined;
  /** Faults that a share of the requests carries as baggage. */
  readonly faults?: readonly CarriedFault[] | undefined;
  /** Where trace ids come from, by default only from responses. */
  readonly ids?: IdSource | undefined;
  /** Of the random numbers that deal the faults. */
  readonly seed?: number | undefined;
  readonly plan: Plan;
  /** Timeout of one request, from its start to the end of the response body. */
  readonly timeoutMs: number;
  readonly method?: string;
  /** For https. */
  readonly tls?: Tls | undefined;
  /** Times the pauses of a closed loop. */
  readonly clock?: Pick<Clock, 'sleep'>;
  /** The number of requests of an open loop that may be in flight at a time. */
  readonly maxInFlight?: number;
}

const DEFAULT_MAX_IN_FLIGHT = 256;

/**
 * Sends the requests of a plan and passes on a record of each when it ends, successful or not.
 *
 * Resolves when all have ended and all sockets are closed. When `signal` fires, sending stops and requests in flight
 * are cancelled without a record; the records so far are those of an interrupted run.
 *
 * @throws LabError for an invalid URL, RangeError for an invalid plan, and any error that `onRecord` throws
 */
export async function drive(
  options: DriveOptions,
  onRecord: (record: RequestRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  plannedRequests(options.plan);
  const timeoutMs = Math.min(options.timeoutMs, LONGEST_TIMER_MS);
  const connections = new Connections(
    withOwnTraces(withFaults(targetsOf(options), options), options),
    timeoutMs,
    options.tls,
  );
  const stop = new AbortController();
  // Every worker adds a listener while it pauses.
  setMaxListeners(0, stop.signal);
  const cut = (): void => {
    stop.abort();
    void connections.close();
  };
  signal.addEventListener('abort', cut, { once: true });
  if (signal.aborted) cut();

  const thrown: unknown[] = [];
  const record = (ended: RequestRecord): void => {
    try {
      onRecord(ended);
    } catch (failure) {
      thrown.push(failure);
      cut();
    }
  };
  try {
    await loop(options, connections, record, stop.signal);
  } finally {
    signal.removeEventListener('abort', cut);
    stop.abort();
    await connections.close();
  }
  if (thrown.length > 0) throw thrown[0];
}

async function loop(
  { plan, timeoutMs, clock = realClock, maxInFlight = DEFAULT_MAX_IN_FLIGHT }: DriveOptions,
  connections: Connections,
  onRecord: (record: RequestRecord) => void,
  stop: AbortSignal,
): Promise<void> {
  if (plan.kind === 'closed') await closedLoop(plan, connections, clock, onRecord, stop);
  else await openLoop(plan, connections, { timeoutMs, maxInFlight }, onRecord, stop);
}

function withFaults(
  choose: () => Target,
  { faults = [], seed = 0, plan }: DriveOptions,
): () => Target {
  if (faults.length === 0) return choose;
  const faultOfNext = carrying(faults, { seed, requests: plannedRequests(plan) });
  return () => ({ ...choose(), fault: faultOfNext() });
}

function withOwnTraces(choose: () => Target, { ids }: DriveOptions): () => Target {
  if (ids === undefined) return choose;
  const ownOfNext = ownTraces(ids);
  return () => ({ ...choose(), own: ownOfNext() });
}

/** The target of each request. */
function targetsOf({ url, method, requests = [] }: DriveOptions): () => Target {
  if (requests.length === 0) {
    const target = targetOf({ url, method });
    return () => target;
  }
  const targets = requests.map((request) => ({
    ...targetOf(request),
    request: request.name,
    weight: request.weight,
  }));
  return byWeight(targets);
}

type Sent = Pick<WeightedRequest, 'url' | 'method' | 'headers' | 'body'>;

function targetOf({ url, method = 'GET', headers, body }: Sent): Target {
  const parsed = httpUrlIn(url);
  if (!parsed) throw notHttpUrl(`"${url}"`, 'http://localhost:5000/process');
  const path = parsed.pathname + parsed.search;
  return { origin: parsed.origin, path, method, headers, body };
}
