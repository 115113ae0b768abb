import { type Attributes, type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { log } from './log.ts';
import { untraced } from './untraced.ts';
import { type Strategy, probabilistic, readStrategy } from './sampling-strategy.ts';

/** As OTEL_TRACES_SAMPLER_ARG has it: "endpoint=http://jaeger:5778/sampling,pollingIntervalMs=1000,initialSamplingRate=1". */
export interface RemoteSettings {
  readonly endpoint: string;
  readonly pollingIntervalMs: number;
  readonly initialSamplingRate: number;
}

type Sampler = NonNullable<NodeSDKConfiguration['sampler']>;
type Result = ReturnType<Sampler['shouldSample']>;

/** Longer than Jaeger takes to answer. */
const TIMEOUT_MS = 5_000;

/**
 * Samples new traces as Jaeger answers for the service, and follows the decision of a caller. The rule is an attribute
 * of the root span, as with the clients of Jaeger: adaptive sampling counts only traces that have it.
 *
 * The published sampler reads the answers of some versions only, has no rate limits, does not know the path of a
 * request when it decides, and traces its own questions.
 */
export class RemoteSampler implements Sampler {
  readonly #url: string;
  #strategy: Strategy;
  #answer = '';

  constructor(
    service: string,
    { endpoint, pollingIntervalMs, initialSamplingRate }: RemoteSettings,
  ) {
    this.#url = `${endpoint}?service=${encodeURIComponent(service)}`;
    this.#strategy = probabilistic(initialSamplingRate);
    void this.#poll();
    setInterval(() => void this.#poll(), pollingIntervalMs).unref();
  }

  shouldSample(
    parent: Context,
    traceId: string,
    spanName: string,
    _kind: unknown,
    attributes: Attributes,
  ): Result {
    const caller = trace.getSpanContext(parent);
    if (caller && isSpanContextValid(caller)) {
      return { decision: decisionFor((caller.traceFlags & 1) === 1) };
    }
    const { 'http.request.method': method, 'url.path': path } = attributes;
    const operation = path === undefined ? spanName : `${String(method)} ${String(path)}`;
    const share = parseInt(traceId.slice(-8), 16) / 2 ** 32;
    const { isSampled, type, param } = this.#strategy.decide(operation, share);
    return {
      decision: decisionFor(isSampled),
      attributes: { 'sampler.type': type, 'sampler.param': param },
    };
  }

  toString(): string {
    return `RemoteSampler{${this.#url}}`;
  }

  async #poll(): Promise<void> {
    try {
      const answer = await untraced(() => ask(this.#url));
      if (answer === this.#answer) return;
      this.#strategy = readStrategy(answer);
      this.#answer = answer;
      log('info', `sampling: ${this.#strategy.summary} (${this.#url})`, 'process');
    } catch (error) {
      this.#complain((error as Error).message);
    }
  }

  /** Once for each reason, until Jaeger answers again. */
  #complain(reason: string): void {
    if (this.#answer === reason) return;
    this.#answer = reason;
    const now = `the sampling stays ${this.#strategy.summary}`;
    log('warn', `sampling: ${this.#url} ${reason}; ${now}`, 'process');
  }
}

/** RECORD_AND_SAMPLE or NOT_RECORD; the SDK loads the package with their names only when it is needed. */
const decisionFor = (isSampled: boolean): Result['decision'] =>
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the names would load that package
  isSampled ? 2 : 0;

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => {
      const { message, cause } = error as Error;
      throw new Error(`cannot be reached (${cause instanceof Error ? cause.message : message})`);
    },
  );
  const answer = await response.text();
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return answer;
}
