import type { AdaptiveTarget, SamplingSetup, TailPolicy } from '../runtime/jaeger-setup.ts';
import { STRATEGIES } from '../runtime/jaeger-setup.ts';
import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** Which traces are kept, where that is decided by more than a share in the services. */
export type Sampling =
  | {
      readonly kind: 'remote';
      /** JSON in the format of Jaeger's strategies file. */
      readonly strategies: string;
    }
  | ({ readonly kind: 'adaptive' } & AdaptiveTarget)
  | ({ readonly kind: 'tail' } & TailPolicy);

/** "failed, slower than 1 s, 10 % of the others": which requests are traced. */
export function samplingText(sampling: Sampling): string {
  if (sampling.kind === 'remote') return 'as the services’ Jaeger answers them';
  if (sampling.kind === 'adaptive')
    return `about ${sampling.perSecond} traces/s of each operation, by rates that Jaeger adapts`;
  const { errors, slowMs, share } = sampling;
  return [
    ...(errors ? ['failed'] : []),
    ...(slowMs === undefined ? [] : [`slower than ${slowMs / 1000} s`]),
    `${Math.round(share * 100)} % of the others`,
  ].join(', ');
}

/** Whether the services ask a Jaeger how they sample. */
export const asksJaeger = ({ kind }: Sampling): boolean => kind === 'remote' || kind === 'adaptive';

/**
 * The Jaeger that services ask: the one that a scenario names "jaeger", or the query, which reads the rates that a
 * collector computes.
 */
export const answersRates = (
  jaegers: readonly ComponentSpec[],
  sampling: Sampling | undefined,
): string =>
  (sampling?.kind === 'adaptive'
    ? jaegers.find(({ ports }) => ports.some(({ name }) => name === 'sampling'))?.name
    : undefined) ?? 'jaeger';

export const setupOf = (sampling: Sampling | undefined): SamplingSetup | undefined =>
  sampling?.kind === 'remote' ? { kind: 'remote' } : sampling;

/** Where Jaeger finds the strategies; empty where it needs none. */
export function strategiesComponents(sampling: Sampling | undefined): ComponentSpec[] {
  if (sampling?.kind !== 'remote') return [];
  const { name, port } = STRATEGIES;
  return [
    {
      name,
      program: { kind: 'service', service: 'strategies', untraced: true },
      env: (address) => ({
        PORT: address(name, 'http').replace(/^.*:/, ''),
        STRATEGIES: sampling.strategies,
      }),
      ports: [{ name: 'http', port, published: 'auto' }],
      ready: [{ kind: 'http', port: 'http', path: '/strategies.json' }],
      stopsLast: true,
    },
  ];
}

/** How often services ask: a learner who changes a rate sees it at once. */
const POLL_EVERY_MS = 1000;

/** Of a traced service that asks a Jaeger for its rate. */
export const remoteSamplerEnv = (
  address: AddressOf,
  jaeger: string,
): Readonly<Record<string, string>> => ({
  OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
  OTEL_TRACES_SAMPLER_ARG: `endpoint=http://${address(jaeger, 'sampling')}/sampling,pollingIntervalMs=${POLL_EVERY_MS},initialSamplingRate=1`,
});
