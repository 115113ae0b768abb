/** The flags of Jaeger 1.57's all-in-one for the addresses that it listens on: OTLP over gRPC, over HTTP, the query API first. */
export const ALL_IN_ONE_LISTENERS = [
  'collector.otlp.grpc.host-port',
  'collector.otlp.http.host-port',
  'query.http-server.host-port',
  'query.grpc-server.host-port',
  'admin.http.host-port',
  'collector.grpc-server.host-port',
  'collector.http-server.host-port',
  'http-server.host-port',
  'processor.jaeger-binary.server-host-port',
  'processor.jaeger-compact.server-host-port',
  'processor.zipkin-compact.server-host-port',
] as const;

/** Where health is asked for. */
export const ADMIN = ALL_IN_ONE_LISTENERS.indexOf('admin.http.host-port');

/** @param ports one for each, in their order */
export const listeningOn = (ports: readonly number[]): string[] =>
  ALL_IN_ONE_LISTENERS.map((flag, at) => `--${flag}=127.0.0.1:${ports[at]}`);
