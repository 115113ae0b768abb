import { ship } from './ship-logs.ts';
import { findTelemetry } from './telemetry.ts';

/**
 * Writes one line of JSON. Within a request it has the ids of the current span, under the names that the log
 * instrumentations of OpenTelemetry use: they lead from the line to its trace, and from the trace to its lines.
 * Where the lab has a log server, the line is sent there too.
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
  const ids = about === 'request' ? telemetry?.spanIds() : undefined;
  const time = new Date();
  const service = telemetry?.serviceName;
  const line = JSON.stringify({ time: time.toISOString(), level, service, msg, ...ids });
  (level === 'info' ? process.stdout : process.stderr).write(`${line}\n`);
  ship({ time, level, service, message: msg, ids: { ...ids } }, (sentence) =>
    log('warn', sentence, 'process'),
  );
}
