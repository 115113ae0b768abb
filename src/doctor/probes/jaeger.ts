import type { Clock } from '../../base/clock.ts';
import { Interrupted } from '../../base/errors.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { micros } from '../../model/units.ts';
import { ask } from '../../runtime/probe.ts';
import { LISTED_WITHIN_MS } from '../verdicts/jaeger.ts';
import type { JaegerFacts, MarkedFacts, Reach } from '../facts.ts';
import type { OwnSpan } from '../../jaeger/own-spans.ts';
import { DOCTOR } from '../../jaeger/own-spans.ts';
import { newIds, refusedSignals, sendSpans } from './own-span.ts';
import { problemOf } from './problem-of.ts';

export interface JaegerUnderTest {
  readonly client: JaegerClient;
  /** "http://127.0.0.1:4318" */
  readonly otlpHttp: string;
  /** For the server in front of it; a lab's needs none. */
  readonly credentials?: Credentials | undefined;
  /** "127.0.0.1:4317"; undefined where it is not known. */
  readonly otlpGrpc?: { readonly host: string; readonly port: number } | undefined;
  readonly ports: JaegerFacts['ports'];
  /** It is known to write spans late. */
  readonly isLate?: boolean;
}

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For what was sent to be found. */
  readonly waitMs: number;
}

const MARKED = 5;
const POLL_MS = 25;

/** Tries Jaeger's ports, then sends marked spans and reads them back. */
export async function probeJaeger(
  jaeger: JaegerUnderTest,
  patience: Patience,
): Promise<JaegerFacts> {
  const { client, otlpHttp, otlpGrpc, ports, credentials } = jaeger;
  const [query, http] = await Promise.all([
    probeQuery(client),
    sendSpans(otlpHttp, [], credentials),
  ]);
  const answers = query.problem === undefined && http.problem === undefined;
  // Without the rest of Jaeger, the verdict is clear and one try is enough.
  const grpc = otlpGrpc && (await probeGrpc(otlpGrpc, answers ? patience.waitMs : 0, patience));
  return {
    query,
    otlpHttp: http,
    otlpGrpc: otlpGrpc && { url: `http://${otlpGrpc.host}:${otlpGrpc.port}`, problem: grpc },
    ports,
    marked: answers ? await probeMarkedFairly(jaeger, patience) : NONE,
    // It only says why it takes no OTLP.
    version:
      query.problem !== undefined || http.problem === undefined
        ? undefined
        : await versionOf(client),
    refuses: http.problem === undefined ? await refusedSignals(otlpHttp, credentials) : undefined,
  };
}

/** Where Jaeger 1 serves its metrics, unless it is configured otherwise. */
const ADMIN_PORT = 14269;
const ADMIN_WITHIN_MS = 1_000;

/** As its page names it; a build without a page names it in its metrics. */
const versionOf = async (client: JaegerClient): Promise<string | undefined> =>
  (await client.version()) ?? (await builtVersion(new URL(client.url).hostname));

