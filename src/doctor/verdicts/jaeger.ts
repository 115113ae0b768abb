import type { Facts, JaegerFacts } from '../facts.ts';
import { type Finding, HERE } from './finding.ts';

/** The way of a span from Jaeger's port to the answer of a query. */
export const judgePath = (facts: Facts): Finding | undefined =>
  judgeApart(facts) ?? judgeStorage(facts) ?? judgeJaeger(facts);

/** Two settings may name one server: only spans that cannot be read show that they do not. */
function judgeApart({ apart, jaeger: { marked } }: Facts): Finding | undefined {
  if (!apart || areReadable(marked)) return undefined;
  const { odd, text, set } = apart;
  return {
    cause: 'storage',
    component: odd,
    tried: `${marked.sent} marked spans, and the settings of the components that write and read spans`,
    from: HERE,
    cameBack: `${marked.readableMs.length} readable by id; ${text}`,
    means: 'spans are stored where the query does not look for them',
    change: `set the same storage on collector and query alike: ${set} of ${odd} differs`,
  };
}

/** A Jaeger that waits for its storage takes no span at all. */
const areReadable = ({ sent, readableMs }: JaegerFacts['marked']): boolean =>
  sent > 0 && readableMs.length === sent;

/** A storage that refuses to write, or to read, is behind a Jaeger that is healthy itself. */
function judgeStorage({ storage, jaeger: { marked } }: Facts): Finding | undefined {
  if (!storage || areReadable(marked)) return undefined;
  return {
    cause: 'storage',
    component: 'jaeger',
    tried: `${marked.sent} marked spans, and the health of the storage`,
    from: HERE,
    cameBack: `${marked.readableMs.length} readable by id; ${storage.problem}`,
    means: 'the storage does not keep or return spans',
    change: storage.cure,
  };
}

/** Spans that arrive late hide nothing else: what services do wrong shows as well. */
export function judgeLate({ late, jaeger: { marked } }: Facts): Finding | undefined {
  if (!late) return undefined;
  const { component, ms, set } = late;
  return {
    cause: 'slow-storage',
    component,
    tried: `${marked.sent} marked spans, and the settings of ${component}`,
    from: HERE,
    cameBack: `readable by id after ${Math.min(...marked.readableMs)} to ${Math.max(...marked.readableMs)} ms; ${set} is ${ms} ms`,
    means: `${component} collects spans for up to ${ms} ms before it writes them to its storage`,
    change: `lower ${set} of ${component}`,
  };
}

/** How long a marked span may take to be listed before that is worth a finding. */
export const LISTED_WITHIN_MS = 3_000;

const AT_JAEGER = { component: 'jaeger', from: HERE };

function judgeJaeger({ jaeger, late }: Facts): Finding | undefined {
  const { query, otlpHttp, otlpGrpc } = jaeger;
  const shut = judgeAccess(jaeger);
  if (shut) return shut;
  if (query.problem !== undefined)
    return {
      ...AT_JAEGER,
      cause: 'down',
      tried: `Jaeger's query API at ${query.url}`,
      cameBack: query.problem,
      means: 'Jaeger does not answer',
      change: 'start Jaeger again',
    };
  if (otlpHttp.isGrpc)
    return {
      ...AT_JAEGER,
      cause: 'protocol',
      tried: `OTLP over HTTP at ${otlpHttp.url}`,
      cameBack: otlpHttp.problem ?? '',
      means: 'the server there speaks gRPC',
      change: 'use port 4317 with grpc, port 4318 with http/protobuf',
    };
  const old = withoutOtlp(jaeger);
  if (old) return old;
  const closed = [otlpHttp, otlpGrpc].find((one) => one?.problem !== undefined);
  if (closed)
    return {
      ...AT_JAEGER,
      cause: 'jaeger-otlp',
      tried: `OTLP at ${closed.url}`,
      cameBack: closed.problem ?? '',
      means: 'Jaeger answers queries, but takes no spans there',
      change:
        'Jaeger 1: COLLECTOR_OTLP_ENABLED=true; Jaeger 2: an otlp receiver that listens on 0.0.0.0',
    };
  return judgeMarked(jaeger, late !== undefined);
}

/** A server that asks for credentials runs: nothing has to be started again. */
function judgeAccess({ query, otlpHttp }: JaegerFacts): Finding | undefined {
  const tried = [
    { what: "Jaeger's query API", reach: query },
    { what: 'OTLP over HTTP', reach: otlpHttp },
  ];
  const shut = tried.find(({ reach }) => reach.access !== undefined);
  if (shut?.reach.access === undefined) return undefined;
  const { what, reach } = shut;
  return {
    ...AT_JAEGER,
    cause: 'access',
    tried: `${what} at ${reach.url}`,
    cameBack: reach.problem ?? '',
    means: 'a server is there, but TLS or the credentials do not let requests through',
    change: shut.reach.access,
  };
}

function judgeMarked({ otlpHttp, marked }: JaegerFacts, isKnownLate: boolean): Finding | undefined {
  if (marked.sent === 0)
    return {
      ...AT_JAEGER,
      cause: 'jaeger-otlp',
      tried: `marked spans, sent to ${otlpHttp.url} for ${marked.waitedMs} ms`,
      cameBack: 'none accepted',
      means: 'Jaeger answers queries, but takes no spans there',
      change: "look at Jaeger's log for the reason that it refuses spans",
    };
  if (marked.gone) return memoryFull(marked);
  const isSlow =
    marked.listedMs === undefined || (!isKnownLate && marked.listedMs > LISTED_WITHIN_MS);
  if (!isSlow && marked.readableMs.length === marked.sent) return undefined;
  return {
    ...AT_JAEGER,
    cause: 'index-delay',
    tried: `${marked.sent} marked spans, sent to ${otlpHttp.url}`,
    cameBack: `${marked.readableMs.length} readable by id and ${marked.listedMs === undefined ? 'none' : 'all'} listed after ${marked.waitedMs} ms`,
    means: 'Jaeger accepts spans long before they can be found',
    change: "look at the batch processor's timeout and at the storage's bulk and refresh intervals",
  };
}

/** The first minor release of Jaeger 1 that takes OTLP. */
const FIRST_WITH_OTLP = 35;

function withoutOtlp({ version = '', otlpHttp }: JaegerFacts): Finding | undefined {
  const [major, minor] = version.split('.').map(Number);
  if (otlpHttp.problem === undefined || major !== 1 || Number(minor) >= FIRST_WITH_OTLP)
    return undefined;
  return {
    ...AT_JAEGER,
    cause: 'old-image',
    tried: `OTLP over HTTP at ${otlpHttp.url}, and Jaeger's page for its version`,
    cameBack: `${otlpHttp.problem}; version ${version}`,
    means: `Jaeger ${version} takes no OTLP: 1.${FIRST_WITH_OTLP} was the first that does`,
    change: 'run Jaeger 2, for example the image jaegertracing/jaeger:2.20.0',
  };
}

function memoryFull({ traceIds, gone = 0 }: JaegerFacts['marked']): Finding {
  return {
    ...AT_JAEGER,
    cause: 'memory-full',
    tried: `${traceIds.length} marked spans that could be read, once more after the other requests`,
    cameBack: `${gone} of them are gone`,
    means: 'its store is full: each new trace displaces the oldest one',
    change:
      'raise its limit (Jaeger 1: --memory.max-traces; Jaeger 2: max_traces of the backend), or use a storage on disk',
  };
}
