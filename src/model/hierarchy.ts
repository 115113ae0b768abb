import { attributeFaults, type WantedAttributes } from './attribute-faults.ts';
import { matchTrees, type Mismatch, type Misplaced, type Partners } from './match-trees.ts';
import type { Span, SpanKind, Trace, TraceProblem } from './trace.ts';

/** A span of the hierarchy that a request is expected to leave, and what is below it, in any order. */
export interface ExpectedSpan {
  readonly service: string;
  /** As the span is named: "GET /process"; a fetch client span is named "GET". Or as its operation is, where that is asked for. */
  readonly name: string;
  readonly kind: SpanKind;
  /** Of the span or its resource. */
  readonly attributes?: WantedAttributes | undefined;
  readonly children: readonly ExpectedSpan[];
}

/** One way in which a trace differs from what was expected, in a sentence without a full stop. */
export interface HierarchyFault {
  readonly kind:
    'missing-span' | 'unexpected-span' | 'wrong-parent' | 'wrong-attribute' | 'incomplete';
  readonly text: string;
}

/** How many spans one such request leaves. */
export const expectedSpanCount = (expected: ExpectedSpan): number => walk(expected).length;

/** How often one such request is served by a service. */
export const callsOf = (expected: ExpectedSpan, service: string): number =>
  walk(expected).filter((span) => span.service === service && span.kind === 'server').length;

/**
 * How the trace differs from what one request should leave; empty when it is complete, has one root, and its tree
 * is the expected one, with children in any order. Spans are the same by service, name and kind; then their attributes
 * are compared.
 *
 * Of a part of the tree that is missing or too much, only the topmost span is named. A span that is missing in one
 * place and too much in another is one fault, `wrong-parent`.
 *
 * @param operationOf what else a span may be expected as, besides its name
 */
export function hierarchyFaults(
  trace: Trace,
  expected: ExpectedSpan,
  operationOf: OperationOf = nameOf,
): HierarchyFault[] {
  return faultsOf(trace, matched(trace, expected, operationOf));
}

type OperationOf = (span: Span) => string;

const nameOf: OperationOf = ({ name }) => name;

/**
 * The same for a request that failed. What was not called after the failure is not missing:
 *
 *     expected  a ─ b ─ c       fine  a ─ b ✘      b failed before it called c
 *               └── d                              a failed with b, before it called d
 *
 * A call that was made leaves the span of its callee, also when it fails: without it the callee was down, or its spans
 * were lost.
 */
export function failedHierarchyFaults(
  trace: Trace,
  expected: ExpectedSpan,
  operationOf: OperationOf = nameOf,
): HierarchyFault[] {
  const { missing, ...rest } = matched(trace, expected, operationOf);
  const lost = missing.filter((one) => !wasNotReached(one, trace));
  // A span in the wrong place is missing in the right one.
  return faultsOf(trace, { missing: lost, ...rest, unmet: [] });
}

function matched(
  trace: Trace,
  expected: ExpectedSpan,
  operationOf: OperationOf,
): Mismatch<Span, ExpectedSpan> {
  const wanted = new Set(walk(expected).map(keyOf));
  const keyOfSpan = (span: Span): string => {
    const exact = keyOf(identity(span));
    const folded = keyOf({ ...identity(span), name: operationOf(span) });
    return !wanted.has(exact) && wanted.has(folded) ? folded : exact;
  };
  return matchTrees<Span, ExpectedSpan>(
    {
      tops: trace.roots,
      key: keyOfSpan,
      children: (span) => trace.children(span.spanId),
    },
    { tops: [expected], key: keyOf, children: (span) => span.children },
    {
      has: ({ attributes }) => attributes !== undefined,
      meets: (span, { attributes }) => attributeFaults(span, attributes).length === 0,
    },
  );
}

function wasNotReached(
  { node, below }: Misplaced<ExpectedSpan, Span, ExpectedSpan>,
  trace: Trace,
): boolean {
  if (below === undefined) return false;
  const { found } = below;
  if (found.kind === 'client' && node.kind === 'server') return false;
  const caller = trace.parent(found);
  // The root's caller is the client that saw the request fail.
  return found.status === 'error' || caller === undefined || hasGivenUp(caller);
}

