import type { SpanLog } from '../../analysis/trace-logs.ts';
import { logEntryIn } from '../../base/log-entry.ts';
import { micros } from '../../model/units.ts';
import type { Context } from '../context.ts';
import type { OpenLab } from '../labs/open-lab.ts';
import { openRuntimeOf } from '../labs/open-runtime.ts';

/**
 * The lines that the components of a lab logged within one trace, from the logs that its runtime keeps.
 *
 * @param traceId all 32 digits
 */
export async function readLogs(
  traceId: string,
  { state }: OpenLab,
  context: Context,
): Promise<SpanLog[]> {
  const { runtime } = await openRuntimeOf(state, context);
  const wanted = { follow: false, tail: Infinity, containing: traceId };
  const found: SpanLog[] = [];
  for await (const { component, text } of runtime.logs(state.name, wanted, context.stop)) {
    const entry = logEntryIn(text);
    if (entry?.traceId !== traceId || entry.spanId === undefined) continue;
    const { timeMs, level, message, spanId } = entry;
    found.push({ component, spanId, timeUs: micros(timeMs * 1000), level, message });
  }
  return found;
}
