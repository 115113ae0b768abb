import { setMaxListeners } from 'node:events';
import { LONGEST_TIMER_MS, realClock, type Clock } from '../base/clock.ts';
import { EXIT, LabError } from '../base/errors.ts';
import { byWeight } from './by-weight.ts';
import { closedLoop } from './closed-loop.ts';
import type { Target } from './connection.ts';
import { Connections } from './connections.ts';
import { type CarriedFault, carrying } from './fault.ts';
import { openLoop } from './open-loop.ts';
import type { RequestRecord } from './request-record.ts';
import { plannedRequests, type Plan } from './schedule.ts';

/** One of several kinds of request. */
export interface WeightedRequest {
  /** As the records of its requests have it. */
  readonly name: string;
  readonly url: string;
  readonly method?: string | undefined;
  /** How often it is chosen beside the others; more than 0. */
  readonly weight: number;
}

export interface DriveOptions {
  /** http or https. Redirects are not followed; the connection is kept between requests. */
  readonly url: string;
  /** What is sent instead of `url` alone, by weight, in the same order in each run. */
  readonly requests?: readonly WeightedRequest[] | undefined;
  /** What a part of the requests carries as baggage. */
  readonly faults?: readonly CarriedFault[] | undefined;
  readonly plan: Plan;
  /** For one request, from the moment it is tried to the end of its answer's body. */
  readonly timeoutMs: number;
  readonly method?: string;
  /** Waits out the pauses of a closed loop. */
  readonly clock?: Pick<Clock, 'sleep'>;
  /** How many requests of an open loop may be unanswered at a time. */
  readonly maxInFlight?: number;
}

const DEFAULT_MAX_IN_FLIGHT = 256;

/**
 * Sends the requests of a plan and hands over a record of each as it ends, well or not.
 *
 * Resolves when all have ended and no socket is left; also when `signal` fires: then nothing more is sent, what is
 * under way is cancelled and leaves no record, and the records so far are those of a run cut short.
 *
 * @throws LabError for a URL that is none, RangeError for a plan that cannot be driven, whatever `onRecord` throws
 */
export async function drive(
  options: DriveOptions,
  onRecord: (record: RequestRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  plannedRequests(options.plan);
  const timeoutMs = Math.min(options.timeoutMs, LONGEST_TIMER_MS);
  const connections = new Connections(withFaults(targetsOf(options), options.faults), timeoutMs);
  const stop = new AbortController();
  // Every worker listens while it pauses.
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

function withFaults(choose: () => Target, faults: readonly CarriedFault[] = []): () => Target {
  if (faults.length === 0) return choose;
  const faultOfNext = carrying(faults);
  return () => ({ ...choose(), fault: faultOfNext() });
}

/** Whom each request goes to. */
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

function targetOf({ url, method = 'GET' }: Pick<WeightedRequest, 'url' | 'method'>): Target {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new LabError(`"${url}" is not the URL of an HTTP service`, {
      hint: 'give one such as http://localhost:5000/process',
      exitCode: EXIT.usage,
    });
  }
  const path = parsed.pathname + parsed.search;
  return { origin: parsed.origin, path, method };
}
