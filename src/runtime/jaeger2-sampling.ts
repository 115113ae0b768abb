import {
  type AdaptiveTarget,
  decisionMs,
  type JaegerSetup,
  receives,
  STRATEGIES,
  type TailPolicy,
} from './jaeger-setup.ts';
import type { AddressOf } from './runtime.ts';

interface SamplingPlace {
  readonly at: (port: 'sampling' | 'sampling-grpc') => string;
  readonly reach: AddressOf;
}

/** What answers services that ask for their rate; empty for a Jaeger that they do not ask. */
export function samplingExtension(
  setup: JaegerSetup,
  { at, reach }: SamplingPlace,
): Record<string, string> {
  const rates = ratesOf(setup, reach);
  if (rates === undefined) return {};
  return {
    remote_sampling: `  remote_sampling:
${rates}    http: { endpoint: "${at('sampling')}" }
    grpc: { endpoint: "${at('sampling-grpc')}" }
`,
  };
}

/** What a Jaeger that receives spans does with them for sampling. */
export function samplingProcessor(setup: JaegerSetup): Record<string, string> {
  const { sampling } = setup;
  if (!receives(setup)) return {};
  if (sampling?.kind === 'tail') return tailSampling(sampling);
  return sampling?.kind === 'adaptive' ? { adaptive_sampling: '  adaptive_sampling: {}\n' } : {};
}

function ratesOf(setup: JaegerSetup, reach: AddressOf): string | undefined {
  const { sampling, role } = setup;
  if (sampling?.kind === 'remote' && receives(setup))
    return `    file: { path: "${strategiesUrl(reach)}", default_sampling_probability: 1, reload_interval: 1s }
`;
  if (sampling?.kind !== 'adaptive' || role === 'ingester') return undefined;
  return adaptive(sampling, receives(setup) ? LEADER : FOLLOWER);
}

/** A file or a URL is the same to every Jaeger. */
export const strategiesUrl = (reach: AddressOf): string =>
  `http://${reach(STRATEGIES.name, 'http')}/strategies.json`;

interface Lease {
  /** How often a leader renews its lease. */
  readonly leader: string;
  /** How long a lease lasts, and how often a follower tries to get it. */
  readonly follower: string;
}

/** Only a process that receives spans can compute rates. */
const LEADER: Lease = { leader: '2s', follower: '10s' };

/**
 * A process without spans that became the leader would stop all adapting. It renews its lease later than that ends, so
 * that a collector gets it back.
 */
const FOLLOWER: Lease = { leader: '40s', follower: '20s' };

/**
 * Of the target, and kept whatever the rate is. Jaeger computes the next rate when spans show it that the last one is in
 * use: a rate that fell too far would keep no spans, be doubled without any, and be forgotten.
 */
const LEAST_OF_TARGET = 0.25;

/**
 * The defaults adapt after three minutes. A follower reads new rates every 20 s, which no setting changes. The rest was
 * chosen by a simulation of Jaeger's algorithm. A shorter interval holds too few traces, and seems much shorter after a
 * slow write to Cassandra, so that its rate seems to be many times larger. A smaller tolerance follows chance. A longer
 * interval or a larger tolerance recovers too late from the second rate, which is too low: Jaeger computes it from traces
 * of which some were kept before the first one was in use.
 */
const adaptive = ({ perSecond }: AdaptiveTarget, lease: Lease): string => `    adaptive:
      sampling_store: main
      target_samples_per_second: ${perSecond}
      min_samples_per_second: ${perSecond * LEAST_OF_TARGET}
      initial_sampling_probability: 1
      calculation_interval: 10s
      calculation_delay: 0s
      aggregation_buckets: 3
      delta_tolerance: 0.7
      leader_lease_refresh_interval: ${lease.leader}
      follower_lease_refresh_interval: ${lease.follower}
`;

/** Far more traces than arrive while one is decided about: the oldest would be dropped undecided. */
const TRACES_IN_MIND = 50_000;

function tailSampling(policy: TailPolicy): Record<string, string> {
  const { errors, slowMs, share } = policy;
  const policies = [
    ...(errors
      ? ['{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }']
      : []),
    ...(slowMs === undefined
      ? []
      : [`{ name: slow, type: latency, latency: { threshold_ms: ${slowMs} } }`]),
    ...(share > 0
      ? [
          `{ name: share, type: probabilistic, probabilistic: { sampling_percentage: ${share * 100} } }`,
        ]
      : []),
  ];
  const lines = policies.map((one) => `      - ${one}\n`).join('');
  return {
    tail_sampling: `  tail_sampling:
    decision_wait: ${decisionMs(policy)}ms
    num_traces: ${TRACES_IN_MIND}
    policies:
${lines}`,
  };
}
