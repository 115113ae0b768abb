import { type CallStep, stepOf } from '../call-path.ts';
import { silenceOf } from '../callees-without-spans.ts';
import type { CriticalPath } from '../critical-path.ts';
import type { DependencyNode } from '../dependency-graph.ts';
import { eventWaits } from '../event-wait.ts';
import type { Failure } from '../failures.ts';
import { isNPlusOne, type RepeatedCall } from '../n-plus-one.ts';
import type { Trace } from '../../model/trace.ts';
import { explains } from './explains.ts';
import { type Headline, LEAST_SHARE } from './headline.ts';

interface TraceFinding {
  readonly path: CriticalPath | undefined;
  readonly rows: readonly { readonly step: CallStep; readonly pathUs: number }[];
  readonly repeated: readonly RepeatedCall[];
  /** Furthest from the root first. */
  readonly failures: readonly Failure[];
  readonly calleesWithoutSpans: readonly DependencyNode[];
}

/**
 * What one request comes down to: why it failed, if its root did; else what takes at least a fifth of it: calls one by
 * one that one call could replace, a wait between two events, the operation with most of the critical path.
 *
 * @see docs/definitions.md#headline
 */
export function traceHeadline(trace: Trace, finding: TraceFinding): Headline | undefined {
  const { path, repeated, failures } = finding;
  if (path === undefined) return undefined;
  const { root } = path;
  if (root.status === 'error') return failureHeadline(failures);
  if (root.durationUs === 0) return undefined;
  return (
    repeatedHeadline(repeated, root.durationUs) ??
    timeHeadline(trace, path, placeHeadline(finding, root.durationUs))
  );
}

function failureHeadline([first]: readonly Failure[]): Headline | undefined {
  if (first === undefined) return undefined;
  const { service, name: operation, callee, reason, spans: count } = first;
  return { kind: 'failure', service, operation, callee, reason, count };
}

/** The place with most time, or the wait that explains it. */
function timeHeadline(
  trace: Trace,
  path: CriticalPath,
  place: Headline | undefined,
): Headline | undefined {
  const ofUs = path.root.durationUs;
  const waits = eventWaits(path)
    .filter(({ waitUs }) => waitUs >= LEAST_SHARE * ofUs)
    .map(({ span, waitUs: us, before: reason }): Headline => {
      const { service, name: operation, callee } = stepOf(span, trace);
      return { kind: 'wait', service, operation, callee, reason, us, ofUs, share: us / ofUs };
    });
  return waits.find((wait) => explains(wait, place)) ?? place;
}

function repeatedHeadline(repeated: readonly RepeatedCall[], ofUs: number): Headline | undefined {
  const worst = repeated.find((one) => isNPlusOne(one) && !one.offPath);
  if (worst === undefined || worst.savedUs < LEAST_SHARE * ofUs) return undefined;
  const { service, name: operation, callee, spans, savedUs: us } = worst;
  const where = { service, operation, callee };
  return { kind: 'n-plus-one', ...where, count: spans.length, us, ofUs, share: us / ofUs };
}

function placeHeadline(
  { rows, calleesWithoutSpans }: TraceFinding,
  ofUs: number,
): Headline | undefined {
  const times = new Map<string, { readonly step: CallStep; readonly us: number }>();
  for (const { step, pathUs } of rows) {
    const key = JSON.stringify([step.service, step.name, step.callee]);
    times.set(key, { step, us: pathUs + (times.get(key)?.us ?? 0) });
  }
  const [most, ...others] = Array.from(times.values()).sort((a, b) => b.us - a.us);
  if (most === undefined || most.us < LEAST_SHARE * ofUs) return undefined;
  const { service, name: operation, callee } = most.step;
  const { us } = most;
  const isAlone = others.every((other) => other.us === 0);
  const reason = silenceOf(callee, calleesWithoutSpans) ?? (isAlone ? 'no-other-span' : undefined);
  return { kind: 'place', service, operation, callee, reason, us, ofUs, share: us / ofUs };
}
