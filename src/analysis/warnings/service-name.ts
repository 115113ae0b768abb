import type { Trace } from '../../model/trace.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Spans of a service that has no name of its own. SDKs send `unknown_service`, some with their process's name behind
 * it; a missing or empty name is brought to the same form where traces are read.
 *
 * @see https://github.com/instrumentation-score/spec RES-005
 */
export function namelessServices(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('RES-005');
  for (const { traceId, spans } of traces) {
    for (const { resource } of spans)
      if (isNameless(resource.service)) tally.add(resource.service, traceId);
  }
  return tally.finish((service) => `a service is called ${service}: set OTEL_SERVICE_NAME`);
}

const isNameless = (service: string): boolean =>
  service === 'unknown_service' || service.startsWith('unknown_service:');
