import { attributeText } from '../model/attribute-text.ts';
import type { Attributes, Span, SpanEvent } from '../model/trace.ts';
import { statusOf } from './response-status.ts';

/** Newest names first; OpenTracing wrote the later ones. */
const TYPES = ['exception.type', 'error.type', 'error.kind'];
const MESSAGES = ['exception.message', 'error.message', 'error.msg', 'error.object'];
const STACKS = ['exception.stacktrace', 'stack'];
/** Of these names other attributes of a span may be; in an event of an error they are its message. */
const IN_EVENTS = { types: TYPES, messages: [...MESSAGES, 'message', 'error'] };
/** Zipkin's exporters, and those for it, write the message into `error`. */
const ON_SPANS = { types: TYPES, messages: [...MESSAGES, 'error'] };

/** Whether an event reports an exception. */
export const isException = ({ name, attributes }: SpanEvent): boolean =>
  name === 'exception' ||
  ((name === 'error' || name === '') &&
    [...TYPES, ...IN_EVENTS.messages].some((key) => Object.hasOwn(attributes, key)));

/**
 * Why a span failed, by the first of these that says it: its status description; the last exception among its events,
 * `CardError: card declined`; its attributes, `java.net.ConnectException`, `status 503`, `status UNAVAILABLE`.
 *
 * @returns "" where nothing says why
 * @see docs/definitions.md#waterfall
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function failureReason(span: Span): string {
  if (span.statusMessage !== '') return span.statusMessage;
  const exception = span.events.findLast(isException);
  const thrown = exception === undefined ? '' : exceptionText(exception.attributes);
  return thrown || attributesText(span);
}

const exceptionText = (attributes: Attributes): string =>
  thrownText(attributes, IN_EVENTS) || thrownInStack(textOf(attributes, STACKS));

type Keys = typeof IN_EVENTS;

function thrownText(attributes: Attributes, { types, messages }: Keys): string {
  const [type, message] = [textOf(attributes, types), textOf(attributes, messages)];
  if (type === '' || message.startsWith(type)) return message;
  return message === '' ? type : `${type}: ${message}`;
}

/** The line of a stack trace that names what was thrown: the first one; in Python, which begins with the calls, the last. */
function thrownInStack(stack: string): string {
  const lines = stack.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  return (first.startsWith('Traceback') ? (lines.at(-1) ?? '') : first).trim();
}

/** The status is the callee's word, the type the caller's: they are one where the type repeats the status. */
function attributesText(span: Span): string {
  const status = statusOf(span);
  const thrown = thrownText(span.attributes, ON_SPANS);
  const isTold = status !== undefined && [status.code, status.name].includes(thrown);
  return [...(isTold ? [] : [thrown]), ...(status ? [`status ${status.name}`] : [])]
    .filter((text) => text !== '')
    .join(', ');
}

/** What says nothing: `_OTHER` stands for an error of no known type, and `error` may repeat that there is one. */
const EMPTY: ReadonlySet<string> = new Set(['', '_OTHER', 'true', 'false']);

function textOf(attributes: Attributes, keys: readonly string[]): string {
  for (const key of keys) {
    const text = Object.hasOwn(attributes, key) ? attributeText(attributes[key] ?? '') : '';
    if (!EMPTY.has(text)) return text;
  }
  return '';
}
