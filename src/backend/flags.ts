import { parseArgs } from 'node:util';
import { EXIT, LabError, reasonOf } from '../base/errors.ts';

/** How the backend is started. Ports are Jaeger's own; 0 takes any that is free. */
export interface BackendOptions {
  readonly host: string;
  readonly queryPort: number;
  readonly otlpGrpcPort: number;
  readonly otlpHttpPort: number;
  readonly samplingPort: number;
  readonly healthPort: number;
  readonly maxBytes: number;
  readonly maxTraces: number;
  /** A file in Jaeger's format; all traces are sampled without one. */
  readonly samplingStrategies: string | undefined;
  /** A folder of a web page to serve at the query port. */
  readonly viewer: string | undefined;
  /** Names besides localhost that the HTTP ports may be reached by. */
  readonly allowedHosts: readonly string[];
  /** Origins of web pages that may send and ask; `*` allows every page. */
  readonly allowedOrigins: readonly string[];
  /** Zipkin's receiver listens only when its port is given. */
  readonly zipkinPort: number | undefined;
}

const FLAGS = {
  host: { type: 'string', default: '127.0.0.1' },
  'query-port': { type: 'string', default: '16686' },
  'otlp-grpc-port': { type: 'string', default: '4317' },
  'otlp-http-port': { type: 'string', default: '4318' },
  'sampling-port': { type: 'string', default: '5778' },
  'health-port': { type: 'string', default: '13133' },
  'max-bytes': { type: 'string', default: String(256 << 20) },
  'max-traces': { type: 'string' },
  'sampling-strategies': { type: 'string' },
  viewer: { type: 'string' },
  'allow-host': { type: 'string', multiple: true, default: [] as string[] },
  'allow-origin': { type: 'string', multiple: true, default: [] as string[] },
  'zipkin-port': { type: 'string' },
} as const;

const MOST_TRACES = '100000';

/** Less would not hold a trace. */
const LEAST_BYTES = 1 << 20;

/**
 * Two flags may also be given by the variables that Jaeger 1 has for them: SAMPLING_STRATEGIES_FILE and
 * MEMORY_MAX_TRACES.
 *
 * @throws LabError (usage) naming the flag that is wrong
 */
export function parseFlags(args: readonly string[], env: NodeJS.ProcessEnv = {}): BackendOptions {
  const { values } = parse(args);
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const traces = values['max-traces'] ?? set('MEMORY_MAX_TRACES') ?? MOST_TRACES;
  const port = (flag: keyof typeof values): number => integer(flag, values[flag], 0, 65_535);
  const most = Number.MAX_SAFE_INTEGER;
  return {
    host: values.host,
    queryPort: port('query-port'),
    otlpGrpcPort: port('otlp-grpc-port'),
    otlpHttpPort: port('otlp-http-port'),
    samplingPort: port('sampling-port'),
    healthPort: port('health-port'),
    maxBytes: integer('max-bytes', values['max-bytes'], LEAST_BYTES, most),
    maxTraces: integer('max-traces', traces, 1, 10_000_000),
    samplingStrategies: values['sampling-strategies'] ?? set('SAMPLING_STRATEGIES_FILE'),
    viewer: values.viewer,
    allowedHosts: values['allow-host'],
    allowedOrigins: values['allow-origin'],
    zipkinPort: values['zipkin-port'] === undefined ? undefined : port('zipkin-port'),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS });
  } catch (cause) {
    const known = Object.keys(FLAGS).map((flag) => `--${flag}`);
    throw new LabError(reasonOf(cause), {
      hint: `the flags are ${known.join(' ')}`,
      exitCode: EXIT.usage,
      cause,
    });
  }
}

function integer(flag: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new LabError(`--${flag} is a number from ${least} to ${most}`, { exitCode: EXIT.usage });
}
