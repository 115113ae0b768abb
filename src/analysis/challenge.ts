import { counted } from '../model/counted.ts';
import type { Trace } from '../model/trace.ts';
import { compare } from './compare.ts';
import type { CompareFinding } from './compare-finding.ts';
import { dependencies } from './dependencies.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { SIGNIFICANT } from './permutation-test.ts';
import { type RequestToVerify, verify, type VerifyFailure } from './verify.ts';

/** What the challenge claims of a lab, each with what was found. */
export type ClaimName = 'answered' | 'verified' | 'bottleneck' | 'compared' | 'graph' | 'survived';

export interface Claim {
  readonly name: ClaimName;
  readonly holds: boolean;
  /** A sentence that says what was measured. */
  readonly evidence: string;
}

export interface ChallengeQuestion {
  readonly requests: readonly (RequestToVerify & { readonly isFaulty: boolean })[];
  /** Services from the entry down, each calling the next. */
  readonly chain: readonly string[];
  /** The service that was made slow. */
  readonly slow: string;
}

export interface ChallengeFinding {
  readonly claims: readonly Claim[];
  readonly failures: readonly VerifyFailure[];
  /** Requests with the fault against those without; undefined when one group is empty. */
  readonly groups: CompareFinding | undefined;
  /** The request in the middle of each group, alone. */
  readonly pair: CompareFinding | undefined;
  readonly normal: Trace | undefined;
  readonly slowed: Trace | undefined;
  readonly graph: DependencyGraph;
}

/** Of the difference, what the slow service must explain to be named the bottleneck. */
const ENOUGH = 0.95;

/**
 * Whether a run of the chain shows what it was made for: every trace complete, the slow service named by what differs,
 * and the graph that the requests took.
 */
export function challenge({ requests, chain, slow }: ChallengeQuestion): ChallengeFinding {
  // Whether all were answered is a claim of its own: here a failed request only has to leave its spans.
  const failures = verify(
    requests.map((request) => ({ ...request, isPlanned: request.traceId !== undefined })),
    [],
  );
  const traces = requests.flatMap(({ trace }) => trace ?? []);
  const [faulty, usual] = [true, false].map((wanted) =>
    requests.flatMap(({ trace, isFaulty }) => (trace && isFaulty === wanted ? [trace] : [])),
  ) as [Trace[], Trace[]];
  const groups = compare({ a: usual, b: faulty }, 'dealt');
  const [normal, slowed] = [middleOf(usual), middleOf(faulty)];
  const pair = normal && slowed && compare({ a: [normal], b: [slowed] }, 'single');
  const graph = dependencies(traces, { outside: false });
  const claims: Claim[] = [
    answered(requests),
    verified(requests.length, failures, chain),
    bottleneck(groups, slow),
    compared(pair, slow, normal, slowed),
    graphed(graph, chain, requests.length),
  ];
  return { claims, failures, groups, pair, normal, slowed, graph };
}

/**
 * Whether every request still has its complete trace when its components were restarted.
 *
 * @param restarted names of the components
 */
export function survived(
  requests: readonly RequestToVerify[],
  restarted: readonly string[],
): Claim {
  const failures = verify(
    requests.map((request) => ({ ...request, isPlanned: request.traceId !== undefined })),
    [],
  );
  const whole = requests.length - failures.length;
  return {
    name: 'survived',
    holds: requests.length > 0 && failures.length === 0,
    evidence: `${whole} of ${counted(requests.length, 'trace')} are complete after restarts of ${restarted.join(', ')}`,
  };
}

function answered(requests: ChallengeQuestion['requests']): Claim {
  const well = requests.filter(({ hasFailed }) => hasFailed !== true).length;
  const faulty = requests.filter(({ isFaulty }) => isFaulty).length;
  return {
    name: 'answered',
    holds: requests.length > 0 && well === requests.length,
    evidence: `${well} of ${counted(requests.length, 'request')} were answered, ${faulty} of them slowed on purpose`,
  };
}

function verified(of: number, failures: readonly VerifyFailure[], chain: readonly string[]): Claim {
  const [first] = failures;
  const why = first ? `; ${first.traceId ?? 'one without id'}: ${first.reasons.join(', ')}` : '';
  return {
    name: 'verified',
    holds: of > 0 && failures.length === 0,
    evidence: `${of - failures.length} of ${counted(of, 'trace')} found by id, complete, ${chain.join(' → ')}${why}`,
  };
}

/** Of the difference of the means, what the critical path spends in the service. */
export function shareOf(service: string, finding: CompareFinding): number {
  const own = finding.places.filter(({ steps }) => steps.at(-1)?.service === service);
  const deltaUs = own.reduce((sum, place) => sum + place.deltaUs, 0);
  return finding.deltaUs === 0 ? 0 : deltaUs / finding.deltaUs;
}

function bottleneck(groups: CompareFinding | undefined, slow: string): Claim {
  if (!groups) return unknown('bottleneck', 'requests with the fault and without');
  const share = shareOf(slow, groups);
  const { a, b } = groups.traces;
  const { p = 0 } = groups.evidence ?? {};
  const byChance = p < SIGNIFICANT ? '' : `, which chance makes as well (p = ${p.toPrecision(2)})`;
  return {
    name: 'bottleneck',
    holds: groups.deltaUs > 0 && share >= ENOUGH && byChance === '',
    evidence: `${slow} explains ${percent(share)} of the ${ms(groups.deltaUs)} by which ${b} slowed requests took longer than ${counted(a, 'other')}${byChance}`,
  };
}

function compared(
  pair: CompareFinding | undefined,
  slow: string,
  normal: Trace | undefined,
  slowed: Trace | undefined,
): Claim {
  if (!pair || !normal || !slowed) return unknown('compared', 'a normal and a slow trace');
  const share = shareOf(slow, pair);
  return {
    name: 'compared',
    holds: pair.deltaUs > 0 && share >= ENOUGH,
    evidence: `trace ${slowed.traceId.slice(0, 8)} took ${ms(pair.meanUs.b)}, ${normal.traceId.slice(0, 8)} ${ms(pair.meanUs.a)}: ${slow} explains ${percent(share)} of the difference`,
  };
}

function graphed(graph: DependencyGraph, chain: readonly string[], of: number): Claim {
  const wanted = chain.slice(1).map((to, i) => `${chain[i] ?? ''} → ${to} ${of}`);
  const found = graph.edges.map(({ from, to, count }) => `${from.name} → ${to.name} ${count}`);
  const holds = wanted.length === found.length && wanted.every((edge) => found.includes(edge));
  return {
    name: 'graph',
    holds,
    evidence: holds
      ? `${chain.join(' → ')}, ${counted(of, 'call')} each, and nothing else`
      : `found ${found.join(', ') || 'no call'}, where ${wanted.join(', ')} was expected`,
  };
}

const unknown = (name: ClaimName, what: string): Claim => ({
  name,
  holds: false,
  evidence: `there are not both, ${what}`,
});

/** More than all of the difference is all of it: others were faster. */
const percent = (share: number): string => `${(Math.min(share, 1) * 100).toFixed(1)} %`;

const ms = (us: number): string =>
  us >= 999_500 ? `${(us / 1e6).toFixed(3)} s` : `${(us / 1000).toFixed(1)} ms`;

/** The one whose request took the median time. */
function middleOf(traces: readonly Trace[]): Trace | undefined {
  const sorted = traces
    .flatMap((trace) => (trace.roots[0] ? [{ trace, us: trace.roots[0].durationUs }] : []))
    .sort((a, b) => a.us - b.us);
  return sorted[Math.floor((sorted.length - 1) / 2)]?.trace;
}
