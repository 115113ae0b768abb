import type { AskSetting, CountSetting } from '../runtime/metrics-setting.ts';
import type { ComponentState, PublishedPort } from '../runtime/runtime.ts';

/** What probes found out. Verdicts are made of it alone. */
export interface Facts {
  readonly jaeger: JaegerFacts;
  readonly services: readonly ServiceFacts[];
  /** Components without spans of their own that do not run: Redis, a relay. */
  readonly stopped: readonly Stopped[];
  /** Requests without a trace context, whose sampling the entry decides; undefined where none was sent. */
  readonly entry: EntryFacts | undefined;
  /** Components of a lab that do not share one storage; undefined where they do, or it is not known. */
  readonly apart?: ApartFacts | undefined;
  /** Undefined where spans are written soon, or it is not known. */
  readonly late?: LateFacts | undefined;
  /** What feeds the Monitor tab; undefined where there is no Prometheus. */
  readonly monitor?: MonitorFacts | undefined;
  /** What a storage that answers reports to be wrong with it; undefined where it is well, or cannot be asked. */
  readonly storage?: { readonly problem: string; readonly cure: string } | undefined;
  /** Services that should be in Jaeger's list, and are not. */
  readonly unlisted?: readonly string[] | undefined;
}

/** The way of a counter from the Jaeger that counts to the one that draws it. */
export interface MonitorFacts {
  readonly counting: readonly (CountSetting & { readonly component: string })[];
  readonly asking: readonly (AskSetting & { readonly component: string })[];
  /** What Prometheus scrapes, with its last error; undefined where it does not answer. */
  readonly targets: readonly Reach[] | undefined;
  readonly tab: {
    readonly url: string;
    /** Services that it was asked for, and those that it has metrics of. */
    readonly services: number;
    readonly shown: number;
    readonly waitedMs: number;
  };
}

/** A component of Jaeger that collects spans for long before it writes them. */
export interface LateFacts {
  readonly component: string;
  readonly ms: number;
  /** What sets it. */
  readonly set: string;
}

/** One writes spans where the other does not look for them. */
export interface ApartFacts {
  /** The one to change. */
  readonly odd: string;
  /** "collector writes to …, query reads from …" */
  readonly text: string;
  /** What sets it. */
  readonly set: string;
}

export interface Stopped {
  readonly component: string;
  readonly state: ComponentState;
  readonly ended?: string | undefined;
}

/** An address that was tried. */
export interface Reach {
  readonly url: string;
  /** Why it did not answer as it should; undefined when it did. */
  readonly problem?: string | undefined;
  /** Where TLS or credentials are the reason: the option that gets past it. */
  readonly access?: string | undefined;
}

/** What a server takes OTLP by. */
export type Speaks = 'otlp-grpc' | 'otlp-http';

export interface JaegerFacts {
  readonly otlpHttp: Reach & {
    /** What answers there speaks gRPC. */
    readonly isGrpc?: boolean | undefined;
  };
  readonly otlpGrpc?: Reach | undefined;
  readonly query: Reach;
  /** Where services reach it: by the name and number of its ports. Empty for a foreign Jaeger without ports. */
  readonly ports: readonly Pick<PublishedPort, 'name' | 'port' | 'hostPort'>[];
  readonly marked: MarkedFacts;
  /** "1.57.0"; undefined where its page does not name it. */
  readonly version?: string | undefined;
  /** Signals that it refuses where it takes traces. */
  readonly refuses?: readonly OtherSignal[] | undefined;
}

export type OtherSignal = 'metrics' | 'logs';

/** Spans that were sent to Jaeger and read back. */
export interface MarkedFacts {
  /** Those that Jaeger accepted. */
  readonly sent: number;
  /** From the acknowledgement of each until it could be read by its id, ms. */
  readonly readableMs: readonly number[];
  /** Until the service was in the list of services and in a search; undefined when it was not in time. */
  readonly listedMs?: number | undefined;
  readonly waitedMs: number;
  /** Traces that could be read. */
  readonly traceIds: readonly string[];
  /** Those of them that could not be read any more after the examination. */
  readonly gone?: number | undefined;
}

export interface ServiceFacts {
  readonly name: string;
  readonly state: ComponentState;
  readonly ended?: string | undefined;
  /** The environment that it was started with; empty where it is not known. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether its responses name their trace, as those of the lab's services do. */
  readonly namesTraces: boolean;
  readonly direct: DirectFacts;
  /** The address that it sends spans to, tried from where it runs; undefined where it was not tried. */
  readonly exportTo?: (Reach & { readonly speaks?: Speaks | undefined }) | undefined;
  /** It is an ES module, and its SDK has no hooks for those. */
  readonly unhooked?: Unhooked | undefined;
  /** What its tracing wrote to its log since it started. */
  readonly log: readonly string[];
}

/** Files as Node.js was given them. */
export interface Unhooked {
  readonly main: string;
  readonly preload: string;
}

/** One request with the doctor's own sampled trace context, straight to the service. */
export interface DirectFacts {
  readonly url: string;
  readonly method: string;
  readonly traceId: string;
  /** Why there was no response. */
  readonly failure?: string | undefined;
  readonly status?: number | undefined;
  readonly reported?: { readonly traceId: string; readonly sampled: boolean } | undefined;
  /** The service.name of the span that continues the trace; undefined when none arrived in time. */
  readonly arrivedAs?: string | undefined;
  /** Services that it calls in this request, and those whose spans are below its own. */
  readonly calls: readonly string[];
  readonly reached: readonly string[];
  /** Milliseconds by which the clock of its spans is wrong at least: negative when it is behind. */
  readonly clockOffMs?: number | undefined;
  /** Calls that it repeated in this request. */
  readonly repeats?: Repeats | undefined;
  /** Whether the service left spans of its own calls. */
  readonly hasCallSpans?: boolean | undefined;
  /** A trace that the service left for this request instead; where only a search can show it. */
  readonly elsewhere?: string | undefined;
  /** Whether Jaeger lists the service; where only that shows it. */
  readonly listed?: boolean | undefined;
  readonly waitedMs: number;
}

/** Calls of one request to the same service. */
export interface Repeats {
  readonly callee: string;
  readonly calls: number;
  /** How many of them repeat one that had failed. */
  readonly retries: number;
}

export interface EntryFacts {
  readonly component: string;
  readonly requests: number;
  readonly sampled: number;
  /** Share that was meant; undefined where it is not known. */
  readonly meant: number | undefined;
  /** Where Jaeger adapts the rates: root spans that arrived, and those of them that have the tags of a sampler. */
  readonly adaptive?: { readonly rooted: number; readonly tagged: number } | undefined;
}

/** The setting that causes a finding. */
export interface Setting {
  readonly name: string;
  /** Undefined where it is not set. */
  readonly value: string | undefined;
}
