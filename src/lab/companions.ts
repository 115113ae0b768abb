import { type CompanionKind, SERVER_PORTS, SPAN_METRICS } from '../runtime/jaeger-setup.ts';
import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

export const COMPANIONS = [
  'zipkin',
  'prometheus',
  'victorialogs',
] as const satisfies readonly CompanionKind[];

/** What `--with` takes, and the server that it stands for. */
export const WITH: Readonly<Record<string, CompanionKind>> = {
  zipkin: 'zipkin',
  prometheus: 'prometheus',
  logs: 'victorialogs',
};

/** A server in Java takes seconds to start on a quiet machine, and several times as long on a busy one. */
const WITHIN_MS = 180_000;

const HEALTH: Readonly<Record<CompanionKind, string>> = {
  zipkin: '/health',
  prometheus: '/-/ready',
  victorialogs: '/health',
};

/** @param measured the Jaegers that make metrics of spans */
export const companionComponents = (
  kinds: readonly CompanionKind[],
  measured: readonly string[],
): ComponentSpec[] =>
  kinds.map((kind) => {
    const { name, port } = SERVER_PORTS[kind];
    return {
      name: kind,
      program: { kind: 'server', server: kind },
      env: (address) => (kind === 'prometheus' ? { CONFIG: scraping(measured, address) } : {}),
      ports: [{ name, port, published: port }],
      ready: [{ kind: 'http', port: name, path: HEALTH[kind] }],
      readyWithinMs: WITHIN_MS,
      stopsLast: true,
    };
  });

/** Often, so that a learner need not wait. */
const SCRAPE_EVERY = '2s';

/** Prometheus' configuration: whose metrics it reads. */
function scraping(measured: readonly string[], address: AddressOf): string {
  const targets = measured.map((name) => JSON.stringify(address(name, SPAN_METRICS.name)));
  return `global: { scrape_interval: ${SCRAPE_EVERY}, scrape_timeout: ${SCRAPE_EVERY} }
scrape_configs:
  - job_name: span-metrics
    static_configs: [{ targets: [${targets.join(', ')}] }]
`;
}

/** What a service needs so that it sends its spans to them too. */
export const companionEnv = (
  kinds: readonly CompanionKind[],
  address: AddressOf,
): Readonly<Record<string, string>> =>
  kinds.includes('zipkin')
    ? {
        OTEL_TRACES_EXPORTER: 'otlp,zipkin',
        OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://${address('zipkin', SERVER_PORTS.zipkin.name)}/api/v2/spans`,
      }
    : {};
