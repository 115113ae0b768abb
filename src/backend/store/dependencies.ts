import { PAUSE, STEPS, type Work } from '../turns.ts';
import { scanSpan } from '../../otlp/scan.ts';
import { WireReader } from '../../otlp/reader.ts';
import type { DependencyLink } from './span-store.ts';
import { rowsOf, type StoreIndex, type TraceEntry } from './traces.ts';

/** How often a span of one service is the parent of a span of another, or of its own, in the traces of the window. */
export function* dependenciesOf(
  startMin: bigint,
  startMax: bigint,
  store: StoreIndex,
): Work<DependencyLink[]> {
  const links = new Map<string, Map<string, number>>();
  for (const trace of store.traces.oldestFirst())
    if (trace.startMin >= startMin && trace.startMin <= startMax)
      yield* countIn(trace, store, links);
  return [...links].flatMap(([parent, children]) =>
    [...children].map(([child, callCount]) => ({ parent, child, callCount })),
  );
}

interface Placed {
  readonly service: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

function* countIn(
  trace: TraceEntry,
  store: StoreIndex,
  links: Map<string, Map<string, number>>,
): Work<void> {
  const spans = yield* placedSpans(trace, store);
  // Of several spans of one id the first one counts.
  const services = new Map(spans.toReversed().map(({ spanId, service }) => [spanId, service]));
  for (const { parentSpanId, service: child } of spans) {
    const parent = parentSpanId === '' ? undefined : services.get(parentSpanId);
    if (parent === undefined) continue;
    const children = links.get(parent) ?? new Map<string, number>();
    children.set(child, (children.get(child) ?? 0) + 1);
    links.set(parent, children);
  }
}

/** None of a trace that goes meanwhile. */
function* placedSpans(trace: TraceEntry, store: StoreIndex): Work<Placed[]> {
  const placed: Placed[] = [];
  for (const row of rowsOf(trace, store)) {
    placed.push(placedSpan(row, store));
    if (placed.length % STEPS !== 1) continue;
    yield PAUSE;
    if (trace.evicted) return [];
  }
  return placed;
}

function placedSpan(row: number, { rows, origins, log }: StoreIndex): Placed {
  const bytes = log.bytesOf(row);
  const at = rows.offset[row] ?? 0;
  const head = scanSpan(new WireReader(bytes, at, at + (rows.length[row] ?? 0)));
  const id = (start: number): string =>
    start < 0 ? '' : bytes.toString('latin1', start, start + 8);
  return {
    service: origins.byId(rows.origin[row] ?? 0).service.name,
    spanId: id(head.spanIdAt),
    parentSpanId: id(head.parentSpanIdAt),
  };
}
