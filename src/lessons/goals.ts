import { counted } from '../model/counted.ts';
import { criticalPath, timeOnPath } from '../analysis/critical-path.ts';
import { CAUSES } from '../model/cause.ts';
import type { Trace } from '../model/trace.ts';
import { OWN_SERVICES } from './by-hand/files.ts';
import type { Evidence } from './class.ts';
import type { Planted } from './plant.ts';
import type { Goal, Question } from './lesson.ts';

/** The lab as a check finds it. */
export interface LessonFacts {
  /** Undefined when no lab is up. */
  readonly lab?: { readonly scenario: string } | undefined;
  /** Where the Jaeger that answers keeps traces, and traces from before the lab's last start; where the goal is that. */
  readonly kept?: KeptTraces | undefined;
  /** Whether requests were sent since `up`. */
  readonly hasRun?: boolean | undefined;
  /** Whole traces of the last run since `up`. */
  readonly traces: readonly Trace[];
  /** Jaeger's list of services, and traces of the services that were instrumented by hand. */
  readonly listed?: readonly string[] | undefined;
  readonly ownTraces?: readonly Trace[] | undefined;
  /** How many requests of the last run were sampled; undefined without one. */
  readonly sampledRequests?: number | undefined;
  /** Services that a fault of the last run names. */
  readonly faulty: readonly string[];
  /** Causes that are planted, and those that were planted and fixed in this lab. */
  readonly planted: readonly string[];
  readonly fixed: readonly string[];
  /** What was planted and fixed, the last one last. */
  readonly undone?: readonly Planted[] | undefined;
  /** Traces that doctor has left in looking. */
  readonly doctorsTraceIds?: readonly string[] | undefined;
  /** Undefined where doctor was not asked. */
  readonly healthy?: boolean | undefined;
  readonly answer?: string | undefined;
}

export interface KeptTraces {
  /** "memory", "badger" … */
  readonly storage: string;
  readonly sought: number;
  /** Those that Jaeger still answers. */
  readonly found: readonly string[];
}

/** More would not prove more. */
const MOST_IDS = 5;

/** What a solved lesson was solved by. */
export function evidenceOf(goal: Goal, facts: LessonFacts): Evidence {
  const { lab, traces, ownTraces = [], kept, undone = [], doctorsTraceIds = [], answer } = facts;
  const planted =
    goal.kind === 'fixed' ? undone.findLast(({ cause }) => cause === goal.cause) : undefined;
  const ids = [...traces, ...ownTraces]
    .map(({ traceId }) => traceId)
    .concat(doctorsTraceIds, kept?.found ?? []);
  return {
    scenario: lab?.scenario,
    answer,
    ...(planted && { planted: { component: planted.component, variant: planted.variant } }),
    traceIds: ids.slice(0, MOST_IDS),
  };
}

/** What is still missing for a goal, in a sentence; undefined when it is reached. */
export function missingFor(goal: Goal, facts: LessonFacts): string | undefined {
  if (facts.lab === undefined) return 'no lab is up';
  switch (goal.kind) {
    case 'up':
      return otherScenario(facts.lab.scenario, goal.scenario);
    case 'storage':
      return notKept(facts.kept);
    case 'traces':
      return facts.traces.length >= goal.atLeast
        ? undefined
        : `the last run left ${facts.traces.length} whole traces, not ${goal.atLeast}`;
    case 'fixed':
      return notFixed(CAUSES[goal.cause], goal.cause, facts);
    case 'answer':
      return notAnswered(goal.to, facts);
    case 'own-services':
      return notInstrumented(facts);
  }
}

function notKept(kept: KeptTraces | undefined): string | undefined {
  if (kept === undefined || kept.storage === 'memory') return 'traces are still kept in memory';
  if (kept.found.length > 0) return undefined;
  return `none of the ${counted(kept.sought, 'trace')} from before the last start of Jaeger can be read; send requests, then remove the lab and bring it up again: jaeger-lab load --n 10`;
}

const otherScenario = (is: string, wanted: string): string | undefined =>
  is === wanted
    ? undefined
    : `the lab runs the scenario ${is}, not ${wanted}; jaeger-lab down removes it`;

