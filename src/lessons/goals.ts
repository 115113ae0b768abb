import { criticalPath, timeOnPath } from '../analysis/critical-path.ts';
import { CAUSES } from '../model/cause.ts';
import type { Trace } from '../model/trace.ts';
import type { Goal, Question } from './lesson.ts';

/** The lab as a check finds it. */
export interface LessonFacts {
  /** Undefined when no lab is up. */
  readonly lab?: { readonly scenario: string; readonly storage: string } | undefined;
  /** Whether requests were sent since `up`. */
  readonly hasRun?: boolean | undefined;
  /** Whole traces of the last run since `up`. */
  readonly traces: readonly Trace[];
  /** Services that a fault of the last run names. */
  readonly faulty: readonly string[];
  /** Causes that are planted, and those that were planted and fixed in this lab. */
  readonly planted: readonly string[];
  readonly fixed: readonly string[];
  /** Undefined where doctor was not asked. */
  readonly healthy?: boolean | undefined;
  readonly answer?: string | undefined;
}

/** What is still missing for a goal, in a sentence; undefined when it is reached. */
export function missingFor(goal: Goal, facts: LessonFacts): string | undefined {
  if (facts.lab === undefined) return 'no lab is up';
  switch (goal.kind) {
    case 'up':
      return facts.lab.scenario === goal.scenario
        ? undefined
        : `the lab runs the scenario ${facts.lab.scenario}, not ${goal.scenario}; jaeger-lab down removes it`;
    case 'storage':
      return facts.lab.storage === 'memory' ? 'traces are still kept in memory' : undefined;
    case 'traces':
      return facts.traces.length >= goal.atLeast
        ? undefined
        : `the last run left ${facts.traces.length} whole traces, not ${goal.atLeast}`;
    case 'fixed':
      return notFixed(CAUSES[goal.cause], goal.cause, facts);
    case 'answer':
      return notAnswered(goal.to, facts);
  }
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
export function answerTo(to: Question, { traces, faulty }: LessonFacts): string | undefined {
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
    case 'called-services':
      return mostFrequent(traces.map((trace) => String(calledByFirst(trace).size)));
  }
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
