import type { ExpectedSpan } from './hierarchy.ts';

/** Callers and callees in these hierarchies: a client span and the server span of another service below it; each pair once. */
export function calledBy(hierarchies: readonly ExpectedSpan[]): { from: string; to: string }[] {
  const pairs = new Map<string, { from: string; to: string }>();
  const seen = new Set<ExpectedSpan>();
  const open = [...hierarchies];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    if (seen.has(span)) continue;
    seen.add(span);
    for (const child of span.children) {
      open.push(child);
      const [from, to] = [span.service, child.service];
      if (span.kind === 'client' && child.kind === 'server' && from !== to)
        pairs.set(JSON.stringify([from, to]), { from, to });
    }
  }
  return Array.from(pairs.values()).sort((a, b) =>
    `${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1,
  );
}
