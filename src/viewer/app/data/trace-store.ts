import type { Pair } from '../../../analysis/pair.ts';
import type { SpanLog } from '../../../analysis/trace-logs.ts';
import type { TraceSummary } from '../../../analysis/trace-summary.ts';
import type { Trace } from '../../../model/trace.ts';
import type { Micros } from '../../../model/units.ts';
import type { RunAbout } from '../../lab-routes.ts';
import type { Scope } from './scope.ts';

/** Where the traces of a page come from. */
export interface StoreAbout {
  readonly kind: 'jaeger' | 'report';
  /** The server says when there is something new. */
  readonly isLive: boolean;
  /** The runs of the ledger, oldest first; empty where it is not known. */
  readonly runs: readonly RunAbout[];
  readonly jaegerVersion: string | undefined;
  /** Of a report: the certificate of the server was not checked. */
  readonly isInsecure?: boolean | undefined;
  /** Of a report. */
  readonly createdAt: string | undefined;
  /** Of a report: what it holds. */
  readonly what: string | undefined;
}

interface Found {
  /** For a person: "run 3", "the last 60 min". */
  readonly what: string;
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
  /** Requests that are known to have carried a fault. */
  readonly faulty: ReadonlySet<string>;
  /** Of a trace without a root that ended before this moment no root is still to come. */
  readonly settledUs: Micros;
  /** More exist than were read. */
  readonly isCut: boolean;
}

export interface TracesFound extends Found {
  readonly traces: readonly Trace[];
}

export interface SummariesFound extends Found {
  readonly summaries: readonly TraceSummary[];
}

export interface TraceStore {
  about(): Promise<StoreAbout>;
  services(): Promise<readonly string[]>;
  operations(service: string): Promise<readonly string[]>;
  /** The traces of a scope, whether or not its filter wants them all. */
  all(scope: Scope): Promise<TracesFound>;
  /** The same traces, summarized; absent where it would take as long. */
  summaries?(): Promise<SummariesFound>;
  /** The lines that the lab's components logged in a trace; empty where they are not known. */
  logs(traceId: string): Promise<readonly SpanLog[]>;
  /** By how much comparable runs differ, beside two that are compared; undefined where that is not known. */
  runSpreadUs(runs: Pair<string>): Promise<number | undefined>;
  one(traceId: string): Promise<Trace | undefined>;
}