async function builtVersion(host: string): Promise<string | undefined> {
  const url = `http://${host}:${ADMIN_PORT}/metrics`;
  try {
    const text = await (await fetch(url, { signal: AbortSignal.timeout(ADMIN_WITHIN_MS) })).text();
    return /^jaeger_build_info\{.*version="v?(\d[^"]*)"/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

const NONE: MarkedFacts = { sent: 0, readableMs: [], waitedMs: 0, traceIds: [] };

/** Looks once more for the marked spans that could be read: a store that is full has dropped them for newer ones. */
export async function probeAgain(jaeger: JaegerFacts, client: JaegerClient): Promise<JaegerFacts> {
  const { traceIds } = jaeger.marked;
  const found = await Promise.all(traceIds.map((id) => client.trace(id)));
  const gone = found.filter((trace) => trace === undefined).length;
  return { ...jaeger, marked: { ...jaeger.marked, gone } };
}

async function probeQuery(client: JaegerClient): Promise<Reach> {
  try {
    await client.services();
    return { url: client.url };
  } catch (thrown) {
    if (thrown instanceof Interrupted) throw thrown;
    return { url: client.url, ...problemOf(thrown) };
  }
}

/** One try on a busy machine proves nothing. @returns undefined when it answers in time, else the last reason */
async function probeGrpc(
  { host, port }: { readonly host: string; readonly port: number },
  waitMs: number,
  patience: Patience,
): Promise<string | undefined> {
  let problem: string | undefined;
  const answers = async (): Promise<boolean> => {
    problem = await ask({ kind: 'http2', port: 'otlp-grpc' }, host, port);
    return problem === undefined;
  };
  await timeUntil(answers, { ...patience, waitMs });
  return problem;
}

/** Slow once may be a machine that is busy: what is slow is measured again, and a second one that is not counts. */
async function probeMarkedFairly(
  jaeger: JaegerUnderTest,
  patience: Patience,
): Promise<MarkedFacts> {
  const first = await probeMarked(jaeger, patience);
  if (jaeger.isLate || !isSlow(first)) return first;
  const second = await probeMarked(jaeger, patience);
  return isSlow(second) ? first : second;
}

const isSlow = ({ sent, readableMs, listedMs = Infinity }: MarkedFacts): boolean =>
  sent > 0 && (readableMs.length < sent || listedMs > LISTED_WITHIN_MS);

async function probeMarked(
  { client, otlpHttp, credentials }: JaegerUnderTest,
  patience: Patience,
): Promise<MarkedFacts> {
  const { clock } = patience;
  const startMs = clock.now();
  // Jaeger's index in Cassandra keeps one of several spans that begin at the same moment.
  const spans = Array.from({ length: MARKED }, (_, i): OwnSpan => {
    const began = startMs - i;
    return { ...newIds(), name: 'marked span', startMs: began, endMs: began + 1 };
  });
  const accepted: OwnSpan[] = [];
  const readable = await Promise.all(
    spans.map(async (span) => {
      // Sent again: on a busy machine one POST may time out.
      const isAccepted = async (): Promise<boolean> =>
        (await sendSpans(otlpHttp, [span], credentials)).problem === undefined;
      if ((await timeUntil(isAccepted, patience)) === undefined) return undefined;
      accepted.push(span);
      return timeUntil(async () => (await client.trace(span.traceId)) !== undefined, patience);
    }),
  );
  const readableMs = readable.flatMap((ms) => ms ?? []);
  const read = spans.filter((_, i) => readable[i] !== undefined);
  const listedMs =
    readableMs.length === 0
      ? undefined
      : await timeUntil(() => isListed(client, accepted, startMs, clock.now()), patience);
  return {
    ...{ sent: accepted.length, readableMs, listedMs, waitedMs: clock.now() - startMs },
    traceIds: read.map(({ traceId }) => traceId),
  };
}

const DAY_MS = 86_400_000;

async function isListed(
  client: JaegerClient,
  spans: readonly OwnSpan[],
  startMs: number,
  nowMs: number,
): Promise<boolean> {
  if (!(await client.services()).includes(DOCTOR)) return false;
  const found = await client.traces({
    service: DOCTOR,
    fromUs: micros((startMs - 1000) * 1000),
    toUs: micros((nowMs + DAY_MS) * 1000),
    limit: 200,
  });
  const ids = new Set(found.map(({ traceId }) => traceId));
  return spans.every(({ traceId }) => ids.has(traceId));
}

/** How long it takes until something is true, ms; undefined when it is not in time. */
async function timeUntil(
  isTrue: () => Promise<boolean>,
  { clock, signal, waitMs }: Patience,
): Promise<number | undefined> {
  const beganAt = clock.now();
  while (!(await isTrue())) {
    if (clock.now() - beganAt >= waitMs) return undefined;
    await clock.sleep(POLL_MS, signal);
  }
  return clock.now() - beganAt;
}
