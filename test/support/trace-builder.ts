import { assembleTrace } from '../../src/model/assemble.ts';
import type {
  Attributes,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
  Trace,
} from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';

/** A span of a trace to be built, with what is below it. */
export interface SpanPlan {
  readonly service: string;
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly options: SpanOptions;
  readonly children: readonly SpanPlan[];
}

interface SpanOptions {
  readonly kind?: SpanKind;
  /** `telemetry.sdk.language`; "go", whose clock is exact, when absent; undefined leaves it unsaid. */
  readonly language?: string | undefined;
  readonly attributes?: Attributes;
  /** Besides the language. */
  readonly resource?: Attributes;
  readonly status?: SpanStatus;
  readonly statusMessage?: string;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  /** 16 hex digits; spans without one are numbered from the root down. */
  readonly id?: string;
}

/** Where the times of plans begin: far enough from 0 that arithmetic which is only right for small numbers shows. */
export const EPOCH_US = 1_700_000_000_000_000;

/** A span that ran from the first to the second of `times`, in milliseconds; thousandths are kept. */
export function span(
  service: string,
  name: string,
  times: readonly [startMs: number, endMs: number],
  options: SpanOptions = {},
  children: readonly SpanPlan[] = [],
): SpanPlan {
  const [startUs, end] = times.map((ms) => Math.round(ms * 1000)) as [number, number];
  return { service, name, startUs, endUs: end, options, children };
}

/** One span of a request to a service, with the call that led to it: CLIENT `GET` and below it SERVER `name`. */
export function call(
  from: string,
  to: string,
  name: string,
  times: { readonly client: readonly [number, number]; readonly server: readonly [number, number] },
  children: readonly SpanPlan[] = [],
): SpanPlan {
  const server = span(to, name, times.server, { kind: 'server' }, children);
  return span(from, 'GET', times.client, { kind: 'client' }, [server]);
}

/** The trace of the plans, each a root. @param traceId 32 hex digits */
export function traceOf(roots: readonly SpanPlan[], traceId = 'a'.repeat(32)): Trace {
  return assembleTrace(spansOf(roots, traceId));
}

/** The plans' spans, parents first; to lose or change some before they are assembled. */
export function spansOf(roots: readonly SpanPlan[], traceId = 'a'.repeat(32)): Span[] {
  const spans: Span[] = [];
  const waiting = roots
    .toReversed()
    .map((plan) => ({ plan, parent: undefined as Span | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const built = build(next.plan, next.parent, traceId, spans.length + 1);
    spans.push(built);
    for (const plan of next.plan.children.toReversed()) waiting.push({ plan, parent: built });
  }
  return spans;
}

const DEFAULTS = {
  kind: 'internal',
  attributes: {},
  resource: {},
  status: 'unset',
  events: [],
  links: [],
  language: 'go',
} satisfies SpanOptions;

function build(plan: SpanPlan, parent: Span | undefined, traceId: string, number: number): Span {
  const { language, resource, id, ...options } = { ...DEFAULTS, ...plan.options };
  return {
    traceId,
    spanId: id ?? number.toString(16).padStart(16, '0'),
    parentSpanId: parent?.spanId,
    resource: {
      service: plan.service,
      attributes:
        language === undefined ? resource : { ...resource, 'telemetry.sdk.language': language },
    },
    name: plan.name,
    startUs: micros(EPOCH_US + plan.startUs),
    startNanos: 0,
    durationUs: micros(plan.endUs - plan.startUs),
    endNanos: 0,
    statusMessage: '',
    scope: { name: 'test', version: '' },
    warnings: [],
    ...options,
  };
}
