import { EXIT, LabError } from '../base/errors.ts';
import { DEFAULT_JAEGER, jaegerProfile, QUERY_AND_OTLP } from '../runtime/jaeger-profile.ts';
import { SPAN_METRICS } from '../runtime/jaeger-setup.ts';
import type { ComponentSpec, PortSpec } from '../runtime/runtime.ts';

/** @throws LabError (usage) for a Jaeger that has no Monitor tab */
export function throwUnlessMeasured(version: string): void {
  if (version !== 'embedded') return;
  throw new LabError('the embedded Jaeger makes no metrics of spans', {
    hint: 'jaeger-lab up --runtime docker --jaeger 2 --with prometheus',
    exitCode: EXIT.usage,
  });
}

/** Jaegers that receive spans count them; in front of Jaeger 1, which cannot, a Jaeger 2 does. */
export function withSpanMetrics(all: readonly ComponentSpec[], version: string): ComponentSpec[] {
  if (version !== '1.57')
    return all.map((spec) =>
      receivesSpans(spec) ? { ...spec, ports: [...spec.ports, INSIDE(SPAN_METRICS)] } : spec,
    );
  const receiver = all.find(receivesSpans)?.name ?? 'jaeger';
  return [...all, spanCounter(receiver)];
}

export const receivesSpans = ({ ports }: ComponentSpec): boolean =>
  ports.some(({ name }) => name === 'otlp-grpc');

/** Reached by other components only. */
const INSIDE = ({ name, port }: Pick<PortSpec, 'name' | 'port'>): PortSpec => ({
  ...{ name, port },
  published: 'none',
});

function spanCounter(receiver: string): ComponentSpec {
  const { ports, ready } = jaegerProfile(DEFAULT_JAEGER, 'spanmetrics');
  const otlp = QUERY_AND_OTLP.filter(({ name }) => name.startsWith('otlp-'));
  return {
    name: 'spanmetrics',
    program: {
      kind: 'jaeger',
      version: DEFAULT_JAEGER,
      setup: {
        ...{ role: 'spanmetrics', storage: 'memory', metrics: 'prometheus' },
        forwardsTo: receiver,
      },
    },
    env: () => ({}),
    ports: [...ports, ...[...otlp, SPAN_METRICS].map(INSIDE)],
    ready,
    stopsLast: true,
  };
}

/** Counts spans and hands them on: services send to it instead of their Jaeger. */
export const handsOn = ({ program }: ComponentSpec): boolean =>
  program.kind === 'jaeger' && program.setup?.role === 'spanmetrics';
