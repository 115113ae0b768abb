import type { SpanLog } from '../../analysis/trace-logs.ts';
import { Interrupted, LabError } from '../../base/errors.ts';
import { logEntryIn, type LogEntry } from '../../base/log-entry.ts';
import { logServerOf } from '../../lab/log-shipping.ts';
import type { LabState } from '../../lab/state.ts';
import { createLogClient } from '../../logs/client.ts';
import { micros } from '../../model/units.ts';
import type { LogOptions, Runtime } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import type { OpenLab } from '../labs/open-lab.ts';
import { openRuntimeOf } from '../labs/open-runtime.ts';

/** A line that has a trace id. */
export interface TraceLine extends LogEntry {
  readonly component: string;
  readonly traceId: string;
}

/**
 * The lines that the components of a lab logged within one trace: from its log server, where it has one with lines of
 * the trace, else from the logs that its runtime keeps.
 *
 * @param traceId all 32 digits
 */
export async function readLogs(
  traceId: string,
  { state }: OpenLab,
  context: Context,
): Promise<SpanLog[]> {
  const shipped = await shippedLines(traceId, state, context);
  const lines = shipped.lines.length > 0 ? shipped.lines : await keptOf(traceId, state, context);
  return lines.flatMap(({ component, spanId, timeMs, level, message }) =>
    spanId === undefined
      ? []
      : [{ component, spanId, timeUs: micros(timeMs * 1000), level, message }],
  );
}

async function keptOf(traceId: string, state: LabState, context: Context): Promise<TraceLine[]> {
  const { runtime } = await openRuntimeOf(state, context);
  return keptLines(traceId, state.name, runtime, {}, context);
}

/** Lines of the traces whose id begins so, from the logs of the components, oldest first. */
export async function keptLines(
  digits: string,
  lab: string,
  runtime: Runtime,
  chosen: Pick<LogOptions, 'component'>,
  { stop }: Pick<Context, 'stop'>,
): Promise<TraceLine[]> {
  const wanted = { ...chosen, follow: false, tail: Infinity, containing: digits };
  const found: TraceLine[] = [];
  for await (const { component, text } of runtime.logs(lab, wanted, stop)) {
    const entry = logEntryIn(text);
    if (entry?.traceId?.startsWith(digits))
      found.push({ ...entry, component, traceId: entry.traceId });
  }
  return found.toSorted((a, b) => a.timeMs - b.timeMs);
}

/** Lines of the traces whose id begins so, and the server they are from; none, and a remark, where it does not answer. */
export async function shippedLines(
  digits: string,
  state: LabState | undefined,
  context: Context,
): Promise<{ readonly from?: string; readonly lines: readonly TraceLine[] }> {
  const server = state && logServerOf(state);
  if (!server) return { lines: [] };
  const { url, isOfLab } = server;
  await using client = createLogClient({ url, isOfLab, lab: state.name, signal: context.stop });
  try {
    const lines = await client.linesOf(digits);
    return {
      from: client.called,
      lines: lines.flatMap((line) =>
        line.traceId === undefined ? [] : [{ ...line, traceId: line.traceId }],
      ),
    };
  } catch (error) {
    if (!(error instanceof LabError) || error instanceof Interrupted) throw error;
    lineTo(context)(`${error.message}: the lines are from the logs of the components`);
    return { lines: [] };
  }
}
