import { endUs, type Span, type Trace } from '../../model/trace.ts';
import { lateEndKind } from '../caller-answer.ts';
import { fateOf } from '../child-fate.ts';
import { toleranceBetween } from '../clock-quantum.ts';
import { clocksOf, type ClockDisagreement } from '../clocks.ts';
import { soundTimes } from '../impossible-times.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Children that ran outside their parent by more than the clock quantum, which is not what a call looks like, and clocks
 * that disagree.
 *
 *     gateway GET          ├────────────┤
 *      enricher GET       ├──────────────────┤       begins before: the clocks disagree
 *                                                    ends after a call without an answer: the caller gave up
 *
 * A server that ends after its client had the answer is not a warning, and what a parent started and did not wait for (the
 * async tail of the critical path) may end when it likes.
 *
 * @see docs/definitions.md#verify
 */
export function uncontainedSpans(traces: readonly Trace[]): VerifyWarning[] {
  const sound = traces.map((trace) => soundTimes(trace).trace);
  const clocks = clocksOf(sound);
  const tally = new WarningTally('containment');
  const mostUs = new Map<string, number>();
  for (const trace of sound.map(clocks.move)) {
    for (const span of trace.spans) {
      const parent = trace.parent(span);
      if (parent === undefined) continue;
      for (const { side, byUs } of excesses(span, parent)) {
        const place = JSON.stringify([
          nameOf(span),
          side,
          nameOf(parent),
          whyOf(side, span, parent),
        ]);
        tally.add(place, trace.traceId);
        mostUs.set(place, Math.max(mostUs.get(place) ?? 0, byUs));
      }
    }
  }
  const warnings = tally.finish((place) => {
    const [child, side, parent, why] = JSON.parse(place) as [string, string, string, string];
    return `${child} ${side} its parent ${parent}, by up to ${lengthText(mostUs.get(place) ?? 0)}: ${why}`;
  });
  return [...clocks.disagreements.map(disagreement), ...warnings];
}

/** Milliseconds as they are, and from ten seconds on seconds to a tenth. */
const lengthText = (us: number): string =>
  us < 10_000_000 ? `${us / 1000} ms` : `${Math.round(us / 100_000) / 10} s`;

const disagreement = (clock: ClockDisagreement): VerifyWarning => {
  const { service, instance, other, aheadUs, traceIds } = clock;
  const which = instance === undefined ? service : `${service} (${instance})`;
  const how = aheadUs > 0 ? 'ahead of' : 'behind';
  return {
    check: 'containment',
    what: `the clock of ${which} is at least ${lengthText(Math.abs(aheadUs))} ${how} that of ${other}`,
    traceIds,
  };
};

interface Excess {
  readonly side: 'begins before' | 'ends after';
  readonly byUs: number;
}

function excesses(span: Span, parent: Span): Excess[] {
  const fate = fateOf(span, parent);
  if (fate !== 'in-time' && fate !== 'ends-late') return [];
  const both: Excess[] = [
    { side: 'begins before', byUs: parent.startUs - span.startUs },
    { side: 'ends after', byUs: endUs(span) - endUs(parent) },
  ];
  const hadItsAnswer = lateEndKind(span, parent) === 'goes-on';
  return both.filter(
    ({ side, byUs }) =>
      byUs > toleranceBetween(span, parent) && !(side === 'ends after' && hadItsAnswer),
  );
}

function whyOf(side: Excess['side'], span: Span, parent: Span): string {
  if (side === 'begins before') return 'their clocks disagree';
  return lateEndKind(span, parent) === 'outlives-caller'
    ? 'the caller gave up'
    : 'the parent did not wait for its end, or their clocks disagree';
}

const nameOf = ({ resource, name }: Span): string => `${resource.service} ${name}`;
