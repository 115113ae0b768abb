import type { Remark } from '../../../analysis/trace-remarks.ts';
import type { Waterfall } from '../../../analysis/waterfall.ts';
import { rfc3339 } from '../../../model/instant.ts';
import type { Attributes } from '../../../model/trace.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import { tabSeparated } from '../table.ts';
import type { Details } from './details.ts';

type Fields = readonly (string | number | undefined)[];

/**
 * A trace for a pipe. The first column says what a row is; times are whole microseconds; what does not apply is empty.
 *
 *     trace      id, start, root service, root operation, request, whole trace, spans, services, errors
 *     span       depth, service, name, callee, kind, offset, duration, self, on the critical path, gap, spans folded
 *                into the row, status, remarks (comma-separated), span id, parent's span id
 *     attribute  span id, key, value
 *     event      span id, offset, name, attributes as JSON
 *     repeated   verdict, service, name, callee, detail, calls, time in all, time to be saved, parent's span id
 *     problem    what, span id
 *
 * @see docs/definitions.md#waterfall
 */
export function traceRows(trace: Waterfall, details: Details): string {
  const { root } = trace;
  return tabSeparated([
    [
      'trace',
      trace.traceId,
      rfc3339(trace.startUs),
      root?.resource.service,
      root?.name,
      root?.durationUs,
      trace.durationUs,
      trace.spanCount,
      trace.services.length,
      trace.errors,
    ],
    ...trace.rows.flatMap((row): Fields[] => [
      [
        'span',
        row.depth,
        row.step.service,
        row.step.name,
        row.step.callee,
        row.spans[0].kind,
        row.startUs - trace.startUs,
        row.durationUs,
        row.selfUs,
        row.pathUs,
        row.gapUs,
        row.spans.length,
        row.spans.some(({ status }) => status === 'error') ? 'error' : row.spans[0].status,
        remarkNames(row.remarks),
        row.spans[0].spanId,
        row.spans[0].parentSpanId,
      ],
      ...row.spans.flatMap((span): Fields[] => [
        ...(details.attributes ? attributeRows(span.spanId, span.attributes) : []),
        ...(details.events
          ? span.events.map((event) => [
              'event',
              span.spanId,
              event.timeUs - trace.startUs,
              event.name,
              attributeText(event.attributes),
            ])
          : []),
      ]),
    ]),
    ...findingRows(trace),
  ]);
}

function findingRows(trace: Waterfall): Fields[] {
  return [
    ...trace.repeated.map((call) => [
      'repeated',
      call.verdict,
      call.service,
      call.name,
      call.callee,
      call.detail,
      call.spans.length,
      call.wallUs,
      call.savedUs,
      call.parent.spanId,
    ]),
    ...trace.problems.map((problem) => [
      'problem',
      problem.kind,
      'spanId' in problem ? problem.spanId : 'spanIds' in problem ? problem.spanIds[0] : undefined,
    ]),
  ];
}

const remarkNames = (remarks: readonly Remark[]): string =>
  [...new Set(remarks.map(({ kind }) => kind))].join(',');

const attributeRows = (spanId: string, attributes: Attributes): Fields[] =>
  Object.entries(attributes).map(([key, value]) => [
    'attribute',
    spanId,
    key,
    attributeText(value),
  ]);
