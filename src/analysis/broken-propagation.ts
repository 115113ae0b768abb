import { groupBy } from '../base/group-by.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import { quantumBetween } from './clock-quantum.ts';
import { addressOfServer, LOOPBACK, namedPeer } from './peer-name.ts';

/** A call that left nothing in its trace, and the root of another trace that answered it. */
export interface BrokenCall {
  readonly call: Span;
  readonly root: Span;
}

/**
 * Calls whose context did not reach the callee, so that it began a trace of its own:
 *
 *     front  GET → back     ├──────────────┤        client, and nothing below it
 *     back     GET /b         ├─────────┤           server, the root of another trace, within that time
 *
 * The caller names the callee by its service, or by the address that the server says it answered at. One such pair may be
 * chance; they are taken for broken where at least half of a caller's unanswered calls to a callee have one.
 *
 * @param traces each once
 * @see docs/definitions.md#verify
 */
export function brokenCalls(traces: readonly Trace[]): BrokenCall[] {
  const servers = rootServers(traces);
  if (servers.size === 0) return [];
  const calls = traces.flatMap((trace) => trace.spans.flatMap((span) => unanswered(span, trace)));
  const taken = new Set<Span>();
  const alike = groupBy(calls, ({ call, callee }) =>
    JSON.stringify([call.resource.service, callee]),
  );
  return Array.from(alike.values()).flatMap((same) => {
    const found = same.flatMap(({ call, callee }) => {
      const root = duringCall(call, servers.get(callee) ?? servers.get(withoutPort(callee)) ?? [])
        .filter((one) => one.traceId !== call.traceId)
        .find((one) => !taken.has(one));
      if (root === undefined) return [];
      taken.add(root);
      return [{ call, root }];
    });
    return 2 * found.length >= same.length ? found : [];
  });
}

const withoutPort = (name: string): string => name.replace(/:\d+$/, '');

/** By all names that a caller may use; by start. */
function rootServers(traces: readonly Trace[]): ReadonlyMap<string, readonly Span[]> {
  const roots = traces.flatMap((trace) => trace.roots).filter(({ kind }) => kind === 'server');
  return groupedByNames(roots.sort((a, b) => a.startUs - b.startUs));
}

function groupedByNames(roots: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const byName = new Map<string, Span[]>();
  for (const root of roots) {
    const address = addressOfServer(root);
    for (const name of new Set([root.resource.service, address])) {
      if (name === undefined || LOOPBACK.test(name)) continue;
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [root]);
      else known.push(root);
    }
  }
  return byName;
}

function unanswered(call: Span, trace: Trace): { call: Span; callee: string }[] {
  if (call.kind !== 'client' || trace.children(call.spanId).length > 0) return [];
  const peer = namedPeer(call);
  if (peer?.type !== 'virtual') return [];
  return [{ call, callee: peer.name }];
}

/** @param roots by start */
function duringCall(call: Span, roots: readonly Span[]): Span[] {
  let [from, to] = [0, roots.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const root = roots[middle];
    if (root !== undefined && root.startUs < call.startUs - quantumBetween(root, call))
      from = middle + 1;
    else to = middle;
  }
  const found: Span[] = [];
  for (let root = roots[from]; root && root.startUs <= endUs(call); root = roots[(from += 1)])
    if (endUs(root) <= endUs(call) + quantumBetween(root, call)) found.push(root);
  return found;
}
