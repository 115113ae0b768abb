import { groupBy } from '../base/group-by.ts';
import { attributeFaults } from '../model/attribute-faults.ts';
import type { Span, Trace } from '../model/trace.ts';
import { type ExpectedPart, isPart, partText } from './expected-part.ts';
import { isOperation } from './operation.ts';

/** How a span differs from a part. Of two spans the one that weighs less is nearer to it. */
interface Difference {
  readonly weight: number;
  readonly faults: readonly string[];
}

type Nearest = Difference & { readonly span: Span };

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
function nearestOf(spans: readonly Span[], part: ExpectedPart, trace: Trace): Nearest | undefined {
  return spans
    .filter(({ resource }) => resource.service === part.service)
    .map((span) => ({ span, ...differenceOf(span, part, trace) }))
    .reduce<Nearest | undefined>(
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

/** A child of a part with the nearest of the spans that could be it. */
interface Chosen {
  readonly child: ExpectedPart;
  /** How many of the spans are as the child demands. */
  readonly fitting: number;
  readonly nearest: Nearest | undefined;
  /** Other children took all the spans that fit it. */
  readonly isOneTooMany: boolean;
}

/** Each child takes the nearest span that is left; the one that fewest spans fit chooses first, one that none fits last. */
function chosenBelow(span: Span, { children }: ExpectedPart, trace: Trace): Chosen[] {
  const below = trace.children(span.spanId);
  const left = new Set(below);
  const wanted = children.map((child, at) => ({
    ...{ child, at },
    fitting: below.filter((one) => isPart(one, child, trace)).length,
  }));
  const rank = (fitting: number): number => (fitting === 0 ? Infinity : fitting);
  return wanted
    .toSorted(
      (a, b) => rank(a.fitting) - rank(b.fitting) || detailsOf(b.child) - detailsOf(a.child),
    )
    .map((one) => {
      const nearest = nearestOf([...left], one.child, trace);
      const isOneTooMany = one.fitting > 0 && (nearest?.weight ?? WEIGHTS.name) >= WEIGHTS.name;
      if (nearest !== undefined && !isOneTooMany) left.delete(nearest.span);
      return { ...one, nearest, isOneTooMany };
    })
    .toSorted((a, b) => a.at - b.at);
}

function childDifferences(span: Span, part: ExpectedPart, trace: Trace): Difference[] {
  const chosen = chosenBelow(span, part, trace);
  const tooMany = groupBy(
    chosen.filter(({ isOneTooMany }) => isOneTooMany),
    ({ child }) => partText(child),
  );
  return chosen.map((one) => {
    const text = partText(one.child);
    if (one.isOneTooMany) {
      const alike = tooMany.get(text) ?? [];
      const fault = `${one.fitting} ${text} directly below it, not ${one.fitting + alike.length}`;
      return { weight: WEIGHTS.child, faults: alike[0] === one ? [fault] : [] };
    }
    return differenceBelow(one.nearest, text);
  });
}

function differenceBelow(nearest: Nearest | undefined, text: string): Difference {
  if (nearest === undefined)
    return { weight: WEIGHTS.child, faults: [`no ${text} directly below it`] };
  const { span, weight, faults } = nearest;
  return { weight, faults: faults.map((fault) => `${nameOf(span)} below it: ${fault}`) };
}

/** How much a part says of its span. */
const detailsOf = ({ name, kind, attributes = {}, children }: ExpectedPart): number =>
  [name, kind, ...Object.keys(attributes), ...children].filter((one) => one !== undefined).length;
