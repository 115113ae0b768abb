import type { Span } from '../model/trace.ts';
import { isOperation } from './operation.ts';
import type { SoughtPlace } from './slowest-finding.ts';

/** Whether a span is of the service and the operation sought; any is where nothing is sought. */
export function isAt(span: Span, sought: SoughtPlace | undefined): boolean {
  if (sought === undefined) return true;
  const { service, operation } = sought;
  return (
    span.resource.service === service && (operation === undefined || isOperation(span, operation))
  );
}
