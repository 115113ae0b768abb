import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** One instrumented Express service of a scenario: listens on `port` and sends its spans to the lab's Jaeger. */
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
      // The port comes from the runtime, which may have chosen another one.
      PORT: address(name, 'http').replace(/^.*:/, ''),
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-grpc')}`,
      ...env(address),
    }),
  };
}
