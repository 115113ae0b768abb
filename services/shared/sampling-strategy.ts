/** Decides whether a new trace is sampled, and by which rule: Jaeger's adaptive sampling counts traces by their rule. */
export interface Strategy {
  /** @param operation "GET /process" @param share the trace id as a number from 0 to 1 */
  decide(operation: string, share: number): Decision;
  /** For the log: "probabilistic 0.1". */
  readonly summary: string;
}

export interface Decision {
  readonly isSampled: boolean;
  readonly type: 'probabilistic' | 'ratelimiting' | 'lowerbound';
  /** The number of traces per second of `ratelimiting`; else the rate, as with the clients of Jaeger. */
  readonly param: number;
}

/** Jaeger's answer. `strategyType` is a word or a number, depending on the version, and is not needed: the rest shows it. */
interface Answer {
  readonly probabilisticSampling?: { readonly samplingRate?: number };
  readonly rateLimitingSampling?: { readonly maxTracesPerSecond?: number };
  readonly operationSampling?: {
    readonly defaultSamplingProbability?: number;
    readonly defaultLowerBoundTracesPerSecond?: number;
    readonly perOperationStrategies?: readonly {
      readonly operation: string;
      readonly probabilisticSampling?: { readonly samplingRate?: number };
    }[];
  };
}

/**
 * Reads the answer of Jaeger to "how do I sample?".
 *
 * @param json as `GET /sampling?service=NAME` returns it; a rate that is missing is 0, as in protobuf
 * @throws Error for another document
 * @see https://www.jaegertracing.io/docs/latest/architecture/sampling/
 */
export function readStrategy(json: string, now: () => number = Date.now): Strategy {
  const answer = JSON.parse(json) as Answer;
  const { probabilisticSampling, rateLimitingSampling, operationSampling } = answer;
  if (operationSampling) return byOperation(operationSampling, now);
  if (rateLimitingSampling) return rateLimited(rateLimitingSampling.maxTracesPerSecond ?? 0, now);
  if (probabilisticSampling) return probabilistic(probabilisticSampling.samplingRate ?? 0);
  throw new Error(`no sampling strategy in ${json.slice(0, 100)}`);
}

export const probabilistic = (rate: number): Strategy => ({
  summary: `probabilistic ${rate}`,
  decide: (_operation, share) => ({ isSampled: share < rate, type: 'probabilistic', param: rate }),
});

function rateLimited(perSecond: number, now: () => number): Strategy {
  const isAllowed = limiter(perSecond, now);
  return {
    summary: `at most ${perSecond} traces/s`,
    decide: () => ({ isSampled: isAllowed(), type: 'ratelimiting', param: perSecond }),
  };
}

/** Each operation has its rate, and a lower bound: an operation that is seldom called is not lost altogether. */
function byOperation(
  {
    defaultSamplingProbability: fallback = 0,
    defaultLowerBoundTracesPerSecond: bound = 0,
    perOperationStrategies = [],
  }: NonNullable<Answer['operationSampling']>,
  now: () => number,
): Strategy {
  const rates = new Map(
    perOperationStrategies.map(({ operation, probabilisticSampling }) => [
      operation,
      probabilisticSampling?.samplingRate ?? 0,
    ]),
  );
  const bounds = new Map<string, () => boolean>();
  return {
    summary: [
      `probabilistic ${fallback}`,
      ...Array.from(rates, ([name, rate]) => `${name} ${rate}`),
    ].join(', '),
    decide(operation, share) {
      const rate = rates.get(operation) ?? fallback;
      // Each path of the outside world would have its own: only operations that Jaeger names have one.
      const name = rates.has(operation) ? operation : '';
      const isAllowed = bounds.get(name) ?? limiter(bound, now);
      bounds.set(name, isAllowed);
      const isGuaranteed = bound > 0 && isAllowed();
      if (share < rate) return { isSampled: true, type: 'probabilistic', param: rate };
      return {
        isSampled: isGuaranteed,
        type: isGuaranteed ? 'lowerbound' : 'probabilistic',
        param: rate,
      };
    },
  };
}

/** A token bucket that holds the traces of one second, at least one. */
function limiter(perSecond: number, now: () => number): () => boolean {
  const most = Math.max(1, perSecond);
  let tokens = most;
  let last = now();
  return () => {
    const at = now();
    tokens = Math.min(most, tokens + ((at - last) / 1000) * perSecond);
    last = at;
    if (perSecond <= 0 || tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
