import { EXIT, LabError } from '../base/errors.ts';
import type { ComponentSpec, JaegerLaunch, LabSpec, PortSpec } from '../runtime/runtime.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Settings of a lab that its scenario does not fix. */
export interface LabOptions {
  readonly name: string;
  /** The Jaeger component. */
  readonly jaeger: JaegerLaunch;
  /** Added to every published port; with "auto" the runtime chooses the ports. */
  readonly ports: number | 'auto';
  /** Share of the requests to trace, 0 to 1; undefined keeps the SDK's default, which is all. */
  readonly sample?: number | undefined;
  readonly env: readonly ComponentEnv[];
  /** Whether fault injection is enabled. */
  readonly faults: boolean;
}

/** One environment variable for one component, or for every service with the component "*". */
export interface ComponentEnv {
  readonly component: string;
  readonly key: string;
  readonly value: string;
}

/** The services' default: short, so that a learner does not have to wait. */
const SCHEDULE_DELAY_MS = 200;
const SCHEDULE_DELAY = 'OTEL_BSP_SCHEDULE_DELAY';

/**
 * The components of a lab, Jaeger and the scenario's services, for a runtime to start.
 *
 * @throws LabError (usage) for a port out of range or an unknown component
 */
export function labSpec(scenario: Scenario, options: LabOptions): LabSpec {
  const { version, ports, ready } = options.jaeger;
  const jaeger: ComponentSpec = {
    name: 'jaeger',
    program: { kind: 'jaeger', version },
    env: () => ({}),
    ports,
    ready,
    stopsLast: true,
  };
  const services = scenario.components
    .map((spec) => withSampling(spec, options.sample))
    .map((spec) => (options.faults ? allowingFaults(spec) : spec));
  const components = [jaeger, ...services].map((spec) => ({
    ...withEnv(spec, options.env),
    ports: spec.ports.map((port) => shifted(port, spec.name, options.ports)),
  }));
  for (const { component } of options.env) throwUnlessThere(component, components);
  return { name: options.name, scenario: scenario.name, components };
}

/** The longest time that one of the services keeps a finished span before sending it. */
export function scheduleDelayMs(options: Pick<LabOptions, 'env'>): number {
  const set = options.env
    .filter(({ key }) => key === SCHEDULE_DELAY)
    .map(({ value }) => Number(value));
  return Math.max(SCHEDULE_DELAY_MS, ...set.filter(Number.isFinite));
}

/** Settings that override `sample`. */
const SAMPLER_SETTINGS: ReadonlySet<string> = new Set([
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SDK_DISABLED',
]);

/** Share of the requests that the scenario's entry samples; undefined where `env` overrides it. */
export function sampledShare(
  { entry }: Pick<Scenario, 'entry'>,
  { sample = 1, env }: Pick<LabOptions, 'sample' | 'env'>,
): number | undefined {
  const isSet = env.some(
    ({ component, key }) =>
      SAMPLER_SETTINGS.has(key) && (component === '*' || component === entry.component),
  );
  return isSet ? undefined : sample;
}

function withSampling(spec: ComponentSpec, ratio: number | undefined): ComponentSpec {
  if (ratio === undefined || !isTraced(spec)) return spec;
  const sampler = {
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: String(ratio),
  };
  return { ...spec, env: (address) => ({ ...spec.env(address), ...sampler }) };
}

/** Without this a service ignores every fault. */
const allowingFaults = (spec: ComponentSpec): ComponentSpec =>
  isTraced(spec)
    ? { ...spec, env: (address) => ({ ...spec.env(address), LAB_FAULTS: '1' }) }
    : spec;

/** Names of the scenario's services, without relays and stores. */
export const tracedServices = ({ components }: Scenario): string[] =>
  components.filter(isTraced).map(({ name }) => name);

/** Whether a component is one of the scenario's services, not a relay or a store. */
export const isTraced = ({ program }: ComponentSpec): boolean =>
  program.kind === 'service' && program.untraced !== true;

function withEnv(spec: ComponentSpec, all: readonly ComponentEnv[]): ComponentSpec {
  const mine = all.filter(
    ({ component }) => component === spec.name || (component === '*' && isTraced(spec)),
  );
  const added = Object.fromEntries(mine.map(({ key, value }) => [key, value]));
  return { ...spec, env: (address) => ({ ...spec.env(address), ...added }) };
}

const HIGHEST_PORT = 65_535;

function shifted(port: PortSpec, component: string, by: number | 'auto'): PortSpec {
  if (typeof port.published !== 'number') return port;
  if (by === 'auto') return { ...port, published: 'auto' };
  const published = port.published + by;
  if (published >= 1 && published <= HIGHEST_PORT) return { ...port, published };
  throw new LabError(`--port-offset ${by} gives ${component} the invalid port ${published}`, {
    hint: 'use an offset that keeps every port between 1 and 65535',
    exitCode: EXIT.usage,
  });
}

function throwUnlessThere(component: string, components: readonly ComponentSpec[]): void {
  if (component === '*' || components.some(({ name }) => name === component)) return;
  throw new LabError(`--env: unknown component "${component}" in this scenario`, {
    hint: `use one of: ${components.map(({ name }) => name).join(', ')}, or * for every service`,
    exitCode: EXIT.usage,
  });
}
