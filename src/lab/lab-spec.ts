import { EXIT, LabError } from '../base/errors.ts';
import type {
  AddressOf,
  ComponentSpec,
  JaegerLaunch,
  LabSpec,
  PortSpec,
} from '../runtime/runtime.ts';
import { type CompanionKind, SPAN_METRICS } from '../runtime/jaeger-setup.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { companionComponents, companionEnv } from './companions.ts';
import { shippingEnv } from './log-shipping.ts';
import { remoteSamplerEnv, type Sampling } from './sampling.ts';
import { type Deployment, IN_MEMORY, jaegerComponents } from './deployment.ts';

/** How a lab differs from its scenario as written. */
export interface LabOptions {
  readonly name: string;
  /** As the runtime launches it. */
  readonly jaeger: JaegerLaunch;
  /** All in one, in memory, when absent. */
  readonly deployment?: Deployment | undefined;
  /** Added to every published port; "auto" leaves them to the runtime. */
  readonly ports: number | 'auto';
  /** Share of requests that are traced, 0 to 1; undefined leaves the SDK's default, which is all. */
  readonly sample?: number | undefined;
  readonly sampling?: Sampling | undefined;
  /** Servers beside Jaeger that get the same spans. */
  readonly with?: readonly CompanionKind[] | undefined;
  /** A server of the user's own for what the services log, by Loki's push API. */
  readonly lokiUrl?: string | undefined;
  readonly env: readonly ComponentEnv[];
  /** Whether the services may be made slow or fail on purpose. */
  readonly faults: boolean;
}

/** One environment variable for one component, or for every service with the component "*". */
export interface ComponentEnv {
  readonly component: string;
  readonly key: string;
  readonly value: string;
}

/** The services' default: short, so that a learner need not wait. */
const SCHEDULE_DELAY_MS = 200;
const SCHEDULE_DELAY = 'OTEL_BSP_SCHEDULE_DELAY';

/**
 * Jaeger and a scenario's services as a runtime is asked for them.
 *
 * @throws LabError (usage) for a port out of range, an unknown component, or a storage that this Jaeger does not support
 */
export function labSpec(scenario: Scenario, options: LabOptions): LabSpec {
  const jaegers = jaegerComponents(
    options.jaeger,
    options.deployment ?? IN_MEMORY,
    options.sampling,
    options.with,
  );
  const measured = jaegers.filter(makesMetrics).map(({ name }) => name);
  const collectors = jaegers.filter(receivesSpans).map(({ name }) => name);
  const services = scenario.components
    .map((spec) => withSampling(spec, options))
    .map((spec) => (options.faults ? allowingFaults(spec) : spec))
    .map((spec) => alsoSendingTo(spec, options.with ?? []))
    .map((spec) => shippingLogs(spec, options));
  const companions = companionComponents(options.with ?? [], measured);
  const all = [...jaegers, ...companions, ...services].map((spec) => withEnv(spec, options.env));
  const components = all.map((spec, index) => ({
    ...sendingTo(spec, collectors[index % collectors.length] ?? 'jaeger'),
    ports: spec.ports.map((port) => shifted(port, spec.name, options.ports)),
  }));
  for (const { component } of options.env) throwUnlessThere(component, components);
  return { name: options.name, scenario: scenario.name, components };
}

const receivesSpans = ({ ports }: ComponentSpec): boolean =>
  ports.some(({ name }) => name === 'otlp-grpc');

const makesMetrics = ({ ports }: ComponentSpec): boolean =>
  ports.some(({ name }) => name === SPAN_METRICS.name);

/**
 * A scenario names its Jaeger "jaeger". Several collectors take turns: a gRPC connection stays with the collector that
 * it was opened to, so that one name for all of them would not share the load.
 */
const sendingTo = (spec: ComponentSpec, collector: string): ComponentSpec =>
  collector === 'jaeger'
    ? spec
    : {
        ...spec,
        env: (address) =>
          spec.env((component, port) =>
            address(component === 'jaeger' ? collector : component, port),
          ),
      };

/** The longest that one of the services keeps a finished span before it sends it. */
export function scheduleDelayMs(options: Pick<LabOptions, 'env'>): number {
  const set = options.env
    .filter(({ key }) => key === SCHEDULE_DELAY)
    .map(({ value }) => Number(value));
  return Math.max(SCHEDULE_DELAY_MS, ...set.filter(Number.isFinite));
}

