/** What a line of structured logging holds. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly level: string;
  readonly message: string;
  /** Lower-case hex digits; absent outside of a request. */
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** The levels of pino, which writes numbers. */
const LEVELS: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/**
 * Reads a line of JSON as the lab's services, pino and winston write it: `time` or `timestamp`, `level`, `msg` or
 * `message`, `trace_id`, `span_id`. Undefined for any other line.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function logEntryIn(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  const fields = fieldsIn(line);
  const timeMs = new Date((fields['time'] ?? fields['timestamp'] ?? '') as string).getTime();
  const message = fields['msg'] ?? fields['message'];
  if (Number.isNaN(timeMs) || typeof message !== 'string') return undefined;
  const { level = 'info' } = fields as { readonly level?: string | number };
  return {
    timeMs,
    level: LEVELS[level] ?? String(level),
    message,
    traceId: idIn(fields['trace_id']),
    spanId: idIn(fields['span_id']),
  };
}

/** The message of a structured line, any other line as it is: for an error that quotes a log. */
export const messageOf = (line: string): string => logEntryIn(line)?.message ?? line;

function fieldsIn(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const idIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{16,32}$/i.test(value) ? value.toLowerCase() : undefined;
