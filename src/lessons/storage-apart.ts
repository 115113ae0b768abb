import type { ComponentSpec } from '../runtime/runtime.ts';

/**
 * A collector, an ingester or a query that keeps its traces in its own memory: it starts and is healthy, and the others
 * never see what it stores, or it never sees what they store.
 */
export function withOwnMemory(spec: ComponentSpec): ComponentSpec {
  const { program } = spec;
  if (program.kind !== 'jaeger' || !program.setup) return spec;
  const setup = { ...program.setup, storage: 'memory' as const, storageUrl: undefined };
  return { ...spec, program: { ...program, setup } };
}
