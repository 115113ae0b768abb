import { EXIT, LabError, reasonOf } from '../../base/errors.ts';

/** How a service has to sample: as Jaeger 2.20 answers, `strategyType` in words. */
export interface SamplingStrategy {
  readonly strategyType: 'PROBABILISTIC' | 'RATE_LIMITING';
  readonly probabilisticSampling?: Probabilistic;
  readonly rateLimitingSampling?: { readonly maxTracesPerSecond: number };
  readonly operationSampling?: OperationSampling;
}

interface Probabilistic {
  /** 0 to 1. */
  readonly samplingRate: number;
}

interface OperationSampling {
  readonly defaultSamplingProbability: number;
  readonly defaultLowerBoundTracesPerSecond: number;
  readonly perOperationStrategies: readonly OperationStrategy[];
}

interface OperationStrategy {
  readonly operation: string;
  readonly probabilisticSampling: Probabilistic;
}

export interface SamplingStrategies {
  strategyFor(service: string): SamplingStrategy;
}

const probabilistic = (samplingRate: number): SamplingStrategy => ({
  strategyType: 'PROBABILISTIC',
  probabilisticSampling: { samplingRate },
});

/** Without a file every trace is sampled: Jaeger 2's own default. */
export const SAMPLE_ALL: SamplingStrategies = { strategyFor: () => probabilistic(1) };

/**
 * Reads strategies in the format of Jaeger's file: `default_strategy` and `service_strategies`, each with
 * `operation_strategies` of its own. A service also gets the default's operations that it does not name itself.
 *
 * @param name of the file, for the error
 * @throws LabError (usage) naming the first thing that is wrong and where
 * @see https://www.jaegertracing.io/docs/latest/sampling/#file-based-sampling-configuration
 */
export function parseStrategies(json: string, name: string): SamplingStrategies {
  try {
    return strategiesIn(parse(json));
  } catch (thrown) {
    if (!(thrown instanceof Malformed)) throw thrown;
    throw new LabError(`the sampling strategies in ${name} cannot be used: ${thrown.message}`, {
      hint: 'correct the file; {"default_strategy":{"type":"probabilistic","param":0.5}} is a short valid one',
      exitCode: EXIT.usage,
      cause: thrown,
    });
  }
}

class Malformed extends Error {}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new Malformed(`it is not JSON (${reasonOf(thrown)})`);
  }
}

function strategiesIn(file: unknown): SamplingStrategies {
  const { default_strategy: byDefault, service_strategies: services } = objectIn(file, 'the file');
  const fallback =
    byDefault === undefined ? probabilistic(1) : strategyIn(byDefault, 'default_strategy');
  const byService = new Map<string, SamplingStrategy>();
  for (const [index, value] of listIn(services, 'service_strategies').entries()) {
    const where = `service_strategies[${index}]`;
    const service = nameIn(objectIn(value, where)['service'], `${where}.service`);
    if (byService.has(service)) throw new Malformed(`${where} names "${service}" a second time`);
    byService.set(service, withDefaults(strategyIn(value, where), fallback));
  }
  return { strategyFor: (service) => byService.get(service) ?? fallback };
}

function strategyIn(value: unknown, where: string): SamplingStrategy {
  const wire = objectIn(value, where);
  const strategy = wire['type'] === 'ratelimiting' ? rateLimitingIn(wire, where) : undefined;
  const samplingRate = strategy === undefined ? rateIn(wire, where) : undefined;
  const operations = listIn(wire['operation_strategies'], `${where}.operation_strategies`);
  return {
    ...(strategy ?? probabilistic(samplingRate ?? 1)),
    ...(operations.length > 0 && {
      operationSampling: {
        defaultSamplingProbability: samplingRate ?? 1,
        defaultLowerBoundTracesPerSecond: 0,
        perOperationStrategies: operations.map((one, index) =>
          operationIn(one, `${where}.operation_strategies[${index}]`),
        ),
      },
    }),
  };
}

function operationIn(value: unknown, where: string): OperationStrategy {
  const wire = objectIn(value, where);
  return {
    operation: nameIn(wire['operation'], `${where}.operation`),
    probabilisticSampling: { samplingRate: rateIn(wire, where) },
  };
}

/** A service's own operations go before those of the default; its own rate is that of all others. */
function withDefaults(own: SamplingStrategy, fallback: SamplingStrategy): SamplingStrategy {
  const { operationSampling: inherited } = fallback;
  if (inherited === undefined) return own;
  const { operationSampling = inherited } = own;
  const rate = own.probabilisticSampling?.samplingRate;
  const named = new Set(operationSampling.perOperationStrategies.map(({ operation }) => operation));
  return {
    ...own,
    operationSampling: {
      ...operationSampling,
      defaultSamplingProbability: rate ?? operationSampling.defaultSamplingProbability,
      perOperationStrategies: [
        ...operationSampling.perOperationStrategies,
        ...inherited.perOperationStrategies.filter(({ operation }) => !named.has(operation)),
      ],
    },
  };
}

type Wire = Readonly<Record<string, unknown>>;

function objectIn(value: unknown, what: string): Wire {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(`${what} is not a JSON object`);
  return value as Wire;
}

function listIn(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Malformed(`${what} is not a list`);
  return value as readonly unknown[];
}

function nameIn(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new Malformed(`${what} is missing`);
  return value;
}

function rateIn({ type, param }: Wire, where: string): number {
  if (type !== 'probabilistic') {
    const choice = where.includes('operation_strategies')
      ? '"probabilistic"'
      : '"probabilistic" or "ratelimiting"';
    throw new Malformed(`${where}.type is not ${choice}`);
  }
  if (typeof param !== 'number' || param < 0 || param > 1) {
    throw new Malformed(`${where}.param is not a number from 0 to 1`);
  }
  return param;
}

/** Clients hold it in 16 bits. */
const MOST_PER_SECOND = 32_767;

function rateLimitingIn({ param }: Wire, where: string): SamplingStrategy {
  if (typeof param !== 'number' || param < 0 || param > MOST_PER_SECOND) {
    throw new Malformed(`${where}.param is not a number of traces from 0 to ${MOST_PER_SECOND}`);
  }
  return {
    strategyType: 'RATE_LIMITING',
    rateLimitingSampling: { maxTracesPerSecond: Math.floor(param) },
  };
}
