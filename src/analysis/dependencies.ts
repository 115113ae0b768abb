import { percentilesOf } from '../base/percentile.ts';
import { isComplete } from '../model/assemble.ts';
import type { Span, Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import {
  nodeKey,
  type DependencyEdge,
  type DependencyGraph,
  type DependencyNode,
  type DependencyOptions,
} from './dependency-graph.ts';
import { peerOf } from './peer-name.ts';

const OUTSIDE: DependencyNode = { type: 'outside', name: '(outside)' };

/**
 * Who calls whom, counted by requests: one for each server span below a span of another service, and one for each
 * consumer below, or linked to, a producer. Internal spans between the two are looked through.
 *
 *     gateway   POST /order     server
 *     gateway     POST          client   ─┐ gateway → order: one request
 *     order         POST /order server   ─┘
 *     order           insert    client     order → postgresql: nothing below it, so the span names the callee
 *
 * A service that calls itself is no edge. A call without a callee counts only in traces that are complete: in others
 * the callee's spans may just be missing.
 *
 * @param traces each once
 * @see docs/definitions.md#dependencies
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib connector/servicegraphconnector
 */
export function dependencies(
  traces: readonly Trace[],
  { outside }: DependencyOptions,
): DependencyGraph {
  const tally = new Tally();
  const services = traces.flatMap(({ spans }) => spans.map(serviceOf));
  const answered = tallyWork(traces, outside, tally);
  for (const trace of traces.filter(isComplete)) {
    for (const caller of trace.spans.filter((one) => isUnanswered(one, trace, answered)))
      tally.add({ from: serviceOf(caller), to: peerOf(caller), caller });
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

/** @returns calls that some work answers */
function tallyWork(traces: readonly Trace[], outside: boolean, tally: Tally): Set<Span> {
  const answered = new Set<Span>();
  const index = new SpanIndex(traces);
  for (const trace of traces) {
    for (const span of trace.spans.filter(isWork)) {
      const caller = callerOf(span, trace, index);
      for (const one of caller?.through ?? []) answered.add(one);
      if (caller !== undefined) tally.addWork(caller.span, span);
      else if (outside && span.parentSpanId === undefined)
        tally.add({ from: OUTSIDE, to: serviceOf(span), callee: span });
    }
  }
  return answered;
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

/** The spans of all traces by their ids: a message is often consumed in a trace of its own. */
class SpanIndex {
  readonly #byId = new Map<string, Span>();

  constructor(traces: readonly Trace[]) {
    for (const { spans } of traces)
      for (const span of spans)
        if (isCall(span)) this.#byId.set(`${span.traceId}${span.spanId}`, span);
  }

  producerLinkedBy({ links }: Span): Span | undefined {
    for (const { traceId, spanId } of links) {
      const found = this.#byId.get(`${traceId}${spanId}`);
      if (found?.kind === 'producer') return found;
    }
    return undefined;
  }
}

/** The span that made the call, and all spans passed on the way to it that this answers. */
interface Caller {
  readonly span: Span;
  readonly through: readonly Span[];
}

/** The nearest span above that made a call, or belongs to another service; for a consumer also by link. */
function callerOf(span: Span, trace: Trace, index: SpanIndex): Caller | undefined {
  const linked = span.kind === 'consumer' ? index.producerLinkedBy(span) : undefined;
  const above = wayUp(span, trace);
  const isForeign = (one: Span): boolean => one.resource.service !== span.resource.service;
  const nearest = above.find((one) => isForeign(one) || isCall(one));
  const caller = linked ?? nearest;
  if (caller === undefined) return undefined;
  const calls = above.filter(
    (one) => isCall(one) && one.resource.service === nearest?.resource.service,
  );
  return { span: caller, through: linked === undefined ? calls : [linked, ...calls] };
}

/** What is above a span, nearest first, up to the work that its caller was doing. */
function wayUp(span: Span, trace: Trace): Span[] {
  const above: Span[] = [];
  for (let at = trace.parent(span); at !== undefined; at = trace.parent(at)) {
    const isOwn = at.resource.service === span.resource.service;
    // A server within a server of its own service: the outer one was called.
    if (isWork(at) && isOwn) break;
    above.push(at);
    if (isWork(at)) break;
  }
  return above;
}

/**
 * A call below which nobody answered. Of calls within calls of one service (a database client that speaks HTTP)
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
}

/** One request, by the spans that tell of it. */
interface CallSeen {
  readonly from: DependencyNode;
  readonly to: DependencyNode;
  readonly caller?: Span;
  readonly callee?: Span;
}

const isMessage = (caller: Span | undefined, callee: Span | undefined): boolean =>
  caller?.kind === 'producer' || callee?.kind === 'consumer';

class Tally {
  readonly #edges = new Map<string, EdgeTally>();

  /** A service that calls itself is no edge. */
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
    if (caller !== undefined) edge.callerUs.push(caller.durationUs);
    if (callee !== undefined) edge.calleeUs.push(callee.durationUs);
  }

  #edge(from: DependencyNode, to: DependencyNode, kind: DependencyEdge['kind']): EdgeTally {
    const key = JSON.stringify([kind, nodeKey(from), nodeKey(to)]);
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    const edge = { from, to, kind, count: 0, errors: 0, callerUs: [], calleeUs: [] };
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
      }));
  }
}
