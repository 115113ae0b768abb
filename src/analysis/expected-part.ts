import { attributeFaults, wantedTexts, type WantedAttributes } from '../model/attribute-faults.ts';
import type { Span, SpanKind, Trace } from '../model/trace.ts';
import { isOperation } from './operation.ts';

/** A span that occurs somewhere in a trace, with spans directly below it. What is left out may be anything. */
export interface ExpectedPart {
  readonly service: string;
  /** Its name, exact or folded. */
  readonly name: string | undefined;
  readonly kind: SpanKind | undefined;
  readonly attributes: WantedAttributes | undefined;
  readonly children: readonly ExpectedPart[];
}

/**
 * Whether a span and those below it are the part: each child of the part is a child of its own, in any order, and there
 * may be others beside them.
 *
 *     part  b ─ c       trace  a ─ b ─ x     holds
 *           └── c              └── b ─ c
 *                                  ├── c
 *                                  └── d
 *
 * The depth of recursion is that of the part.
 */
export const hasPart = (trace: Trace, part: ExpectedPart): boolean =>
  trace.spans.some((span) => isPart(span, part, trace));

export function isPart(span: Span, part: ExpectedPart, trace: Trace): boolean {
  if (!isLike(span, part)) return false;
  const below = trace.children(span.spanId);
  if (below.length < part.children.length) return false;
  const fits = part.children.map((child) =>
    below.flatMap((found, at) => (isPart(found, child, trace) ? [at] : [])),
  );
  return eachHasItsOwn(fits);
}

const isLike = (span: Span, { service, name, kind, attributes }: ExpectedPart): boolean =>
  span.resource.service === service &&
  (name === undefined || isOperation(span, name)) &&
  (kind === undefined || span.kind === kind) &&
  attributeFaults(span, attributes).length === 0;

/**
 * Whether each can have one of the numbers that fit it, and no two the same: Kuhn's bipartite matching.
 *
 * @see https://en.wikipedia.org/wiki/Maximum_cardinality_matching
 */
function eachHasItsOwn(fits: readonly (readonly number[])[]): boolean {
  const owner = new Map<number, number>();
  const place = (who: number, tried: Set<number>): boolean =>
    (fits[who] ?? []).some((at) => {
      if (tried.has(at)) return false;
      tried.add(at);
      const other = owner.get(at);
      if (other !== undefined && !place(other, tried)) return false;
      owner.set(at, who);
      return true;
    });
  return fits.every((_, who) => place(who, new Set()));
}

/** "order POST /order > payment POST /pay http.response.status_code=200", down the first children. */
export function partText(part: ExpectedPart): string {
  const attributes = wantedTexts(part.attributes);
  const own = [part.service, part.name, part.kind, ...attributes].filter(Boolean).join(' ');
  const [first, ...others] = part.children;
  if (first === undefined) return own;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${own} > ${partText(first)}${more}`;
}
