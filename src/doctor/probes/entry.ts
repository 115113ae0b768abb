import { attributeOf } from '../../analysis/attribute-of.ts';
import { mapBounded } from '../../base/bounded.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { addressIn } from '../../lab/state.ts';
import type { Span } from '../../model/trace.ts';
import type { EntryFacts } from '../facts.ts';
import type { Patience } from './jaeger.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { send } from './requests.ts';

const ALL_SAMPLED = 10;
/** Of a share that is meant, more requests are needed to see it. */
const SHARE_SAMPLED = 40;
/** A service mostly waits, so that twenty requests take little longer than ten. */
const ENTRY_AT_ONCE = 20;

/** Sends requests without a trace context to the scenario's entry. */
export async function probeEntry(
  { state, scenario, client }: LabUnderTest,
  patience: Patience,
): Promise<EntryFacts | undefined> {
  const { component, port, method, path } = scenario.entry;
  if (scenario.components.length === 0) return undefined;
  const meant = state.sampledShare;
  const target = { method, url: `http://${addressIn(state, component, port)}${path}` };
  const isShare = meant !== undefined && meant !== 1;
  const count = isShare ? SHARE_SAMPLED : ALL_SAMPLED;
  const all = await mapBounded(Array.from({ length: count }), ENTRY_AT_ONCE, () =>
    send(target, patience.signal),
  );
  const reported = all.flatMap((one) => one.reported ?? []);
  const sampled = reported.filter((one) => one.sampled);
  const adapts = state.madeWith?.sampling?.kind === 'adaptive';
  const ids = sampled.slice(0, MOST_ROOTS).map(({ traceId }) => traceId);
  return {
    ...{ component, requests: reported.length, sampled: sampled.length, meant },
    adaptive: adapts ? await tagsOf(ids, client, patience) : undefined,
  };
}

/** More would not prove more. */
const MOST_ROOTS = 5;
const POLL_MS = 100;

/** Waits for the root spans of traces, and looks for the tags that a sampler sets. */
async function tagsOf(
  traceIds: readonly string[],
  client: JaegerClient,
  { clock, signal, waitMs }: Patience,
): Promise<NonNullable<EntryFacts['adaptive']>> {
  const giveUpAt = clock.now() + waitMs;
  for (;;) {
    const traces = await mapBounded(traceIds, MOST_ROOTS, (id) => client.trace(id));
    const roots = traces.flatMap((trace) => trace?.roots ?? []);
    if (roots.length >= traceIds.length || clock.now() >= giveUpAt)
      return { rooted: roots.length, tagged: roots.filter(isTagged).length };
    await clock.sleep(POLL_MS, signal);
  }
}

const isTagged = (root: Span): boolean => attributeOf(root, ['sampler.type']) !== undefined;
