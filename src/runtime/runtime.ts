import type { JaegerSetup, ServerKind } from './jaeger-setup.ts';

/** Where one component listens, as another component or a person reaches it. */
export type AddressOf = (component: string, port: string) => string;

/**
 * What a component runs. A runtime knows how each is had: an image and a command, or a program on this machine.
 * `version` of Jaeger is a launch profile ("2" for the default 2.x, "2.x.y", "1.57"), or "embedded": the program's own.
 */
export type Program =
  | {
      readonly kind: 'jaeger';
      readonly version: string;
      /** Absent: all in one, in memory. */
      readonly setup?: JaegerSetup;
    }
  | { readonly kind: 'server'; readonly server: ServerKind }
  | { readonly kind: 'redis' }
  | {
      readonly kind: 'service';
      readonly service: string;
      /** Started without the tracing preload: it leaves no spans. */
      readonly untraced?: true;
    };

export interface PortSpec {
  /** Unique in the component: "http", "otlp-grpc". */
  readonly name: string;
  /** Where the component listens. */
  readonly port: number;
  /** Where a person finds it; "auto" leaves the choice to the runtime, "none" keeps it among the components. */
  readonly published: number | 'auto' | 'none';
}

/** What must answer before a component counts as ready. All of them must; a port that merely accepts does not. */
export type Probe =
  | {
      readonly kind: 'http';
      readonly port: string;
      readonly path: string;
      /** A regular expression that some part of the answer matches, line by line. */
      readonly shows?: string;
    }
  | { readonly kind: 'otlp-http'; readonly port: string }
  | { readonly kind: 'http2'; readonly port: string }
  | { readonly kind: 'redis' | 'cql' | 'kafka'; readonly port: string };

export interface ComponentSpec {
  /** Also its host name among the components. */
  readonly name: string;
  readonly program: Program;
  /** May name other components' addresses, which only the runtime knows. */
  readonly env: (address: AddressOf) => Readonly<Record<string, string>>;
  readonly ports: readonly PortSpec[];
  readonly ready: readonly Probe[];
  /** Stopped only after everything else: others still send to it while they stop. */
  readonly stopsLast?: boolean;
  /** Components, earlier in the lab's list, that must be ready before this one starts. */
  readonly after?: readonly string[];
  /** What it has written stays when the lab is removed, until its data is removed too. */
  readonly keepsData?: boolean;
  /** Milliseconds; 30 s when absent. */
  readonly readyWithinMs?: number;
}

export interface LabSpec {
  readonly name: string;
  readonly scenario: string;
  readonly components: readonly ComponentSpec[];
}

/** "unreachable" runs, but cannot be reached: it is paused, or cut off from the others. */
export type ComponentState =
  'starting' | 'ready' | 'running' | 'unreachable' | 'exited' | 'missing';

/** How a runtime launches Jaeger: what a lab's spec says of it. */
export interface JaegerLaunch {
  /** What `Program` names: a launch profile, or "embedded". */
  readonly version: string;
  readonly ports: readonly PortSpec[];
  readonly ready: readonly Probe[];
}

/** A component as it was found. `ports` holds the published ones: where a person reaches them. */
export interface FoundComponent {
  readonly name: string;
  readonly scenario: string;
  readonly state: ComponentState;
  /** What it runs, for a person: an image's name, a program's path. */
  readonly runs: string;
  readonly ports: readonly PublishedPort[];
  /** Hash of everything it was started with. */
  readonly config: string;
  /** Why it does not run, as far as that is known: "ended with exit code 1", and its last log line. */
  readonly ended?: string | undefined;
}

/** A lab as its runtime finds it, without its state. */
export interface FoundLab {
  readonly lab: string;
  /** "anna@laptop"; absent where it is not known. */
  readonly owner?: string | undefined;
  /** Whether it may be changed without being taken over. */
  readonly isMine: boolean;
  /** RFC 3339; absent where it is not known. */
  readonly since?: string | undefined;
  readonly components: readonly FoundComponent[];
  /** What its components have written outside the lab's folder. */
  readonly bytes: number;
}

/** What an `apply` does to a component that exists or is wanted. */
export interface Change {
  readonly component: string;
  readonly change: 'started' | 'recreated' | 'unchanged' | 'removed';
}

