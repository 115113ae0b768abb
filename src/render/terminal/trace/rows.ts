import type { Remark } from '../../../analysis/trace-remarks.ts';
import type { Waterfall } from '../../../analysis/waterfall.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import { headlineRows, tsvRows } from '../../tsv.ts';
import type { Details } from './details.ts';
import { logRows } from './logs.ts';

/** A trace for a pipe. @see docs/definitions.md#waterfall */
export function traceRows(
  trace: Waterfall,
  details: Details,
  headline: string | undefined,
): string {
  const { root, startUs, repeated, problems, failures } = trace;
  return [
    headlineRows(headline),
    tsvRows(
      'trace',
      'traceId start rootService rootOperation requestUs durationUs spans services errors',
      [
        {
          ...trace,
          start: rfc3339(startUs),
          rootService: root?.resource.service,
          rootOperation: root?.name,
          requestUs: root?.durationUs,
          spans: trace.spanCount,
          services: trace.services.length,
        },
      ],
    ),
    spanRows(trace),
    tsvRows('service-total', 'service pathUs share selfUs spans errors', trace.serviceTimes),
    detailRows(trace, details),
    logRows(trace, details.logs),
    tsvRows('failure', 'service name callee reason spans spanId', failures),
    tsvRows('warning', 'spanId text', warningsIn(trace)),
    linkRows(trace),
    tsvRows(
      'repeated-call',
      'verdict service name callee detail calls wallUs savedUs parentSpanId width retries offPath',
      repeated.map((call) => ({
        ...call,
        calls: call.spans.length,
        parentSpanId: call.parent.spanId,
      })),
    ),
    tsvRows(
      'problem',
      'kind spanId',
      problems.map((problem) => ({
        kind: problem.kind,
        spanId:
          'spanId' in problem ? problem.spanId : 'spanIds' in problem ? problem.spanIds[0] : '',
      })),
    ),
  ].join('');
}

function linkRows({ links, otherHalves }: Waterfall): string {
  return [
    tsvRows(
      'link',
      'direction spanId service name otherTraceId otherSpanId otherService otherName state',
      links.map(({ other, ...link }) => ({
        ...link,
        otherService: other?.service,
        otherName: other?.name,
      })),
    ),
    tsvRows(
      'other-half',
      'traceId',
      otherHalves.map((traceId) => ({ traceId })),
    ),
  ].join('');
}

const warningsIn = ({ rows }: Waterfall) =>
  rows.flatMap(({ spans, remarks }) =>
    remarks.flatMap((remark) =>
      remark.kind === 'jaeger-warning' ? [{ spanId: spans[0].spanId, text: remark.message }] : [],
    ),
  );

function detailRows({ rows, startUs }: Waterfall, details: Details): string {
  const spans = rows.flatMap((row) => row.spans);
  return [
    tsvRows(
      'attribute',
      'spanId key value',
      details.attributes
        ? spans.flatMap(({ spanId, attributes }) =>
            Object.entries(attributes).map(([key, value]) => ({
              spanId,
              key,
              value: attributeText(value),
            })),
          )
        : [],
    ),
    tsvRows(
      'event',
      'spanId offsetUs name attributes',
      details.events
        ? spans.flatMap(({ spanId, events }) =>
            events.map(({ timeUs, name, attributes }) => ({
              spanId,
              offsetUs: timeUs - startUs,
              name,
              attributes: attributeText(attributes),
            })),
          )
        : [],
    ),
  ].join('');
}

const spanRows = ({ rows, startUs }: Waterfall): string =>
  tsvRows(
    'span',
    'depth service name callee kind offsetUs durationUs selfUs pathUs gapUs count status remarks spanId parentSpanId',
    rows.map(({ spans, step, remarks, ...row }) => ({
      ...row,
      ...step,
      callee: step.callee,
      kind: spans[0].kind,
      offsetUs: row.startUs - startUs,
      count: spans.length,
      status: spans.some(({ status }) => status === 'error') ? 'error' : spans[0].status,
      remarks: remarkNames(remarks),
      spanId: spans[0].spanId,
      parentSpanId: spans[0].parentSpanId,
    })),
  );

const remarkNames = (remarks: readonly Remark[]): string =>
  [...new Set(remarks.map(({ kind }) => kind))].join(',');
