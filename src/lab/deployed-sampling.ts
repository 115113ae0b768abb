import { EXIT, LabError } from '../base/errors.ts';
import { createsKeyspace, SAMPLING } from '../runtime/jaeger-profile.ts';
import { STRATEGIES, type StorageKind } from '../runtime/jaeger-setup.ts';
import type { ComponentSpec, PortSpec } from '../runtime/runtime.ts';
import type { Sampling } from './sampling.ts';

/** A Jaeger, with what it needs where services ask it for their rate; any other component as it is. */
export function answeringRates(
  spec: ComponentSpec,
  version: string,
  sampling: Sampling | undefined,
): ComponentSpec {
  if (sampling?.kind === 'remote' && has(spec, 'otlp-grpc'))
    return readingStrategies(spec, version);
  const isQuery = has(spec, 'query') && !has(spec, 'otlp-grpc');
  return sampling?.kind === 'adaptive' && isQuery ? answeringNewRates(spec) : spec;
}

const has = ({ ports }: ComponentSpec, port: string): boolean =>
  ports.some(({ name }) => name === port);

/** A Jaeger that receives spans reads the strategies at its start. */
const readingStrategies = (spec: ComponentSpec, version: string): ComponentSpec =>
  withPorts(
    { ...spec, after: [...(spec.after ?? []), STRATEGIES.name] },
    // The agent in an all-in-one of Jaeger 1 answers what it asks the collector's gRPC port.
    version === '1.57' ? [SAMPLING, JAEGER_1_GRPC] : [SAMPLING],
  );

/** The process that computes rates answers its first ones for ever: only another one reads new rates. */
const answeringNewRates = (spec: ComponentSpec): ComponentSpec =>
  withPorts(spec, [
    spec.ports.some(({ published }) => published === QUERY_PORT)
      ? SAMPLING
      : { ...SAMPLING, published: 'auto' },
  ]);

/** Of the only query, or of the first of several. */
const QUERY_PORT = 16686;

const JAEGER_1_GRPC: PortSpec = { name: 'collector-grpc', port: 14250, published: 'auto' };

function withPorts(spec: ComponentSpec, wanted: readonly PortSpec[]): ComponentSpec {
  const missing = wanted.filter(({ name }) => !spec.ports.some((port) => port.name === name));
  return { ...spec, ports: [...spec.ports, ...missing] };
}

/** What of a deployment decides about sampling. */
interface Deployed {
  readonly production: boolean;
  readonly storage: StorageKind;
  readonly buffer?: 'kafka' | undefined;
}

/** @throws LabError (usage) for a way to sample that this Jaeger does not have, or not in this deployment */
export function throwUnlessSampled(
  version: string,
  deployment: Deployed,
  sampling: Sampling | undefined,
): void {
  if (sampling === undefined) return;
  const refused = REFUSALS[sampling.kind](version, deployment);
  if (refused === undefined) return;
  const [sentence, hint] = refused;
  throw new LabError(sentence, { hint, exitCode: EXIT.usage });
}

type Refused = readonly [sentence: string, hint: string] | undefined;

const REFUSALS: Readonly<
  Record<Sampling['kind'], (version: string, deployment: Deployed) => Refused>
> = {
  tail: (version) =>
    version === '1.57' || version === 'embedded'
      ? [
          `${called(version)} has no tail sampling`,
          'use Jaeger 2: --jaeger 2, or --jaeger-bin PATH in the local runtime',
        ]
      : undefined,
  remote: (version, { production }) =>
    version === '1.57' && production
      ? [
          'services cannot ask a collector of Jaeger 1.57 for their rate without an agent',
          'use Jaeger 2, or omit --production',
        ]
      : undefined,
  adaptive: withoutAdaptive,
};

const called = (version: string): string =>
  version === 'embedded' ? 'the embedded Jaeger' : `Jaeger ${version}`;

const ADAPTIVE = 'jaeger-lab up --runtime docker --sampling adaptive=2/s';

function withoutAdaptive(version: string, { storage, buffer, production }: Deployed): Refused {
  if (version === 'embedded')
    return [
      'adaptive sampling needs a real Jaeger 2 in Docker: the embedded Jaeger has none',
      ADAPTIVE,
    ];
  if (!createsKeyspace(version))
    return [
      `Jaeger ${version} does not create its keyspace in Cassandra, which adaptive sampling needs; Jaeger 2.13.0 and newer do`,
      `${ADAPTIVE} --jaeger 2`,
    ];
  if (storage !== 'cassandra' || !production || buffer !== undefined)
    return [
      `adaptive sampling needs a collector and a query that share Cassandra${buffer === undefined ? '' : ', without a buffer'}: the Jaeger that computes the rates never answers new ones, so that one process alone does not adapt`,
      ADAPTIVE,
    ];
  return undefined;
}
