import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** One instrumented Express service of a scenario: listens on `port`, sends its spans to the lab's Jaeger. */
export function httpService(
  name: string,
  port: number,
  env: (address: AddressOf) => Readonly<Record<string, string>> = () => ({}),
): ComponentSpec {
  return {
    name,
    program: { kind: 'service', service: name },
    ports: [{ name: 'http', port, published: port }],
    ready: [{ kind: 'http', port: 'http', path: '/healthz' }],
    env: (address) => ({
      // Where it is reached is where it listens: which port that is, the runtime may have chosen.
      PORT: address(name, 'http').replace(/^.*:/, ''),
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-grpc')}`,
      ...env(address),
    }),
  };
}
