import { endUs, type Span, type Trace } from '../../model/trace.ts';
import { fateOf } from '../child-fate.ts';
import { toleranceBetween } from '../clock-quantum.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Children that ran outside their parent by more than the clock quantum, which is not what a call looks like.
 *
 *     gateway GET          ├────────────┤
 *      enricher GET       ├──────────────────┤       begins before: the clocks disagree
 *                                                    ends after: the caller gave up, or the clocks disagree
 *
 * What a parent started and did not wait for (the async tail of the critical path) may end when it likes.
 *
 * @see docs/definitions.md#verify
 */
export function uncontainedSpans(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('containment');
  const mostUs = new Map<string, number>();
  for (const trace of traces) {
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
  return tally.finish((place) => {
    const [child, side, parent, why] = JSON.parse(place) as [string, string, string, string];
    return `${child} ${side} its parent ${parent}, by up to ${(mostUs.get(place) ?? 0) / 1000} ms: ${why}`;
  });
}

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
  return both.filter(({ byUs }) => byUs > toleranceBetween(span, parent));
}

/** An early start proves that the clocks disagree; a late end proves nothing. */
function whyOf(side: Excess['side'], span: Span, parent: Span): string {
  if (side === 'begins before') return 'their clocks disagree';
  if (span.kind === 'server' && parent.kind === 'client')
    return 'the caller had its answer before the server was done, as it often has by a few milliseconds, or gave up';
  return 'the parent did not wait for its end, or their clocks disagree';
}

const nameOf = ({ resource, name }: Span): string => `${resource.service} ${name}`;
