import type { RepeatedCall } from '../../../analysis/n-plus-one.ts';
import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { rfc3339 } from '../../../model/instant.ts';
import type { Attributes, Span } from '../../../model/trace.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import type { TraceAnswer } from './answer.ts';

type Row = TraceAnswer['rows'][number];

/** The JSON answer about one trace: the same for the same spans, whichever Jaeger they came through. */
export function traceAnswerOf(
  trace: Waterfall,
  source: Pick<TraceAnswer, 'jaegerUrl' | 'jaegerVersion'>,
): TraceAnswer {
  const { root, traceId, startUs, durationUs, services, errors, problems, hiddenSpans } = trace;
  return {
    schema: 'jaeger-lab/trace@1',
    ...source,
    traceId,
    start: startOf(trace),
    root: root && { service: root.resource.service, operation: root.name, spanId: root.spanId },
    requestUs: root?.durationUs,
    durationUs,
    spans: trace.spanCount,
    services,
    errors,
    complete: problems.length === 0,
    clocks: trace.clocks,
    rawClocks: trace.rawClocks,
    otherRoots: trace.otherRoots.map(({ spanId }) => spanId),
    hiddenSpans,
    rows: trace.rows.map((row) => rowOf(row, startUs)),
    problems,
    repeated: trace.repeated.map(repeatedOf),
  };
}

function startOf({ rows, startUs }: Waterfall): string {
  const first = rows.flatMap(({ spans }) => spans).find((span) => span.startUs === startUs);
  return rfc3339(startUs, first?.startNanos);
}

function rowOf(row: WaterfallRow, startUs: number): Row {
  const [span] = row.spans;
  return {
    depth: row.depth,
    ...row.step,
    kind: span.kind,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    count: row.spans.length,
    start: rfc3339(span.startUs, span.startNanos),
    offsetUs: row.startUs - startUs,
    movedUs: span.movedUs,
    durationUs: row.durationUs,
    selfUs: row.selfUs,
    pathUs: row.pathUs,
    gapUs: row.gapUs,
    path: row.sections.map((section) => [section.startUs - startUs, section.endUs - startUs]),
    status: span.status,
    statusMessage: span.statusMessage === '' ? undefined : span.statusMessage,
    remarks: row.remarks,
    attributes: plain(span.attributes),
    events: eventsOf(span, startUs),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

const eventsOf = ({ events }: Span, startUs: number): Row['events'] =>
  events.map(({ timeUs, name, attributes }) => ({
    offsetUs: timeUs - startUs,
    name,
    attributes: plain(attributes),
  }));

/** Older Jaegers keep lists and maps only as their JSON text. */
function plain(attributes: Attributes): Row['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      const isPlain = typeof value === 'boolean' || Number.isFinite(value);
      return [key, isPlain ? (value as boolean | number) : attributeText(value)];
    }),
  );
}

/** A finding of repeated calls, for JSON. */
export function repeatedOf(call: RepeatedCall): TraceAnswer['repeated'][number] {
  const { verdict, service, name, callee, detail, spans, wallUs, savedUs, parent } = call;
  const { traceId, spanId } = parent;
  const calls = spans.length;
  return {
    verdict,
    service,
    name,
    callee,
    detail,
    calls,
    wallUs,
    savedUs,
    traceId,
    parentSpanId: spanId,
  };
}
