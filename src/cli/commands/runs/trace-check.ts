import { LabError, throwIfInterrupted } from '../../../base/errors.ts';
import type { JaegerClient } from '../../../jaeger/client.ts';
import type { Run } from '../../../lab/runs.ts';
import type { LabState } from '../../../lab/state.ts';
import type { Context } from '../../context.ts';
import { jaegerUrl, openJaeger } from '../../labs/open-lab.ts';
import type { RunsAnswer } from './answer.ts';

type Found = RunsAnswer['runs'][number]['traces'];

/** Asks the Jaeger of a lab whether it still has the traces of a run. */
export interface TraceCheck extends AsyncDisposable {
  of(run: Run): Promise<Found>;
}

/** @param state of the lab; without one, and where its Jaeger does not answer, the answer is "unknown" */
export async function openTraceCheck(
  state: LabState | undefined,
  context: Context,
): Promise<TraceCheck> {
  let client = state?.phase === 'up' ? await openJaeger(jaegerUrl(state), context) : undefined;
  const opened = client;
  return {
    async of({ records }) {
      const ids = records.flatMap(({ sampled, traceId }) => (sampled ? (traceId ?? []) : []));
      if (ids.length === 0) return 'none';
      if (!client) return 'unknown';
      try {
        return await found(ids, client);
      } catch (error) {
        throwIfInterrupted(context.stop);
        if (!(error instanceof LabError)) throw error;
        // It is not asked again for the other runs.
        client = undefined;
        return 'unknown';
      }
    },
    [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose](),
  };
}

/** A store drops the oldest traces first: three of them show how far it has come. */
async function found(ids: readonly string[], client: JaegerClient): Promise<Found> {
  const sample = new Set([ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)]);
  const traces = await Promise.all([...sample].map((id) => client.trace(id ?? '')));
  const there = traces.filter((trace) => trace !== undefined).length;
  if (there === 0) return 'gone';
  return there === sample.size ? 'readable' : 'partly';
}