/** Settings that decide about sampling instead of `sample`. */
const SAMPLER_SETTINGS: ReadonlySet<string> = new Set([
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SDK_DISABLED',
]);

/** Share of the requests that the scenario's entry samples; undefined where `env` says otherwise. */
export function sampledShare(
  { entry }: Pick<Scenario, 'entry'>,
  { sample = 1, sampling, env }: Pick<LabOptions, 'sample' | 'sampling' | 'env'>,
): number | undefined {
  if (sampling?.kind === 'remote') return undefined;
  const isSet = env.some(
    ({ component, key }) =>
      SAMPLER_SETTINGS.has(key) && (component === '*' || component === entry.component),
  );
  return isSet ? undefined : sample;
}

function withSampling(
  spec: ComponentSpec,
  { sample, sampling }: Pick<LabOptions, 'sample' | 'sampling'>,
): ComponentSpec {
  if (!isTraced(spec)) return spec;
  if (sampling?.kind === 'remote')
    return {
      ...spec,
      env: (address) => ({ ...spec.env(address), ...remoteSamplerEnv(address) }),
    };
  if (sample === undefined) return spec;
  const sampler = {
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: String(sample),
  };
  return { ...spec, env: (address) => ({ ...spec.env(address), ...sampler }) };
}

function alsoSendingTo(spec: ComponentSpec, companions: readonly CompanionKind[]): ComponentSpec {
  if (companions.length === 0 || !isTraced(spec)) return spec;
  return {
    ...spec,
    env: (address) => ({ ...spec.env(address), ...companionEnv(companions, address) }),
  };
}

/** Whatever the services log, also those that leave no spans. */
const shippingLogs = (
  spec: ComponentSpec,
  { name: lab, ...options }: Pick<LabOptions, 'name' | 'with' | 'lokiUrl'>,
): ComponentSpec =>
  spec.program.kind === 'service'
    ? {
        ...spec,
        env: (address) => ({
          ...spec.env(address),
          ...shippingEnv(spec, { lab, ...options }, address),
        }),
      }
    : spec;

/** Without this a service ignores every fault. */
const allowingFaults = (spec: ComponentSpec): ComponentSpec =>
  isTraced(spec)
    ? { ...spec, env: (address) => ({ ...spec.env(address), LAB_FAULTS: '1' }) }
    : spec;

/** Names of the scenario's services, without what stands between or behind them. */
export const tracedServices = ({ components }: Scenario): string[] =>
  components.filter(isTraced).map(({ name }) => name);

/** One of the scenario's services, not what stands between or behind them. */
export const isTraced = ({ program }: ComponentSpec): boolean =>
  program.kind === 'service' && program.untraced !== true;

function withEnv(spec: ComponentSpec, all: readonly ComponentEnv[]): ComponentSpec {
  const mine = all.filter(
    ({ component }) => component === spec.name || (component === '*' && isTraced(spec)),
  );
  const added = Object.fromEntries(mine.map(({ key, value }) => [key, value]));
  return {
    ...spec,
    env: (address) => ({ ...spec.env(address), ...endpointFor(added, address), ...added }),
  };
}

/** A service that is to send OTLP over HTTP needs the port for it: the scenarios name the one for gRPC. */
function endpointFor(env: Readonly<Record<string, string>>, address: AddressOf): EnvValues {
  const protocol =
    env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? '';
  if (!protocol.startsWith('http/')) return {};
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-http')}` };
}

type EnvValues = Readonly<Record<string, string>>;

const HIGHEST_PORT = 65_535;

function shifted(port: PortSpec, component: string, by: number | 'auto'): PortSpec {
  if (typeof port.published !== 'number') return port;
  if (by === 'auto') return { ...port, published: 'auto' };
  const published = port.published + by;
  if (published >= 1 && published <= HIGHEST_PORT) return { ...port, published };
  throw new LabError(`with --port-offset ${by}, ${component} would listen on port ${published}`, {
    hint: 'choose an offset that keeps every port between 1 and 65535',
    exitCode: EXIT.usage,
  });
}

function throwUnlessThere(component: string, components: readonly ComponentSpec[]): void {
  if (component === '*' || components.some(({ name }) => name === component)) return;
  throw new LabError(`--env: there is no component "${component}" in this scenario`, {
    hint: `one of: ${components.map(({ name }) => name).join(', ')}, or * for every service`,
    exitCode: EXIT.usage,
  });
}
