import { attributeFaults } from '../model/attribute-faults.ts';
import type { Span, Trace } from '../model/trace.ts';
import { type ExpectedPart, partText } from './expected-part.ts';
import { isOperation } from './operation.ts';

/** How a span differs from a part. Of two spans the one that weighs less is nearer to it. */
interface Difference {
  readonly weight: number;
  readonly faults: readonly string[];
}

/** Another name is further off than all attributes that one is likely to expect. */
const WEIGHTS = { name: 100, kind: 10, child: 100, attribute: 1 };

/**
 * The span of a trace that is most like a part which the trace lacks, and how it differs from it:
 * "nearest is order POST /order: payment POST /pay below it: http.response.status_code is 500, not 200".
 * A span of another service is never like it.
 */
export function nearestTo(part: ExpectedPart, trace: Trace): string {
  const nearest = nearestOf(trace.spans, part, trace);
  if (nearest === undefined) return `no span of ${part.service}`;
  return `nearest is ${nameOf(nearest.span)}: ${nearest.faults.join(', ')}`;
}

const nameOf = ({ resource, name }: Span): string => `${resource.service} ${name}`;

/** Undefined where no span is of the service. Of equally near ones the first. */
function nearestOf(
  spans: readonly Span[],
  part: ExpectedPart,
  trace: Trace,
): (Difference & { readonly span: Span }) | undefined {
  return spans
    .filter(({ resource }) => resource.service === part.service)
    .map((span) => ({ span, ...differenceOf(span, part, trace) }))
    .reduce<(Difference & { readonly span: Span }) | undefined>(
      (nearest, one) => (nearest === undefined || one.weight < nearest.weight ? one : nearest),
      undefined,
    );
}

/** The depth of recursion is that of the part. */
function differenceOf(span: Span, part: ExpectedPart, trace: Trace): Difference {
  const { name, kind, attributes } = part;
  const wrong = attributeFaults(span, attributes);
  const own = [
    ...(name === undefined || isOperation(span, name)
      ? []
      : [{ weight: WEIGHTS.name, faults: [`its name is not ${name}`] }]),
    ...(kind === undefined || span.kind === kind
      ? []
      : [{ weight: WEIGHTS.kind, faults: [`its kind is ${span.kind}, not ${kind}`] }]),
    { weight: wrong.length * WEIGHTS.attribute, faults: wrong },
    ...childDifferences(span, part, trace),
  ];
  return {
    weight: own.reduce((sum, { weight }) => sum + weight, 0),
    faults: own.flatMap(({ faults }) => faults),
  };
}

/** Each child of the part takes the nearest span that is left. */
function childDifferences(span: Span, { children }: ExpectedPart, trace: Trace): Difference[] {
  const left = new Set(trace.children(span.spanId));
  return children.map((child) => {
    const nearest = nearestOf([...left], child, trace);
    if (nearest === undefined)
      return { weight: WEIGHTS.child, faults: [`no ${partText(child)} directly below it`] };
    left.delete(nearest.span);
    const { weight, faults } = nearest;
    return { weight, faults: faults.map((fault) => `${nameOf(nearest.span)} below it: ${fault}`) };
  });
}
