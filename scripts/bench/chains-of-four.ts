import type { Span } from '../../src/model/trace.ts';
import { type Micros, micros } from '../../src/model/units.ts';
import type { ReportContents } from '../../src/viewer/inlined.ts';

const BEGIN_US = 1_790_000_000_000_000;
const SERVICES_OF_A_TRACE = ['gateway', 'validator', 'enricher', 'store'];

/** A report of as many traces, each a chain of four services. */
export function chainsOfFour(count: number): ReportContents {
  const spans = Array.from({ length: count }, (_, i) => spansOf(i)).flat();
  const about = {
    what: 'the benchmark',
    createdAt: '2026-01-01T00:00:00Z',
    missing: [],
    faulty: [],
  };
  const settledUs: Micros = micros(BEGIN_US * 2);
  return {
    ...about,
    jaegerVersion: undefined,
    isInsecure: false,
    run: undefined,
    settledUs,
    spans,
  };
}

const SCOPE = { name: 'bench', version: '' };
const RESOURCES = SERVICES_OF_A_TRACE.map((service) => ({ service, attributes: {} }));

/** A chain of four services. */
function spansOf(trace: number): Span[] {
  return RESOURCES.map((resource, level) => ({
    traceId: (trace + 1).toString(16).padStart(32, 'a'),
    spanId: (level + 1).toString(16).padStart(16, '0'),
    parentSpanId: level === 0 ? undefined : level.toString(16).padStart(16, '0'),
    resource,
    name: `GET /${resource.service}`,
    kind: 'server',
    startUs: micros(BEGIN_US + trace * 5000 + level * 1000),
    startNanos: 0,
    durationUs: micros(100_000 + ((trace * 7919) % 400_000) - level * 2000),
    endNanos: 0,
    status: 'unset',
    statusMessage: '',
    attributes: { 'http.request.method': 'GET', 'http.route': `/${resource.service}` },
    events: [],
    links: [],
    scope: SCOPE,
    warnings: [],
  }));
}