/** A repair leaves everything that runs as it is, whatever it was started with. */
export interface Repair {
  /** The only component to repair; all of them when absent. */
  readonly component?: string | undefined;
}

export interface PublishedPort {
  readonly name: string;
  readonly port: number;
  readonly host: string;
  readonly hostPort: number;
}

export type RuntimeEvent =
  | {
      readonly kind: 'pulling';
      readonly image: string;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'pulled' | 'building' | 'built'; readonly image: string }
  | { readonly kind: 'starting'; readonly component: string; readonly runs: string }
  | {
      readonly kind: 'ready';
      readonly component: FoundComponent;
      readonly afterMs: number;
      /** "unchanged" means that it was already there and was only asked again. */
      readonly how: 'started' | 'recreated' | 'unchanged';
    };

export interface LogLine {
  readonly component: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/**
 * Starts components, reports when they are ready, shows their logs, stops them. Everything is found again by the
 * lab's name, no matter which process started it and how that ended.
 */
export interface Runtime {
  readonly kind: 'docker' | 'local';
  /** One line for a person: "Docker 27.3 at unix:///var/run/docker.sock". */
  readonly description: string;
  /**
   * @param version a launch profile, or "embedded"; undefined leaves the choice to the runtime
   * @throws LabError when this runtime has no such Jaeger
   */
  jaeger(version: string | undefined): Promise<JaegerLaunch>;
  /**
   * Makes sure that what the lab's programs need is there, so that `apply` does not fail for want of it: images are
   * found, pulled or built.
   *
   * @throws LabError for what cannot be had
   */
  prepare(spec: LabSpec, on: (event: RuntimeEvent) => void, signal: AbortSignal): Promise<void>;
  /** What `apply` would do. Changes nothing. @throws LabError as `apply` does before it changes anything */
  plan(
    spec: LabSpec,
    on: (event: RuntimeEvent) => void,
    signal: AbortSignal,
  ): Promise<readonly Change[]>;
  /**
   * Makes the lab as `spec` describes it: unchanged components keep running, changed ones are recreated, those that are
   * no longer in it are removed. Resolves when every component is ready. When it throws, everything is as it was
   * before: created components are gone, stopped ones are started again.
   *
   * @throws LabError for a taken port, an image that cannot be had, a component that dies or does not get ready
   */
  apply(
    spec: LabSpec,
    on: (event: RuntimeEvent) => void,
    signal: AbortSignal,
    repair?: Repair,
  ): Promise<FoundComponent[]>;
  /** All labs, other users' too. */
  labs(): Promise<FoundLab[]>;
  /** What there is of a lab; empty when there is nothing. */
  find(lab: string): Promise<FoundComponent[]>;
  logs(lab: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine>;
  /** The environment that each component of a lab was started with, by component. */
  settings(lab: string): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /**
   * Connects to an address as a component would, from where it runs.
   *
   * @returns undefined when the connection is accepted, else why not: "ECONNREFUSED"
   */
  connectFrom(
    lab: string,
    component: string,
    address: { readonly host: string; readonly port: number },
  ): Promise<string | undefined>;
  /** Stops one component, which stays in the lab: a repair starts it again. @throws LabError where it is not there */
  stop(lab: string, component: string): Promise<void>;
  /** Stops and removes all of a lab. @returns the names of what was removed; empty when there was nothing */
  remove(lab: string, removal: Removal): Promise<string[]>;
  /** The names of what components of a lab have kept, whether they run or not; see `ComponentSpec.keepsData`. */
  keptData(lab: string): Promise<string[]>;
  /** Removes what the program has built for labs, for example images, unless a lab uses it. */
  removeBuilt(): Promise<RemovedBuilt>;
}

/** Of a lab's own folder, where there is one: what components have kept. */
export const DATA_FOLDER = 'data';

export interface Removal {
  /** Leaves what components have kept, for the next lab of that name. */
  readonly keepsData: boolean;
}

export interface RemovedBuilt {
  readonly removed: readonly string[];
  readonly inUse: readonly string[];
}

export interface LogOptions {
  /** All of them when absent. */
  readonly component?: string;
  readonly follow: boolean;
  /** Lines from the end, per component; Infinity for all that are kept. */
  readonly tail: number;
  /** Only lines that contain this text; `tail` counts those. */
  readonly containing?: string | undefined;
}
