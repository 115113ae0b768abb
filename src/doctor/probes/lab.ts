import { mapBounded } from '../../base/bounded.ts';
import { isTraced } from '../../lab/lab-spec.ts';
import { apartText, type Settings, storageApart } from '../../lab/storage-apart.ts';
import { type LabState, addressIn } from '../../lab/state.ts';
import { storeDelay } from '../../runtime/storage-setting.ts';
import type { Facts, LateFacts, MonitorFacts, ServiceFacts } from '../facts.ts';
import { type Patience, probeAgain, probeJaeger } from './jaeger.ts';
import { probeEntry } from './entry.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { warmUp } from './requests.ts';
import { probeServices, targetOf } from './services.ts';

const WARMED_AT_ONCE = 8;

/** Finds out everything about a lab that verdicts need; changes nothing but adds the doctor's traces to its Jaeger. */
export async function probeLab(lab: LabUnderTest, given: Patience): Promise<Facts> {
  const { state, scenario, runtime, client } = lab;
  const found = await runtime.find(state.name);
  const settings = await runtime.settings(state.name);
  const late = lateIn(settings);
  // What is late is not lost: the spans of one request may be written one round after the other.
  const patience = late ? { ...given, waitMs: given.waitMs + 2 * late.ms } : given;
  const ports = found.flatMap((one) => one.ports).filter(({ name }) => name.startsWith('otlp-'));
  const grpc = ports.find(({ name }) => name === 'otlp-grpc');
  const otlpHttp = `http://${addressIn(state, collectorOf(state), 'otlp-http')}`;
  const otlpGrpc = grpc && { host: grpc.host, port: grpc.hostPort };
  const traced = scenario.components.filter(isTraced).map(({ name }) => name);
  const targets = traced.map((name) => targetOf(name, state, scenario));
  // Side by side: what is not traced leaves nothing in Jaeger.
  const [jaeger] = await Promise.all([
    probeJaeger({ client, otlpHttp, otlpGrpc, ports, isLate: late !== undefined }, patience),
    mapBounded(targets, WARMED_AT_ONCE, (target) => warmUp(target, patience.signal)),
  ]);
  const others = state.components.map(({ name }) => name).filter((one) => !traced.includes(one));
  const works = [jaeger.query, jaeger.otlpHttp].every(({ problem }) => problem === undefined);
  const [services, entry] = works
    ? await Promise.all([
        probeServices({ ...lab, settings, late, jaeger, otlpHttp }, targets, found, patience),
        probeEntry(lab, patience),
      ])
    : [[], undefined];
  const deployment = state.madeWith?.deployment;
  const apart = deployment && storageApart(deployment, settings);
  return {
    jaeger: works ? await probeAgain(jaeger, client) : jaeger,
    services,
    late,
    monitor: works ? await monitorOf(lab, settings, services, patience) : undefined,
    apart: apart && { ...apart, text: apartText(apart) },
    stopped: others.flatMap((name) => {
      const now = found.find((one) => one.name === name);
      if (now?.state === 'running') return [];
      return [{ component: name, state: now?.state ?? 'missing', ended: now?.ended }];
    }),
    entry,
  };
}

/** Loads what asks a Prometheus only for a lab that has one. */
async function monitorOf(
  lab: LabUnderTest,
  settings: Settings,
  services: readonly ServiceFacts[],
  patience: Patience,
): Promise<MonitorFacts | undefined> {
  if (lab.state.components.every(({ name }) => name !== 'prometheus')) return undefined;
  const { probeMonitor } = await import('./monitor.ts');
  const arrived = services.flatMap(({ direct }) => direct.arrivedAs ?? []);
  return probeMonitor(lab, settings, arrived, patience);
}

/** Jaeger waits for 200 ms by default, and a lab's for half of that. */
const LATE_MS = 3_000;

function lateIn(settings: Settings): LateFacts | undefined {
  const [late] = [...settings].flatMap(([component, env]) => {
    const delay = storeDelay(env);
    return delay && delay.ms >= LATE_MS ? [{ component, ...delay }] : [];
  });
  return late;
}

/** The component that takes spans. */
const collectorOf = ({ components }: LabState): string =>
  components.find(({ ports }) => ports.some(({ name }) => name === 'otlp-http'))?.name ?? 'jaeger';
