import { parseDurationMs } from '../base/duration.ts';

type Env = Readonly<Record<string, string>>;

/** How a Jaeger process counts spans. */
export interface CountSetting {
  readonly counts: boolean;
  /** How often it shows what it has counted, ms. */
  readonly flushMs: number;
}

/** The connector's default. */
const FLUSH_MS = 60_000;

/** @returns undefined for a process whose configuration is not known: Jaeger 1 counts no spans */
export function countSetting({ JAEGER_CONFIG: config }: Env): CountSetting | undefined {
  if (config === undefined) return undefined;
  const interval = /metrics_flush_interval: (?<interval>[\w.]+)/.exec(config)?.groups?.['interval'];
  return {
    counts: /exporters: \[[^\]]*\bspanmetrics\b/.test(config),
    flushMs: parseDurationMs(interval ?? '') ?? FLUSH_MS,
  };
}

/** How a Jaeger process asks for the metrics of its Monitor tab. */
export interface AskSetting {
  readonly asks: boolean;
  /** Whether it asks for the names that the connector gives. */
  readonly isNamed: boolean;
  /** What to set where it does not ask, and where it asks for other names. */
  readonly set: { readonly storage: string; readonly names: string };
}

export function askSetting(env: Env): AskSetting {
  const { JAEGER_CONFIG: config } = env;
  return config === undefined ? ofJaeger1(env) : ofJaeger2(config);
}

const NAMES = {
  PROMETHEUS_QUERY_NAMESPACE: 'traces_span_metrics',
  PROMETHEUS_QUERY_NORMALIZE_CALLS: 'true',
  PROMETHEUS_QUERY_NORMALIZE_DURATION: 'true',
};

const ofJaeger1 = (env: Env): AskSetting => ({
  asks: env['METRICS_STORAGE_TYPE'] === 'prometheus',
  isNamed: Object.entries(NAMES).every(([name, value]) => env[name] === value),
  set: {
    storage: 'METRICS_STORAGE_TYPE=prometheus',
    names: Object.entries(NAMES)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  },
});

const ofJaeger2 = (config: string): AskSetting => ({
  asks: /jaeger_query:\s+storage: \{[^}]*\bmetrics: /.test(config),
  isNamed: ['calls', 'duration'].every((one) => config.includes(`normalize_${one}: true`)),
  set: {
    storage: 'storage.metrics of jaeger_query to a metric backend',
    names: 'normalize_calls: true and normalize_duration: true in its metric backend',
  },
});
