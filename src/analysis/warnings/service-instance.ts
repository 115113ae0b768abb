import type { Trace } from '../../model/trace.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Services whose spans do not say which of their processes made them.
 *
 * @see https://github.com/instrumentation-score/spec RES-001
 */
export function unidentifiedInstances(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('RES-001');
  for (const { traceId, spans } of traces) {
    for (const { resource } of spans) {
      const id = resource.attributes['service.instance.id'];
      if (id === undefined || id === '') tally.add(resource.service, traceId);
    }
  }
  return tally.finish(
    (service) => `${service} has no service.instance.id: its processes cannot be distinguished`,
  );
}
