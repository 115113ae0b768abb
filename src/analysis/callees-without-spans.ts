import type { Span, Trace } from '../model/trace.ts';
import { answerOf, type CallStep } from './call-path.ts';
import type { DependencyNode } from './dependency-graph.ts';
import { addressOfServer, LOOPBACK, namedPeer } from './peer-name.ts';
import { isCutId, lowerHalf } from './split-id.ts';

/**
 * Which callees sent no spans in any of many requests, so that a call of theirs is the whole call and not a gap. Databases
 * and queues never send spans; of a callee of type `virtual` they might be missing.
 *
 * A callee is known by the address that its caller used, its spans by the name of their service. They came where
 *
 *     GET → stock:8080         a span of another service is below a call of that address, whatever the service's name
 *     server.address stock     a server says that it answered there, in a trace of its own
 *     half of a trace          a call is the parent of a span of the half whose id was cut
 */
export class CalleesWithoutSpans {
  readonly #services = new Set<string>();
  readonly #callees = new Map<string, Callee>();
  /** Addresses at which a service answered. */
  readonly #answered = new Set<string>();
  /** Of second halves of traces: the ids of spans that are the parents of theirs. */
  readonly #callers = new Set<string>();

  /** @param step where the span stands in its request, by its place */
  add(span: Span, { callee }: CallStep, trace: Trace): void {
    this.see(span, trace);
    if (callee === undefined || this.#services.has(callee)) return;
    if (answerOf(span, trace) === undefined) this.#addSilent(span, callee);
  }

  /** Learns from the span that spans of its service came, and not which callees were silent. */
  see(span: Span, trace: Trace): void {
    this.#services.add(span.resource.service);
    if (span.kind === 'client' && answerOf(span, trace) !== undefined)
      this.#addAnswered(namedPeer(span)?.name);
    else if (span.kind === 'server') this.#addServer(span, trace);
  }

  /** As `see`, of a trace that is not ranked, or not with all its spans: these came too. */
  seeAll(trace: Trace): void {
    for (const span of trace.spans) this.see(span, trace);
  }

  #addAnswered(name: string | undefined): void {
    // Behind a loopback address is a service of any name: that one answered says nothing of the others.
    if (name !== undefined && !LOOPBACK.test(name)) this.#answered.add(name);
  }

  #addSilent(span: Span, name: string): void {
    const known = this.#callees.get(name) ?? { type: 'virtual', calls: [] };
    this.#callees.set(name, known);
    if (known.type !== 'virtual') return;
    known.type = namedPeer(span)?.type ?? known.type;
    if (!isCutId(span.traceId)) known.calls.push(spanKey(span.traceId, span.spanId));
  }

  #addServer(span: Span, trace: Trace): void {
    this.#addAnswered(addressOfServer(span));
    if (span.parentSpanId !== undefined && isCutId(span.traceId) && !trace.parent(span))
      this.#callers.add(spanKey(span.traceId, span.parentSpanId));
  }

  /** In alphabetical order; to be asked when all spans were added. */
  finish(): DependencyNode[] {
    return Array.from(this.#callees)
      .filter(([name, callee]) => !this.#hasSpans(name, callee))
      .map(([name, { type }]) => ({ type, name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #hasSpans(name: string, { type, calls }: Callee): boolean {
    if (this.#services.has(name)) return true;
    if (type !== 'virtual') return false;
    return this.#answered.has(name) || calls.some((call) => this.#callers.has(call));
  }
}

interface Callee {
  type: DependencyNode['type'];
  /** Those that the other half of their trace may answer. */
  readonly calls: string[];
}

const spanKey = (traceId: string, spanId: string): string => lowerHalf(traceId) + spanId;

/** Whether a place is the whole call of a callee whose spans might have come: the reason of a headline. */
export const silenceOf = (
  callee: string | undefined,
  without: readonly DependencyNode[],
): 'callee-sent-no-spans' | undefined =>
  without.some(({ name, type }) => name === callee && type === 'virtual')
    ? 'callee-sent-no-spans'
    : undefined;
