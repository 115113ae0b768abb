import type { Failure } from '../../../analysis/failures.ts';
import type { ServiceTime } from '../../../analysis/service-times.ts';
import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import type { Attributes, Span, TraceProblem } from '../../../model/trace.ts';
import { shortRemark, traceFindings } from '../../../render/terminal/trace/remarks.ts';
import { traceSentence } from '../../../render/terminal/trace/trace.ts';
import { stepName } from '../../../render/terminal/call-step.ts';
import { PLAIN, sentences } from './sentences.ts';

/** A row as it is drawn. Times are µs from the start of the trace. */
export interface DrawnRow {
  readonly spanId: string;
  readonly service: string;
  readonly name: string;
  readonly depth: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly durationUs: number;
  readonly pathUs: number;
  readonly isError: boolean;
  /** Two or three words each, as beside a bar of the terminal. */
  readonly remarks: readonly string[];
  /** The stretches on the critical path: from, to, from, to … */
  readonly path: readonly number[];
  /** When its events happened. */
  readonly eventsUs: readonly number[];
  readonly hasChildren: boolean;
}

/** A trace as the page draws it. */
export interface DrawnTrace {
  readonly traceId: string;
  readonly sentence: string | undefined;
  readonly root: { readonly service: string; readonly name: string } | undefined;
  /** Of its first span, since 1970. */
  readonly startUs: number;
  readonly requestUs: number | undefined;
  readonly durationUs: number;
  readonly services: readonly string[];
  readonly serviceTimes: readonly ServiceTime[];
  readonly errors: number;
  readonly failures: readonly Failure[];
  readonly problems: readonly TraceProblem[];
  /** Everything odd about the trace, a sentence each, as the terminal prints it. */
  readonly findings: readonly string[];
  readonly rows: readonly DrawnRow[];
}

export function drawnTrace(trace: Waterfall): DrawnTrace {
  const { root, startUs } = trace;
  return {
    traceId: trace.traceId,
    sentence: traceSentence(trace, PLAIN),
    root: root && { service: root.resource.service, name: root.name },
    startUs,
    requestUs: root?.durationUs,
    durationUs: trace.durationUs,
    services: trace.services,
    serviceTimes: trace.serviceTimes,
    errors: trace.errors,
    failures: trace.failures,
    problems: trace.problems,
    findings: sentences(traceFindings(trace, PLAIN)),
    rows: trace.rows.map((row, i) =>
      drawnRow(row, startUs, (trace.rows[i + 1]?.depth ?? 0) > row.depth),
    ),
  };
}

function drawnRow(row: WaterfallRow, originUs: number, hasChildren: boolean): DrawnRow {
  const [span] = row.spans;
  return {
    spanId: span.spanId,
    service: row.step.service,
    name: stepName(row.step, PLAIN),
    depth: row.depth,
    startUs: row.startUs - originUs,
    endUs: row.endUs - originUs,
    durationUs: row.durationUs,
    pathUs: row.pathUs,
    isError: span.status === 'error',
    remarks: row.remarks.map((remark) => shortRemark(remark, PLAIN)),
    path: row.sections.flatMap((section) => [section.startUs - originUs, section.endUs - originUs]),
    eventsUs: span.events.map(({ timeUs }) => timeUs - originUs),
    hasChildren,
  };
}

type Texts = readonly (readonly [key: string, text: string])[];

/** What the panel beside the rows shows of one. */
export interface RowDetails {
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  /** Since 1970. */
  readonly startUs: number;
  readonly offsetUs: number;
  readonly durationUs: number;
  readonly selfUs: number;
  readonly pathUs: number;
  readonly gapUs: number | undefined;
  readonly status: string;
  readonly statusMessage: string;
  readonly attributes: Texts;
  readonly resource: Texts;
  readonly scope: string;
  readonly events: readonly {
    readonly offsetUs: number;
    readonly name: string;
    readonly attributes: Texts;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly remarks: readonly string[];
  readonly warnings: readonly string[];
}

export function rowDetails({ rows, startUs }: Waterfall, index: number): RowDetails | undefined {
  const row = rows[index];
  if (row === undefined) return undefined;
  const [span] = row.spans;
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    service: row.step.service,
    name: stepName(row.step, PLAIN),
    kind: span.kind,
    startUs: span.startUs,
    offsetUs: row.startUs - startUs,
    durationUs: row.durationUs,
    selfUs: row.selfUs,
    pathUs: row.pathUs,
    gapUs: row.gapUs,
    status: span.status,
    statusMessage: span.statusMessage,
    attributes: texts(span.attributes),
    resource: texts(span.resource.attributes),
    scope: [span.scope.name, span.scope.version].filter((part) => part !== '').join(' '),
    events: span.events.map(({ timeUs, name, attributes }) => ({
      offsetUs: timeUs - startUs,
      name,
      attributes: texts(attributes),
    })),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
    remarks: row.remarks.flatMap((remark) =>
      remark.kind === 'error' ? [] : shortRemark(remark, PLAIN),
    ),
    warnings: span.warnings,
  };
}

const texts = (attributes: Attributes): Texts =>
  Object.entries(attributes).map(([key, value]) => [key, attributeText(value)] as const);

/** Whatever the case of letters; every word of the text has to occur. */
export function rowsFound({ rows }: Waterfall, text: string): number[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return rows.flatMap(({ spans, step }, index) => {
    const all = `${textOf(spans[0])}\n${(step.callee ?? '').toLowerCase()}`;
    return words.every((word) => all.includes(word)) ? index : [];
  });
}

const textOf = ({ spanId, name, resource, attributes, events, statusMessage }: Span): string =>
  [
    spanId,
    name,
    resource.service,
    statusMessage,
    ...pairs(attributes),
    ...events.flatMap((event) => [event.name, ...pairs(event.attributes)]),
  ]
    .join('\n')
    .toLowerCase();

const pairs = (attributes: Attributes): string[] =>
  Object.entries(attributes).map(([key, value]) => `${key}=${attributeText(value)}`);
