import type { ComponentSpec, Program } from '../runtime/runtime.ts';

/** Long enough to be noticed, and short enough to be measured while doctor waits. */
const STORE_AFTER_MS = 6_000;

type Setup = NonNullable<Extract<Program, { kind: 'jaeger' }>['setup']>;

const IN_MEMORY: Setup = { role: 'all-in-one', storage: 'memory' };

/** A part of Jaeger that writes spans to its storage only now and then. */
export function withSlowStorage(spec: ComponentSpec): ComponentSpec {
  const { program } = spec;
  if (program.kind !== 'jaeger') return spec;
  const setup = { ...(program.setup ?? IN_MEMORY), storeAfterMs: STORE_AFTER_MS };
  return { ...spec, program: { ...program, setup } };
}

/** Whether a component writes spans, and has a setting for how often: Jaeger 1 has one for Elasticsearch alone. */
export function canStoreLate({ program }: ComponentSpec): boolean {
  if (program.kind !== 'jaeger' || program.version === 'embedded') return false;
  const { role, storage, buffer } = program.setup ?? IN_MEMORY;
  if (role === 'query' || (role === 'collector' && buffer !== undefined)) return false;
  return program.version !== '1.57' || storage === 'elasticsearch' || storage === 'opensearch';
}
