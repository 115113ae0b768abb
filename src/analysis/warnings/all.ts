import type { Trace } from '../../model/trace.ts';
import { clientRoots } from './client-root.ts';
import { uncontainedSpans } from './containment.ts';
import { impossibleTimes } from './impossible-time.ts';
import { brokenPropagation } from './propagation.ts';
import { namelessServices } from './service-name.ts';
import { unidentifiedInstances } from './service-instance.ts';
import { unusualSpanCounts } from './span-count.ts';
import type { VerifyWarning } from './verify-warning.ts';

/** Everything about the traces that is worth a warning, check by check. */
export const warningsOn = (traces: readonly Trace[]): VerifyWarning[] =>
  [
    clientRoots,
    brokenPropagation,
    namelessServices,
    unidentifiedInstances,
    uncontainedSpans,
    impossibleTimes,
    unusualSpanCounts,
  ].flatMap((check) => check(traces));
