import { samplingOverTime } from '../../analysis/sampling-over-time.ts';
import { readServedRates } from '../../jaeger/served-rates.ts';
import type { Run } from '../../lab/runs.ts';
import { type LabState, addressOfPort } from '../../lab/state.ts';
import type { AdaptiveShown } from '../../render/terminal/adaptive.ts';
import { keptScenario } from './scenario-named.ts';

/** How far a lab's adaptive sampling is; undefined for a lab that samples otherwise. */
export async function adaptiveStatus(
  state: LabState,
  latest: Run | undefined,
): Promise<AdaptiveShown | undefined> {
  const { sampling } = state.madeWith ?? {};
  if (sampling?.kind !== 'adaptive') return undefined;
  const { entry } = await keptScenario(state);
  const address = addressOfPort(state, 'sampling');
  const rates = address === undefined ? undefined : await readServedRates(address, entry.component);
  const records = latest?.records ?? [];
  const kinds = new Set(records.map(({ request }) => request));
  return {
    targetPerSecond: sampling.perSecond,
    runTargetPerSecond: sampling.perSecond * Math.max(1, kinds.size),
    ...(rates && { rates }),
    ...(latest && { run: latest.id }),
    steps: samplingOverTime(records).map(({ lastsMs, ...step }) => ({
      ...step,
      requestsPerSecond: perSecond(step.requests, lastsMs),
      tracesPerSecond: perSecond(step.sampled, lastsMs),
    })),
  };
}

const perSecond = (count: number, ms: number): number => (ms > 0 ? (count * 1000) / ms : count);
