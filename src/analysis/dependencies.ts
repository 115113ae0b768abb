import { percentilesOf } from '../base/percentile.ts';
import { isComplete } from '../model/assemble.ts';
import type { Span, Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { attributeOf } from './attribute-of.ts';
import {
  nodeKey,
  type DependencyEdge,
  type DependencyGraph,
  type DependencyNode,
  type DependencyOptions,
} from './dependency-graph.ts';
import { soundTimes } from './impossible-times.ts';
import { namedPeer } from './peer-name.ts';
import { requestsOf } from './requests.ts';
import { TOPIC } from './semantic-keys.ts';
import { callersInOtherHalves } from './split-id.ts';

const OUTSIDE: DependencyNode = { type: 'outside', name: '(outside)' };

/**
 * Callers and callees, counted by requests: one for each span whose parent belongs to another service, whatever its kind, and
 * one for each message, from its producer to each service that consumes it.
 *
 *     gateway   POST /order     server
 *     gateway     POST          client   ─┐ gateway → order: one request
 *     order         POST /order server   ─┘
 *     order           insert    client     order → postgresql: nothing below it, so its attributes name the callee
 *
 * A service that calls itself makes no edge. An edge needs only its two ends, so incomplete traces count too; but there a call
 * without a callee leads only to what never sends spans, a database or a queue: others may just be missing.
 *
 * @param traces each once
 * @see docs/definitions.md#dependencies
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib connector/servicegraphconnector
 */
export function dependencies(
  traces: readonly Trace[],
  { outside, linked = [] }: DependencyOptions,
): DependencyGraph {
  const tally = new Tally(impossibleSpans([...traces, ...linked]));
  const services = traces.flatMap(({ spans }) => spans.map(serviceOf));
  const messages = new Messages({ traces, linked }, tally);
  const elsewhere = callersInOtherHalves([...traces, ...linked]);
  const tallied = { outside, tally, messages, elsewhere };
  const answered = new Set([
    ...tallyWork(traces, tallied),
    ...tallyLinked(linked, traces, tallied),
  ]);
  for (const trace of traces) {
    const isWhole = requestsOf(trace).length > 0;
    for (const caller of trace.spans.filter((one) => isUnanswered(one, trace, answered))) {
      const to = namedPeer(caller);
      if (to && (isWhole || sendsNoSpans(to))) tally.add({ from: serviceOf(caller), to, caller });
    }
  }
  const edges = tally.finish();
  const ends = edges.flatMap(({ from, to }) => [from, to]);
  const nodes = new Map([...services, ...ends].map((node) => [nodeKey(node), node]));
  return {
    traces: traces.length,
    incomplete: traces.filter((trace) => !isComplete(trace)).length,
    nodes: Array.from(nodes.values()).sort(compareNodes),
    edges,
  };
}

interface Tallied {
  readonly outside: boolean;
  readonly tally: Tally;
  readonly messages: Messages;
  /** The caller of a span whose trace was split from the one above it. */
  readonly elsewhere: (span: Span) => Span | undefined;
}

/** @returns calls that some work answers */
function tallyWork(traces: readonly Trace[], to: Tallied): Set<Span> {
  const answered = new Set<Span>();
  for (const trace of traces) {
    for (const span of trace.spans) {
      const caller = to.elsewhere(span);
      const parent = trace.parent(span) ?? caller;
      const producers = to.messages.take(span, parent);
      for (const one of [...producers, ...callsAnswered(span, trace)]) answered.add(one);
      if (caller !== undefined) answered.add(caller);
      if (producers.length === 0) tallySpan(span, parent, to);
    }
  }
  return answered;
}

function tallySpan(span: Span, parent: Span | undefined, { outside, tally }: Tallied): void {
  if (parent !== undefined) tally.addWork(parent, span);
  else if (outside && span.parentSpanId === undefined && isWork(span))
    tally.add({ from: OUTSIDE, to: serviceOf(span), callee: span });
}

/** What traces around those that were asked for took from them. @returns calls of these that it answers */
function tallyLinked(
  linked: readonly Trace[],
  traces: readonly Trace[],
  { tally, messages, elsewhere }: Tallied,
): Set<Span> {
  const answered = new Set<Span>();
  const own = new Set(traces.map(({ traceId }) => traceId));
  for (const trace of linked)
    for (const span of trace.spans) {
      const caller = elsewhere(span);
      const producers = messages.take(span, trace.parent(span) ?? caller);
      for (const one of producers) answered.add(one);
      if (caller === undefined || !own.has(caller.traceId)) continue;
      answered.add(caller);
      if (producers.length === 0) tally.addWork(caller, span);
    }
  return answered;
}

/** Of others, spans may only be missing. */
const sendsNoSpans = ({ type }: DependencyNode): boolean =>
  type === 'database' || type === 'messaging';

const NO_CALLERS: readonly Span[] = [];

/** Messages by their producers: each counts once for a service, though it has a parent and a link, or several spans. */
class Messages {
  readonly #producers = new Map<string, Span>();
  readonly #seen = new Set<string>();
  readonly #tally: Tally;
  readonly #own: ReadonlySet<string>;

  /** @param all `linked` only for the other ends of messages that the traces sent or took */
  constructor(
    all: { readonly traces: readonly Trace[]; readonly linked: readonly Trace[] },
    tally: Tally,
  ) {
    this.#tally = tally;
    this.#own = new Set(all.traces.map(({ traceId }) => traceId));
    for (const { spans } of [...all.linked, ...all.traces])
      for (const span of spans)
        if (span.kind === 'producer') this.#producers.set(`${span.traceId}${span.spanId}`, span);
  }

  /** @returns the producers of what the consumer took, by its parent and its links */
  take(consumer: Span, parent: Span | undefined): readonly Span[] {
    if (consumer.kind !== 'consumer') return NO_CALLERS;
    const linked = consumer.links.map(({ traceId, spanId }) =>
      this.#producers.get(`${traceId}${spanId}`),
    );
    const all = [parent?.kind === 'producer' ? parent : undefined, ...linked];
    const producers = all.filter((span) => span !== undefined);
    for (const { traceId, spanId } of producers) {
      const key = `${traceId}${spanId}${consumer.resource.service}`;
      const producer = this.#producers.get(`${traceId}${spanId}`);
      const isOwn = this.#own.has(traceId) || this.#own.has(consumer.traceId);
      if (this.#seen.has(key) || producer === undefined || !isOwn) continue;
      this.#seen.add(key);
      this.#tally.addWork(producer, consumer);
    }
    return producers;
  }
}

/** The calls that a span answers, if it is work or enters a service: those of its caller above it. */
function callsAnswered(span: Span, trace: Trace): readonly Span[] {
  const calls: Span[] = [];
  const caller = trace.parent(span)?.resource.service;
  if (caller === undefined || (caller === span.resource.service && !isWork(span)))
    return NO_CALLERS;
  for (let at = trace.parent(span); at !== undefined; at = trace.parent(at)) {
    if (at.resource.service !== caller || isWork(at)) break;
    if (isCall(at)) calls.push(at);
  }
  return calls;
}

const serviceOf = ({ resource }: Span): DependencyNode => ({
  type: 'service',
  name: resource.service,
});

const isCall = ({ kind }: Span): boolean => kind === 'client' || kind === 'producer';
/** Spans that some service makes because it was asked to. */
const isWork = ({ kind }: Span): boolean => kind === 'server' || kind === 'consumer';

function compareNodes(a: DependencyNode, b: DependencyNode): number {
  const types = ['outside', 'service', 'database', 'messaging', 'virtual'];
  return types.indexOf(a.type) - types.indexOf(b.type) || (a.name < b.name ? -1 : 1);
}

/**
 * A call below which no other service answered. Of calls within calls of one service (a database client that speaks HTTP)
 * the outermost counts.
 */
function isUnanswered(span: Span, trace: Trace, answered: ReadonlySet<Span>): boolean {
  if (!isCall(span) || answered.has(span)) return false;
  for (let at = trace.parent(span); at !== undefined; at = trace.parent(at)) {
    if (at.resource.service !== span.resource.service) return true;
    if (isCall(at)) return false;
  }
  return true;
}

interface EdgeTally extends Pick<DependencyEdge, 'from' | 'to' | 'kind'> {
  count: number;
  errors: number;
  readonly callerUs: Micros[];
  readonly calleeUs: Micros[];
  readonly topics: Map<string, number>;
}

/** One request, by the spans that show it. */
interface CallSeen {
  readonly from: DependencyNode;
  readonly to: DependencyNode;
  readonly caller?: Span;
  readonly callee?: Span;
}

const isMessage = (caller: Span | undefined, callee: Span | undefined): boolean =>
  caller?.kind === 'producer' || callee?.kind === 'consumer';

/** Where a message went, as its producer says, else its consumer. */
function topicOf(caller: Span | undefined, callee: Span | undefined): string | undefined {
  if (!isMessage(caller, callee)) return undefined;
  return (caller && attributeOf(caller, TOPIC)) ?? (callee && attributeOf(callee, TOPIC));
}

/** Without a start or an end: their requests count, their durations do not. A day away, only the clock is wrong. */
const impossibleSpans = (traces: readonly Trace[]): ReadonlySet<Span> =>
  new Set(
    traces.flatMap((trace) =>
      Array.from(soundTimes(trace).faults)
        .filter(([, fault]) => fault !== 'far-from-parent')
        .map(([span]) => span),
    ),
  );

class Tally {
  readonly #edges = new Map<string, EdgeTally>();
  readonly #impossible: ReadonlySet<Span>;

  constructor(impossible: ReadonlySet<Span>) {
    this.#impossible = impossible;
  }

  /** A service that calls itself makes no edge. */
  addWork(caller: Span, callee: Span): void {
    const [from, to] = [serviceOf(caller), serviceOf(callee)];
    if (from.name === to.name) return;
    this.add(isCall(caller) ? { from, to, caller, callee } : { from, to, callee });
  }

  add({ from, to, caller, callee }: CallSeen): void {
    const edge = this.#edge(from, to, isMessage(caller, callee) ? 'message' : 'call');
    edge.count += 1;
    const seen = [caller, callee].filter((span) => span !== undefined);
    if (seen.some(({ status }) => status === 'error')) edge.errors += 1;
    edge.callerUs.push(...this.#durationOf(caller));
    edge.calleeUs.push(...this.#durationOf(callee));
    const topic = to.type === 'service' ? topicOf(caller, callee) : undefined;
    if (topic !== undefined) edge.topics.set(topic, (edge.topics.get(topic) ?? 0) + 1);
  }

  #durationOf(span: Span | undefined): Micros[] {
    return span === undefined || this.#impossible.has(span) ? [] : [span.durationUs];
  }

  #edge(from: DependencyNode, to: DependencyNode, kind: DependencyEdge['kind']): EdgeTally {
    const key = JSON.stringify([kind, nodeKey(from), nodeKey(to)]);
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    const times = { callerUs: [], calleeUs: [] };
    const edge = { from, to, kind, count: 0, errors: 0, ...times, topics: new Map() };
    this.#edges.set(key, edge);
    return edge;
  }

  finish(): DependencyEdge[] {
    return Array.from(this.#edges.entries())
      .sort(([x, a], [y, b]) => b.count - a.count || (x < y ? -1 : 1))
      .map(([, edge]) => ({
        ...edge,
        callerUs: percentilesOf(edge.callerUs),
        calleeUs: percentilesOf(edge.calleeUs),
        topics: Array.from(edge.topics, ([name, count]) => ({ name, count })).sort(
          (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
        ),
      }));
  }
}
