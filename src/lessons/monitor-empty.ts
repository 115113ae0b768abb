import type { ComponentSpec, Program } from '../runtime/runtime.ts';

type Setup = NonNullable<Extract<Program, { kind: 'jaeger' }>['setup']>;

export type MetricsFlaw = NonNullable<Setup['metricsFlaw']>;

/** A part of Jaeger with a mistake in how it counts spans, or asks for what was counted. */
export function withMetricsFlaw(spec: ComponentSpec, metricsFlaw: MetricsFlaw): ComponentSpec {
  const { program } = spec;
  if (program.kind !== 'jaeger' || !program.setup) return spec;
  return { ...spec, program: { ...program, setup: { ...program.setup, metricsFlaw } } };
}

/** A Prometheus that asks the port after the one that has metrics. */
export const withoutScraping = (spec: ComponentSpec): ComponentSpec => ({
  ...spec,
  env: (address) => {
    const env = spec.env(address);
    const moved = env['CONFIG']?.replaceAll(/:(\d+)"/g, (_, port) => `:${Number(port) + 1}"`);
    return { ...env, ...(moved !== undefined && { CONFIG: moved }) };
  },
});

const has = ({ ports }: ComponentSpec, port: string): boolean =>
  ports.some(({ name }) => name === port);

/** Whether it counts spans for a Prometheus. */
export const countsSpans = (spec: ComponentSpec): boolean => has(spec, 'span-metrics');

/** Whether it asks a Prometheus for the Monitor tab. */
export const asksForMetrics = (spec: ComponentSpec): boolean =>
  spec.program.kind === 'jaeger' && spec.program.setup?.metrics !== undefined && has(spec, 'query');

export const scrapesMetrics = ({ program }: ComponentSpec): boolean =>
  program.kind === 'server' && program.server === 'prometheus';
