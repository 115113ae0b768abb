import type { AnyValue, Resource } from '../../otlp/types.ts';
import { PAUSE, STEPS, type Work } from '../turns.ts';
import { printGoDuration } from './go-syntax.ts';

/** What of a span its clock is judged by. */
export interface TimedSpan {
  readonly resource: Resource;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
}

interface Node {
  readonly index: number;
  readonly span: TimedSpan;
  readonly host: string;
  readonly children: Node[];
}

interface Step {
  readonly node: Node;
  readonly parent: Node | undefined;
  readonly skew: { readonly host: string; readonly delta: bigint };
}

/**
 * What Jaeger 2.20 remarks, by the number of the span, where clocks seem to disagree or a span's parent is missing.
 * It shifts no times by default, and neither do we.
 *
 * A span on another host than its parent that does not fit into it is taken for skewed: by what would put it into
 * the parent's middle or, when it is longer than the parent, to the parent's start. Its descendants on the same host
 * share its clock. A span whose resource names no host is compared with its parent always.
 */
export function* skewWarnings(
  spans: readonly TimedSpan[],
): Work<ReadonlyMap<number, readonly string[]>> {
  const warnings = new Map<number, string[]>();
  const warn = ({ index }: Pick<Node, 'index'>, sentence: string): void => {
    const list = warnings.get(index);
    if (list === undefined) warnings.set(index, [sentence]);
    else list.push(sentence);
  };
  const steps = yield* startsOf(spans, warn);
  let done = 0;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { node, parent } = step;
    const isOwnClock = parent !== undefined && (node.host === '' || node.host !== step.skew.host);
    const skew = isOwnClock ? { host: node.host, delta: delta(node.span, parent.span) } : step.skew;
    if (skew.delta !== 0n) {
      const by = printGoDuration(skew.delta);
      warn(node, `clock skew adjustment disabled; not applying calculated delta of ${by}`);
    }
    for (const child of node.children) steps.push({ node: child, parent: node, skew });
    done += 1;
    if (done % STEPS === 0) yield PAUSE;
  }
  return warnings;
}

/** The spans without a parent, with their descendants tied to them. */
function* startsOf(
  spans: readonly TimedSpan[],
  warn: (node: Pick<Node, 'index'>, sentence: string) => void,
): Work<Step[]> {
  const nodes = new Map<string, Node>();
  const hosts = new Map<Resource, string>();
  for (const [index, span] of spans.entries()) {
    if (index % STEPS === 0) yield PAUSE;
    const { resource } = span;
    if (nodes.has(span.spanId)) {
      warn({ index }, 'duplicate span IDs; skipping clock skew adjustment');
      continue;
    }
    const host = hosts.get(resource) ?? hostOf(resource);
    hosts.set(resource, host);
    nodes.set(span.spanId, { index, span, host, children: [] });
  }
  const starts: Step[] = [];
  for (const node of nodes.values()) {
    const { parentSpanId } = node.span;
    const parent = nodes.get(parentSpanId);
    if (parentSpanId !== '' && parent !== undefined) {
      parent.children.push(node);
      continue;
    }
    if (parentSpanId !== '') {
      warn(
        node,
        `parent span ID=${parentSpanId} is not in the trace; skipping clock skew adjustment`,
      );
    }
    starts.push({ node, parent: undefined, skew: { host: node.host, delta: 0n } });
  }
  return starts;
}

/** What distinguishes a host: its id, else its first address, else its name; "" when the resource has none of them. */
function hostOf({ attributes }: Resource): string {
  const of = (wanted: string): AnyValue => attributes.find(({ key }) => key === wanted)?.value;
  const addresses = of('host.ip');
  const address: AnyValue = Array.isArray(addresses)
    ? (addresses as readonly AnyValue[])[0]
    : addresses;
  const host = of('host.id') ?? address ?? of('host.name');
  return typeof host === 'string' ? host : '';
}

function delta(child: TimedSpan, parent: TimedSpan): bigint {
  const early = parent.start - child.start;
  const room = parent.end - parent.start - (child.end - child.start);
  if (room < 0n) return early > 0n ? early : 0n;
  const isInside = early <= 0n && child.end <= parent.end;
  return isInside ? 0n : early + room / 2n;
}
