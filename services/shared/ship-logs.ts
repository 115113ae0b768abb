import { env } from './env.ts';
import { findTelemetry } from './telemetry.ts';

/** One log line as Loki takes it. */
export interface Shipped {
  readonly time: Date;
  readonly level: string;
  readonly service: string | undefined;
  readonly message: string;
  /** Trace and span: metadata of the line. As labels, each request would be a stream of its own. */
  readonly ids: Readonly<Record<string, string>>;
}

/** As often as spans are sent. */
const EVERY_MS = 200;
const TIMEOUT_MS = 5_000;
/** Beyond these the oldest are dropped: a server that is away must not fill the memory. */
const MOST_WAITING = 10_000;
/** When a service stops, it does not wait longer for the server: as for the last spans. */
const LAST_MS = 2_500;

/**
 * Sends log lines to LAB_LOKI_URL in batches, by Loki's push API. Lines that cannot be sent are dropped: they are in the
 * service's own log all the same.
 *
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 */
class LogShipper {
  readonly #url: string;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #onTrouble: (sentence: string) => void;
  #waiting: Shipped[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #isFailing = false;
  #lastTime = 0n;

  constructor(
    url: string,
    labels: Readonly<Record<string, string>>,
    onTrouble: (sentence: string) => void,
  ) {
    this.#url = `${url}/loki/api/v1/push`;
    this.#labels = labels;
    this.#onTrouble = onTrouble;
  }

  add(line: Shipped): void {
    this.#waiting.push(line);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref();
  }

  /** Sends what waits, one batch after the other. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  async #send(): Promise<void> {
    const lines = this.#waiting.splice(0);
    if (lines.length === 0) return;
    const body = JSON.stringify({ streams: this.#streamsOf(lines) });
    // VictoriaLogs would take a message in JSON apart.
    const headers = {
      'content-type': 'application/json',
      'vl-loki-disable-message-parsing': '1',
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await untraced(() =>
        fetch(this.#url, { method: 'POST', headers, body, signal }),
      );
      if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
      await response.body?.cancel();
      this.#isFailing = false;
    } catch (error) {
      this.#complain(error as Error, lines.length);
    }
  }

  /** Once, until the server takes lines again. */
  #complain({ message, cause }: Error, lines: number): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const reason = cause instanceof Error ? cause.message : message;
    this.#onTrouble(`logs: ${this.#url} took none of ${lines} lines (${reason})`);
  }

  /** A stream for each level. */
  #streamsOf(lines: readonly Shipped[]): object[] {
    const streams = new Map<string, { stream: object; values: unknown[] }>();
    for (const { time, level, service, message, ids } of lines) {
      const found = streams.get(level) ?? {
        stream: {
          ...this.#labels,
          ...(service !== undefined && { service_name: service }),
          level,
        },
        values: [],
      };
      found.values.push([String(this.#nanoseconds(time)), message, ids]);
      streams.set(level, found);
    }
    return [...streams.values()];
  }

  /** Ascending, so that lines of one millisecond keep their order, and two alike stay two. */
  #nanoseconds(time: Date): bigint {
    const wanted = BigInt(time.getTime()) * 1_000_000n;
    this.#lastTime = wanted > this.#lastTime ? wanted : this.#lastTime + 1n;
    return this.#lastTime;
  }
}

/** A request that sends logs does not belong to the request that wrote them. */
function untraced<T>(work: () => T): T {
  const telemetry = findTelemetry();
  return telemetry ? telemetry.untraced(work) : work();
}

/** "lab=lab,component=gateway". */
const labelsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return key === '' ? [] : [[key, value]];
    }),
  );

/** One for the process: the preload and the service are two bundles, and both log. */
const SHIPPER = Symbol.for('jaeger-lab.log-shipper');

interface Shared {
  [SHIPPER]: Pick<LogShipper, 'add' | 'flush'> | undefined;
}

const shared = (): Shared => globalThis as unknown as Shared;

/** @param onTrouble called when the server does not take lines */
export function ship(line: Shipped, onTrouble: (sentence: string) => void): void {
  const url = env('LAB_LOKI_URL');
  if (url === '') return;
  const ours = shared();
  const shipper = ours[SHIPPER] ?? new LogShipper(url, labelsIn(env('LAB_LOKI_LABELS')), onTrouble);
  ours[SHIPPER] = shipper;
  shipper.add(line);
}

/** Sends the last lines of a service that stops. Resolves within seconds, even without a server. */
export async function shipTheRest(): Promise<void> {
  const shipper = shared()[SHIPPER];
  if (!shipper) return;
  const tooLate = new Promise((done) => setTimeout(done, LAST_MS).unref());
  await Promise.race([shipper.flush(), tooLate]);
}
