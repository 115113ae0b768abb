import type { Span } from '../model/trace.ts';
import { isOperation } from './operation.ts';

/** Places of one service, or of one operation of it. */
export interface SoughtPlace {
  readonly service: string;
  readonly operation?: string | undefined;
}

/** Whether a span is of the service and the operation sought; any is where nothing is sought. */
export function isAt(span: Span, sought: SoughtPlace | undefined): boolean {
  if (sought === undefined) return true;
  const { service, operation } = sought;
  return (
    span.resource.service === service && (operation === undefined || isOperation(span, operation))
  );
}
