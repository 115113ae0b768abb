import type { Trace } from '../model/trace.ts';
import { answerOf } from './call-path.ts';
import type { DependencyEdge } from './dependency-graph.ts';
import { LOOPBACK, namedPeer } from './peer-name.ts';

export interface ExpectedEdge {
  readonly from: string;
  readonly to: string;
}

/** A trace with its calls. */
export interface TraceCalls {
  readonly trace: Trace;
  readonly edges: readonly DependencyEdge[];
}

/**
 * The traces without a call of the edge, or with one that its callee left no span of:
 *
 *     order  POST → payment   client        in other traces payment sends spans: here they were lost,
 *                                           or payment was down
 *
 * A callee that sends no spans in any trace (a database, a server outside) cannot lack one.
 *
 * @param all also incomplete traces: which services send spans
 * @see docs/expectations.md
 */
export function lackingEdge(
  { from, to }: ExpectedEdge,
  traces: readonly TraceCalls[],
  all: readonly Trace[],
): TraceCalls[] {
  const sendsSpans = all.some(({ spans }) => spans.some((span) => span.resource.service === to));
  const names = sendsSpans ? namesOf({ from, to }, all) : new Set<string>();
  const isVirtual = ({ to: { type } }: DependencyEdge): boolean => type === 'virtual';
  return traces.filter(({ edges }) => {
    const own = edges.filter((edge) => edge.from.name === from);
    if (own.some((edge) => isVirtual(edge) && names.has(edge.to.name))) return true;
    return !own.some((edge) => edge.to.name === to && !(sendsSpans && isVirtual(edge)));
  });
}

/** How the caller's spans name the callee: its name, and addresses at which only it answered. */
function namesOf({ from, to }: ExpectedEdge, traces: readonly Trace[]): Set<string> {
  const names = new Set([to]);
  const shared = new Set<string>();
  for (const trace of traces)
    for (const { name, callee } of answeredBy(from, trace))
      (callee === to ? names : shared).add(name);
  for (const name of shared) names.delete(name);
  return names;
}

/** Which service answered at which address. Behind a loopback address is a service of any name. */
const answeredBy = (from: string, trace: Trace): { name: string; callee: string }[] =>
  trace.spans
    .filter(({ kind, resource }) => kind === 'client' && resource.service === from)
    .flatMap((call) => {
      const callee = answerOf(call, trace)?.resource.service;
      const name = namedPeer(call)?.name;
      if (callee === undefined || name === undefined || LOOPBACK.test(name)) return [];
      return [{ name, callee }];
    });
