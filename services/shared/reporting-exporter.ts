import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import { type NodeSDKConfiguration, core } from '@opentelemetry/sdk-node';
import { SpansLost } from './diagnostics.ts';

type SpanExporter = NodeSDKConfiguration['traceExporter'];
type Spans = Parameters<SpanExporter['export']>[0];
type Done = Parameters<SpanExporter['export']>[1];
type Result = Parameters<Done>[0];

/** Minimum time between two connections to a collector that cannot be reached. */
const RECONNECT_MS = 1_000;
/** Time between two looks at the address of a collector that has not answered yet. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Passes spans to a real exporter and logs the result: one line when the collector cannot be reached, not one per
 * batch; one when it accepts spans again; one at the end if more were lost than reported. A collector that was started
 * again is found at once, at another address too.
 */
export class ReportingExporter implements SpanExporter {
  readonly #endpoint: string;
  readonly #connect: (attempt: number) => SpanExporter;
  #attempt = 0;
  #connection: Connection;
  #reconnected: Promise<void> | undefined;
  /** Passed on and not yet acknowledged. */
  #underway = 0;
  /** Lost since the collector last accepted spans. */
  #lost = 0;
  #lostAsSaid = 0;
  readonly #reasonsSaid = new Set<string>();

  /**
   * @param endpoint "http://jaeger:4317"
   * @param connect makes an exporter with a new connection for each attempt: gRPC itself waits up to two minutes
   *   before it retries a lost connection, and all spans of that time would be lost
   */
  constructor(endpoint: string, connect: (attempt: number) => SpanExporter) {
    this.#endpoint = endpoint;
    this.#connect = connect;
    this.#connection = this.#newConnection();
  }

  export(spans: Spans, done: Done): void {
    this.#underway += spans.length;
    const finish = (result: Result): void => this.#finished(spans.length, result, done);
    if (this.#lost === 0) this.#pass(spans, finish);
    else void this.#reconnectInTurn().then(() => this.#pass(spans, finish));
  }

  async forceFlush(): Promise<void> {
    await this.#connection.exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#connection.exporter.shutdown();
  }

  /** Logs losses that have not been reported yet, including unacknowledged spans. Call it last. */
  conclude(): void {
    const lost = this.#lost + this.#underway;
    if (lost > this.#lostAsSaid)
      diag.error(`${counted(lost)} could not be sent to ${this.#endpoint}`);
  }

  /**
   * Sends spans, and once more where their collector has gone to another address: gRPC goes on connecting to the old one,
   * and the exporter gives that up after ten seconds.
   */
  #pass(spans: Spans, finish: Done): void {
    const connection = this.#connection;
    let isOver = false;
    const end = (): void => {
      isOver = true;
      clearInterval(looks);
    };
    const lookAgain = async (): Promise<void> => {
      if (!(await hasMoved(connection, this.#endpoint)) || isOver) return;
      end();
      if (this.#connection === connection) this.#reconnect();
      this.#pass(spans, finish);
    };
    const looks = setInterval(() => void lookAgain(), LOOK_AGAIN_MS).unref();
    connection.exporter.export(spans, (result) => {
      if (isOver) return;
      end();
      finish(result);
    });
  }

  #finished(spans: number, { code, error }: Result, done: Done): void {
    this.#underway -= spans;
    if (code === core.ExportResultCode.SUCCESS) {
      this.#delivered();
      done({ code });
    } else {
      const reason = reasonOf(error);
      this.#failed(spans, reason);
      done({ code, error: new SpansLost(reason) });
    }
  }

  /** A connection that failed may refuse spans after the collector is back: they wait for a new one. */
  async #reconnectInTurn(): Promise<void> {
    const inMs = this.#connection.madeAt + RECONNECT_MS - Date.now();
    this.#reconnected ??= sleep(Math.max(0, inMs)).then(() => {
      this.#reconnect();
      this.#reconnected = undefined;
    });
    await this.#reconnected;
  }

  #reconnect(): void {
    this.#connection.exporter.shutdown().catch(() => undefined);
    this.#connection = this.#newConnection();
  }

  #newConnection(): Connection {
    this.#attempt += 1;
    return {
      exporter: this.#connect(this.#attempt),
      madeAt: Date.now(),
      addresses: addressesOf(this.#endpoint),
    };
  }

  #delivered(): void {
    if (this.#lost > 0)
      diag.warn(`${this.#endpoint} accepts spans again; ${counted(this.#lost)} lost`);
    this.#lost = 0;
    this.#lostAsSaid = 0;
    this.#reasonsSaid.clear();
  }

  #failed(spans: number, reason: string): void {
    this.#lost += spans;
    if (this.#reasonsSaid.has(reason)) return;
    this.#reasonsSaid.add(reason);
    this.#lostAsSaid = this.#lost;
    diag.error(`cannot send spans to ${this.#endpoint} (${reason}): ${this.#lost} lost so far`);
  }
}

interface Connection {
  readonly exporter: SpanExporter;
  readonly madeAt: number;
  /** Those of the collector when it was made. */
  readonly addresses: Promise<readonly string[]>;
}

/** Whether a collector has none of the addresses any more that it had when the connection was made. */
async function hasMoved({ addresses }: Connection, endpoint: string): Promise<boolean> {
  const [before, now] = await Promise.all([addresses, addressesOf(endpoint)]);
  return before.length > 0 && now.length > 0 && !now.some((one) => before.includes(one));
}

/** Empty where the name cannot be resolved. */
async function addressesOf(endpoint: string): Promise<readonly string[]> {
  if (!URL.canParse(endpoint)) return [];
  const { hostname } = new URL(endpoint);
  const all = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return all.map(({ address }) => address);
}

const counted = (spans: number): string => (spans === 1 ? '1 span' : `${spans} spans`);

/** Extracts the reason from gRPC's message: "… Last error: Error: connect ECONNREFUSED …. Resolution note: …". */
function reasonOf(error: Error | undefined): string {
  const text = error && 'details' in error ? String(error.details) : error?.message;
  const inner = /Last error: (?:Error: )?(.*?)(?:\. Resolution note|$)/s.exec(text ?? '')?.[1];
  return (inner ?? text ?? 'no reason given').trim();
}