/** A call that failed may have ended before its callee did, whose own span is then no error. */
const hasGivenUp = ({ kind, status }: Span): boolean => kind === 'client' && status === 'error';

const faultsOf = (
  trace: Trace,
  { missing, unexpected, unmet }: Mismatch<Span, ExpectedSpan>,
): HierarchyFault[] => [
  ...incompleteFaults(trace),
  ...placementFaults(missing, unexpected),
  ...unmet.map(({ found, wanted }) =>
    fault(
      'wrong-attribute',
      `${textOf(wanted)}: ${attributeFaults(found, wanted.attributes).join(', ')}`,
    ),
  ),
];

/** What a span is matched by. */
type Identity = Pick<ExpectedSpan, 'service' | 'name' | 'kind'>;

const identity = (span: Span): Identity => ({
  service: span.resource.service,
  name: span.name,
  kind: span.kind,
});
const keyOf = ({ service, name, kind }: Identity): string => JSON.stringify([service, name, kind]);
const textOf = ({ service, name, kind }: Identity): string => `${service} ${name} (${kind})`;

const fault = (kind: HierarchyFault['kind'], text: string): HierarchyFault => ({ kind, text });

/** Pairs what is missing with what is too much elsewhere under the same key: that span is only in the wrong place. */
function placementFaults(
  missing: readonly Misplaced<ExpectedSpan, Span, ExpectedSpan>[],
  unexpected: readonly Misplaced<Span, Span, ExpectedSpan>[],
): HierarchyFault[] {
  const elsewhere = new Map<string, Misplaced<Span, Span, ExpectedSpan>[]>();
  for (const misplaced of unexpected) {
    const key = keyOf(identity(misplaced.node));
    const same = elsewhere.get(key);
    if (same === undefined) elsewhere.set(key, [misplaced]);
    else same.push(misplaced);
  }
  const faults = missing.map(({ node, below }) => {
    const found = elsewhere.get(keyOf(node))?.shift();
    if (found === undefined)
      return fault('missing-span', `${textOf(node)} is missing ${place(below)}`);
    return fault(
      'wrong-parent',
      `${textOf(node)} is ${place(found.below)} instead of ${place(below)}`,
    );
  });
  const tooMuch = [...elsewhere.values()].flat();
  return [
    ...faults,
    ...tooMuch.map(({ node, below }) =>
      fault('unexpected-span', `${textOf(identity(node))} ${place(below)} was not expected`),
    ),
  ];
}

const place = (below: Partners<Span, ExpectedSpan> | undefined): string =>
  below === undefined ? 'at the root' : `below ${textOf(below.wanted)}`;

function incompleteFaults(trace: Trace): HierarchyFault[] {
  if (trace.problems.length === 0) return [];
  const texts = new Map(trace.spans.map((span) => [span.spanId, textOf(identity(span))]));
  const text = (spanId: string): string => texts.get(spanId) ?? `span ${spanId}`;
  return trace.problems.map((problem) => fault('incomplete', problemText(problem, text)));
}

function problemText(problem: TraceProblem, text: (spanId: string) => string): string {
  switch (problem.kind) {
    case 'no-root':
      return 'no span is a root';
    case 'orphan':
      return `the parent ${problem.parentSpanId} of ${text(problem.spanId)} was not received`;
    case 'cycle':
      return `the parents of ${problem.spanIds.map(text).join(', ')} form a cycle`;
    case 'conflicting-span-id':
      return `different spans share the id ${problem.spanId}, one of them ${text(problem.spanId)}`;
  }
}

/** The span and everything below it, callers before callees. */
function walk(expected: ExpectedSpan): ExpectedSpan[] {
  const spans: ExpectedSpan[] = [];
  const open = [expected];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    spans.push(span);
    open.push(...span.children.toReversed());
  }
  return spans;
}
