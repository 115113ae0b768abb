import { findTelemetry } from './telemetry.ts';

/**
 * Writes one line of JSON. Within a request it has the ids of the current span, under the names that the log
 * instrumentations of OpenTelemetry use: they lead from the line to its trace, and from the trace to its lines.
 *
 * @param about "process" leaves the ids out: timers and connections keep the context of the request that opened them
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function log(
  level: 'info' | 'warn' | 'error',
  msg: string,
  about: 'request' | 'process' = 'request',
): void {
  const telemetry = findTelemetry();
  const line = JSON.stringify({
    time: new Date().toISOString(),
    level,
    service: telemetry?.serviceName,
    msg,
    ...(about === 'request' && telemetry?.spanIds()),
  });
  (level === 'info' ? process.stdout : process.stderr).write(`${line}\n`);
}
