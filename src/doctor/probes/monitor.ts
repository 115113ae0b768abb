import * as z from 'zod';
import { Interrupted } from '../../base/errors.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { type LabState, addressIn } from '../../lab/state.ts';
import type { Settings } from '../../lab/storage-apart.ts';
import { SERVER_PORTS } from '../../runtime/jaeger-setup.ts';
import { askSetting, countSetting } from '../../runtime/metrics-setting.ts';
import type { MonitorFacts, Reach } from '../facts.ts';
import { isBroken } from '../verdicts/monitor.ts';
import type { Patience } from './jaeger.ts';

const POLL_MS = 250;
const ANSWER_WITHIN_MS = 3_000;

/**
 * Follows a counter from the Jaeger that counts spans to the one that draws the Monitor tab. The tab is only waited for
 * where nothing on that way is known to be broken.
 *
 * @param services those whose spans have just arrived
 */
export async function probeMonitor(
  { state, client }: { readonly state: LabState; readonly client: JaegerClient },
  settings: Settings,
  services: readonly string[],
  { clock, signal, waitMs }: Patience,
): Promise<MonitorFacts> {
  const url = `http://${addressIn(state, 'prometheus', SERVER_PORTS.prometheus.name)}`;
  const beganAt = clock.now();
  for (;;) {
    const waitedMs = clock.now() - beganAt;
    const [targets, shown] = await Promise.all([targetsOf(url, signal), shownOf(client, services)]);
    const tab = { url: client.url, services: services.length, shown, waitedMs };
    const facts = { ...partsOf(state, settings), targets, tab };
    // A Prometheus that has just started has an empty list.
    const isTried = targets !== undefined && targets.length > 0;
    const isClear = isTried && (isBroken(facts) || shown > 0);
    if (isClear || services.length === 0 || waitedMs >= waitMs) return facts;
    await clock.sleep(POLL_MS, signal);
  }
}

/** A component of its own counts for a Jaeger that cannot. */
function partsOf(
  { components }: LabState,
  settings: Settings,
): Pick<MonitorFacts, 'counting' | 'asking'> {
  const having = (port: string): string[] =>
    components.filter(({ ports }) => ports.some(({ name }) => name === port)).map(nameOf);
  const counter = components.map(nameOf).filter((name) => name === 'spanmetrics');
  const env = (component: string): Readonly<Record<string, string>> =>
    settings.get(component) ?? {};
  return {
    counting: (counter.length > 0 ? counter : having('otlp-grpc')).flatMap((component) => {
      const setting = countSetting(env(component));
      return setting ? [{ component, ...setting }] : [];
    }),
    asking: having('query').map((component) => ({ component, ...askSetting(env(component)) })),
  };
}

const nameOf = ({ name }: { readonly name: string }): string => name;

const targetList = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ scrapeUrl: z.string(), health: z.string(), lastError: z.string() }),
    ),
  }),
});

/**
 * What a Prometheus scrapes.
 *
 * @returns undefined until it has tried each of them
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#targets
 */
async function targetsOf(url: string, signal: AbortSignal): Promise<Reach[] | undefined> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const answer = await fetch(`${url}/api/v1/targets?state=active`, { signal: within });
    const { activeTargets } = targetList.parse(await answer.json()).data;
    if (activeTargets.some(({ health }) => health === 'unknown')) return undefined;
    return activeTargets.map(({ scrapeUrl, health, lastError }) => ({
      url: scrapeUrl,
      problem: health === 'up' ? undefined : lastError,
    }));
  } catch {
    if (signal.aborted) throw new Interrupted();
    return undefined;
  }
}

const calls = z.object({ metrics: z.array(z.unknown()) });

const HOUR_MS = 3_600_000;

/** How many of the services have metrics in the tab. */
async function shownOf(client: JaegerClient, services: readonly string[]): Promise<number> {
  if (services.length === 0) return 0;
  const asked = new URLSearchParams([
    ...services.map((service): [string, string] => ['service', service]),
    ['lookback', String(HOUR_MS)],
    ['step', '5000'],
    ['ratePer', '600000'],
  ]);
  try {
    const { body } = await client.get(`/api/metrics/calls?${asked.toString()}`);
    return calls.parse(JSON.parse(body)).metrics.length;
  } catch (thrown) {
    if (thrown instanceof Interrupted) throw thrown;
    // A Jaeger without a metrics storage refuses the question.
    return 0;
  }
}
