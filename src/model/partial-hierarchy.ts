import type { ExpectedSpan } from './hierarchy.ts';
import type { Span, Trace } from './trace.ts';

/**
 * The spans of a request that failed on the way which it could not have left had all gone well: a part of the hierarchy
 * may be missing, but nothing may be there that does not belong.
 *
 *     expected  a ─ b ─ c       fine  a ─ b       too much  a ─ b ─ d
 *               └── d                 └── d                     └── d not below b
 *
 * A span belongs where its way down from the root is one of the expected ones and was not taken as often already.
 *
 * @returns a sentence without a full stop for each, only the topmost of what hangs together
 */
export function excessFaults(trace: Trace, expected: ExpectedSpan): string[] {
  const allowed = waysOf(expected);
  const taken = new Map<string, number>();
  const faults: string[] = [];
  const open = trace.roots.map((span) => ({ span, above: '' }));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { span, above } = at;
    const way = `${above}${keyOf(identity(span))}`;
    const count = (taken.get(way) ?? 0) + 1;
    taken.set(way, count);
    if (count > (allowed.get(way) ?? 0)) {
      const { service, name, kind } = identity(span);
      faults.push(`${service} ${name} (${kind}) was not expected there`);
      continue;
    }
    for (const child of trace.children(span.spanId)) open.push({ span: child, above: way });
  }
  return faults;
}

type Identity = Omit<ExpectedSpan, 'children'>;

const identity = ({ resource, name, kind }: Span): Identity => ({
  service: resource.service,
  name,
  kind,
});
const keyOf = ({ service, name, kind }: Identity): string => JSON.stringify([service, name, kind]);

/** How often each way from the root down to a span is expected. */
function waysOf(root: ExpectedSpan): Map<string, number> {
  const ways = new Map<string, number>();
  const open = [{ span: root, above: '' }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const way = `${at.above}${keyOf(at.span)}`;
    ways.set(way, (ways.get(way) ?? 0) + 1);
    for (const child of at.span.children) open.push({ span: child, above: way });
  }
  return ways;
}
