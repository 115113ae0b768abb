import { type CompanionKind, SERVER_PORTS } from '../runtime/jaeger-setup.ts';
import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** What `--with` takes: servers that get the same as Jaeger does. */
export const COMPANIONS = ['zipkin'] as const satisfies readonly CompanionKind[];

/** A server in Java takes seconds to start on a quiet machine, and several times as long on a busy one. */
const WITHIN_MS = 180_000;

export const companionComponents = (kinds: readonly CompanionKind[]): ComponentSpec[] =>
  kinds.map((kind) => {
    const { name, port } = SERVER_PORTS[kind];
    return {
      name: kind,
      program: { kind: 'server', server: kind },
      env: () => ({}),
      ports: [{ name, port, published: port }],
      ready: [{ kind: 'http', port: name, path: '/health' }],
      readyWithinMs: WITHIN_MS,
      stopsLast: true,
    };
  });

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
