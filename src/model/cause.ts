/** Why traces are missing or wrong: what `doctor` finds, `break` plants and `diagnose` is about. */
export const CAUSES = {
  endpoint: 'OTLP endpoint unreachable',
  protocol: 'gRPC and HTTP mixed up',
  path: 'wrong OTLP path',
  disabled: 'OTLP or the SDK disabled',
  uninstrumented: 'service not instrumented',
  esm: 'ES module without hooks for instrumentation',
  propagation: 'broken context propagation',
  sampling: 'sampling not as intended',
  'index-delay': 'empty service list or indexing delay',
  'slow-storage': 'indexing delay: Jaeger stores spans late',
  monitor: 'empty Monitor tab',
  'service-name': 'missing or wrong service.name',
  'other-signals': 'metrics or logs rejected beside healthy traces',
  queue: 'span queue overflows',
  proxy: 'spans sent to a proxy',
  clock: 'clocks disagree',
  'n-plus-one': 'N+1: one call for each of many things',
  'retry-storm': 'retry storm: calls given up too early and repeated',
  'jaeger-otlp': 'OTLP disabled in Jaeger',
  'memory-full': 'memory store full: newer traces displace older ones',
  'old-image': 'Jaeger too old for OTLP',
  storage: 'collector and query use different storages',
  down: 'component does not run',
  access: 'TLS or credentials refused',
  lost: 'spans lost for an unknown reason',
} as const;

export type CauseName = keyof typeof CAUSES;

export const causeNames = Object.keys(CAUSES) as CauseName[];
