import { groupBy } from '../base/group-by.ts';
import type { Span, SpanEvent, Trace } from '../model/trace.ts';
import { attributeText } from '../model/attribute-text.ts';
import { stepOf, type CallStep } from './call-path.ts';

/** Failed spans of one operation for one reason. */
export interface Failure extends CallStep {
  /** "" where none of them says why. */
  readonly reason: string;
  readonly spans: number;
  /** The first of them. */
  readonly spanId: string;
}

/** Newest names first; OpenTracing wrote the later ones. */
const TYPES = ['exception.type', 'error.kind'];
const MESSAGES = ['exception.message', 'error.object', 'message'];

/** Whether an event reports an exception. */
export const isException = ({ name, attributes }: SpanEvent): boolean =>
  name === 'exception' || (name === 'error' && MESSAGES.some((key) => key in attributes));

/**
 * Why a span failed: its status description, else the last exception among its events, `CardError: card declined`.
 *
 * @returns "" where it does not say why
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
 */
export function failureReason({ statusMessage, events }: Span): string {
  if (statusMessage !== '') return statusMessage;
  const exception = events.findLast(isException);
  if (exception === undefined) return '';
  const textOf = (keys: readonly string[]): string => {
    const key = keys.find((one) => one in exception.attributes) ?? '';
    return attributeText(exception.attributes[key] ?? '');
  };
  const [type, message] = [textOf(TYPES), textOf(MESSAGES)];
  if (type === '' || message.startsWith(type)) return message;
  return message === '' ? type : `${type}: ${message}`;
}

/**
 * Why spans of a trace failed, those furthest from the root first: a failure is passed on upwards. Equal ones are one.
 */
export function failuresIn(trace: Trace): Failure[] {
  const failed = trace.spans.filter(({ status }) => status === 'error');
  if (failed.length === 0) return [];
  const depths = depthsOf(trace);
  const depth = (span: Span): number => depths.get(span) ?? 0;
  const told = failed
    .toSorted((a, b) => depth(b) - depth(a))
    .map((span) => ({ ...stepOf(span, trace), reason: failureReason(span), spanId: span.spanId }));
  const alike = groupBy(told, ({ service, name, callee, reason }) =>
    JSON.stringify([service, name, callee, reason]),
  );
  return Array.from(alike.values()).flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, spans: 1 + others.length }],
  );
}

/** "ttwork INSERT failed: dup key"; of a reason of several lines the first. */
export function failureText({ service, name, reason }: Failure): string {
  const [line = ''] = reason.trim().split('\n', 1);
  return `${service} ${name} failed${line === '' ? '' : `: ${line}`}`;
}

function depthsOf(trace: Trace): ReadonlyMap<Span, number> {
  const depths = new Map<Span, number>();
  const waiting = trace.tops.map((span) => ({ span, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    depths.set(next.span, next.depth);
    for (const span of trace.children(next.span.spanId))
      waiting.push({ span, depth: next.depth + 1 });
  }
  return depths;
}
