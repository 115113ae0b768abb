import type { TraceLogs } from '../../../analysis/trace-logs.ts';
import type { WaterfallRow } from '../../../analysis/waterfall.ts';
import type { Attributes, Span } from '../../../model/trace.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import { duration } from '../duration.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import { cut, widthOf } from '../text-width.ts';
import { counted } from '../../../model/counted.ts';
import { spanLogLines } from './logs.ts';

/** What is shown below each row. */
export interface Details {
  readonly attributes: boolean;
  readonly events: boolean;
  /** Undefined where no logs were asked for. */
  readonly logs?: TraceLogs | undefined;
}

/** Columns that a value keeps, however long its key. */
const LEAST_VALUE = 8;

/**
 * The attributes and events of a row's spans, indented below it (of a folded row, those of its first span), and the log
 * lines of all its spans.
 */
export function detailLines(
  { spans }: WaterfallRow,
  tree: string,
  details: Details,
  screen: Screen,
): string[] {
  if (!details.attributes && !details.events && !details.logs) return [];
  const [span] = spans;
  const { dim, cyan } = paint(screen);
  const indent = ' '.repeat(tree.length + 4);
  const line = (key: string, value: string): string => {
    const room = screen.columns - indent.length - 2;
    const name = cut(printable(key), Math.max(1, room - LEAST_VALUE), screen);
    const text = cut(printable(value), Math.max(LEAST_VALUE, room - widthOf(name)), screen);
    return `${indent}${cyan(name)}${dim(':')} ${text}`;
  };
  const pairs = (attributes: Attributes): string[] =>
    Object.entries(attributes).map(([key, value]) => line(key, attributeText(value)));
  return [
    ...(details.attributes ? pairs(span.attributes) : []),
    ...(details.attributes ? span.warnings.map((text) => line('Jaeger warns', text)) : []),
    ...(details.events
      ? span.events.flatMap((event) => [
          line(...eventWords(event, span, screen)),
          ...stackLines(event).map((frame) => {
            const room = screen.columns - indent.length - STACK_INDENT.length;
            return dim(`${indent}${STACK_INDENT}${cut(printable(frame), room, screen)}`);
          }),
        ])
      : []),
    ...(details.logs ? spanLogLines(spans, details.logs, indent, screen) : []),
  ];
}

const STACK_TRACE = 'exception.stacktrace';
const STACK_INDENT = '  ';
/** The frames below these are seldom the program's own; a pipe gets all. */
const MOST_FRAMES = 12;

/** The stack trace of an exception, a line for each frame. */
function stackLines({ attributes }: Span['events'][number]): string[] {
  const frames = attributeText(attributes[STACK_TRACE] ?? '')
    .split('\n')
    .filter((frame) => frame.trim() !== '');
  const more = frames.length - MOST_FRAMES;
  const shown = frames.slice(0, MOST_FRAMES);
  return more > 0 ? [...shown, `and ${counted(more, 'more line')}; --json has all`] : shown;
}

function eventWords(
  { name, timeUs, attributes }: Span['events'][number],
  span: Span,
  screen: Screen,
): [string, string] {
  const text = Object.entries(attributes)
    .filter(([key]) => key !== STACK_TRACE)
    .map(([key, value]) => `${key}=${attributeText(value)}`);
  return [`+${duration(timeUs - span.startUs, screen)} ${name}`, text.join('  ')];
}