function notInstrumented({ listed = [], ownTraces = [] }: LessonFacts): string | undefined {
  const absent = OWN_SERVICES.filter((name) => !listed.includes(name));
  const stranger = listed.find((name) => name.startsWith('unknown_service'));
  if (absent.length > 0)
    return stranger === undefined
      ? `Jaeger has no span of ${absent.join(', ')} yet`
      : `spans arrive under the name "${stranger}": no service.name is set`;
  const isWhole = (trace: Trace): boolean =>
    trace.problems.length === 0 && OWN_SERVICES.every((name) => servicesOf(trace).has(name));
  return ownTraces.some(isWhole)
    ? undefined
    : 'spans of all three services arrive, but no trace has all of them';
}

function notFixed(title: string, cause: string, facts: LessonFacts): string | undefined {
  if (facts.planted.includes(cause)) return `the error is still there (${title})`;
  if (!facts.fixed.includes(cause)) return `the error was not planted in this lab (${title})`;
  return facts.healthy === false ? 'doctor still finds something wrong' : undefined;
}

function notAnswered(to: Question, facts: LessonFacts): string | undefined {
  if (facts.traces.length === 0)
    return facts.hasRun
      ? 'the last run left no whole trace; start another: jaeger-lab load --n 50'
      : 'the lab has no run yet: jaeger-lab load --n 50';
  if (facts.answer === undefined)
    return 'no answer was given yet: jaeger-lab learn --answer ANSWER';
  const right = answerTo(to, facts);
  if (right === undefined) return 'no request of the last run carried a fault';
  return facts.answer.trim().toLowerCase() === right
    ? undefined
    : `"${facts.answer}" is not the answer that your traces give`;
}

/** The answer that the traces of the last run give. */
export function answerTo(to: Question, facts: LessonFacts): string | undefined {
  const { traces, faulty, sampledRequests } = facts;
  switch (to) {
    case 'spans-of-a-trace':
      return mostFrequent(traces.map(({ spans }) => String(spans.length)));
    case 'services-of-a-trace':
      return mostFrequent(traces.map((trace) => String(servicesOf(trace).size)));
    case 'first-service':
      return mostFrequent(traces.flatMap(({ roots }) => roots[0]?.resource.service ?? []));
    case 'slowest-service':
      return slowestService(traces);
    case 'faulty-service':
      return faulty[0];
    case 'last-service':
      return mostFrequent(traces.flatMap(lastOf));
    case 'called-services':
      return mostFrequent(traces.map((trace) => String(calledByFirst(trace).size)));
    case 'sampled-requests':
      return sampledRequests === undefined ? undefined : String(sampledRequests);
  }
}

/** The services that call no other. */
function lastOf(trace: Trace): string[] {
  const callers = new Set(
    trace.spans.flatMap((span) => {
      const caller = trace.parent(span)?.resource.service;
      return caller === undefined || caller === span.resource.service ? [] : [caller];
    }),
  );
  return [...servicesOf(trace)].filter((name) => !callers.has(name));
}

const servicesOf = ({ spans }: Trace): Set<string> =>
  new Set(spans.map(({ resource }) => resource.service));

/** The services that the first one calls. */
function calledByFirst(trace: Trace): Set<string> {
  const first = trace.roots[0]?.resource.service;
  const called = trace.spans.filter((span) => {
    const caller = trace.parent(span)?.resource.service;
    return caller === first && span.resource.service !== first;
  });
  return new Set(called.map((span) => span.resource.service));
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return largest(counts);
}

function slowestService(traces: readonly Trace[]): string | undefined {
  const times = new Map<string, number>();
  for (const trace of traces) {
    const path = criticalPath(trace);
    for (const [span, us] of path ? timeOnPath(path) : []) {
      const { service } = span.resource;
      times.set(service, (times.get(service) ?? 0) + us);
    }
  }
  return largest(times);
}

const largest = (amounts: ReadonlyMap<string, number>): string | undefined =>
  [...amounts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
