import type { LabState } from '../../lab/state.ts';
import type { EndpointsAnswer } from '../answers/places.ts';

interface Published {
  readonly name: string;
  readonly ports: readonly {
    readonly name: string;
    readonly host: string;
    readonly hostPort: number;
  }[];
}

/** Where a lab's Jaeger takes spans, is asked, and is looked at. */
export function endpointsOf({
  components,
}: {
  readonly components: readonly Published[];
}): EndpointsAnswer {
  const ports = components.flatMap((component) => component.ports);
  // The first of several collectors or queries.
  const urlOf = (name: string): string | undefined => {
    const port = ports.find((one) => one.name === name);
    if (!port) return undefined;
    return `http://${port.host === '127.0.0.1' ? 'localhost' : port.host}:${port.hostPort}`;
  };
  const query = urlOf('query');
  return {
    otlpHttp: urlOf('otlp-http'),
    otlpGrpc: urlOf('otlp-grpc'),
    query,
    ui: query,
  };
}

/** The answer of `up`, for a program. @param tookMs until every component was ready */
export const upDocument = (state: LabState, tookMs: number) => ({
  schema: 'jaeger-lab/up@1' as const,
  lab: state.name,
  scenario: state.scenario,
  runtime: state.runtime,
  tookMs,
  components: state.components,
  endpoints: endpointsOf(state),
});
