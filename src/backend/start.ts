import { codeOf, EXIT, LabError, reasonOf } from '../base/errors.ts';
import type { BackendOptions } from './flags.ts';
import { healthHandler } from './health.ts';
import { type AnswerTo, listenHttp, type Listening } from './http/listen.ts';
import { RefusedRequests } from './http/refused.ts';
import { queryHandler } from './query/handler.ts';
import { listenOtlpGrpc } from './receive/otlp-grpc.ts';
import { listenOtlpHttp } from './receive/otlp-http.ts';
import { listenZipkin } from './receive/zipkin.ts';
import { samplingHandler } from './sampling/handler.ts';
import { openStrategies } from './sampling/strategies-file.ts';
import { SAMPLE_ALL } from './sampling/strategies.ts';
import { createSpanStore } from './store/create-span-store.ts';
import type { StoreStats } from './store/store-stats.ts';

export interface Backend {
  /** By the name of the flag without `-port`. */
  readonly ports: Readonly<Record<string, number>>;
  /** What the store holds. */
  stats(): StoreStats;
  close(): Promise<void>;
}

/**
 * Starts all of the embedded Jaeger: a store, its receivers, the query API, sampling, and last its health, so that who
 * finds it healthy may send.
 *
 * @param warn receives what goes wrong meanwhile without ending it
 * @throws LabError when a port is taken (not ready) or the strategies cannot be used (usage); nothing listens then
 */
export async function startBackend(
  options: BackendOptions,
  warn: (sentence: string) => void,
): Promise<Backend> {
  const { host, allowedHosts, allowedOrigins, zipkinPort } = options;
  const store = createSpanStore(options);
  const strategies = await strategiesOf(options, warn);
  const refused = new RefusedRequests(warn);
  const where = { host, allowedHosts, allowedOrigins, onError: warn, onRefused: refused.note };
  const http = (answerTo: AnswerTo) => (port: number) => listenHttp(answerTo, { ...where, port });
  const zipkin = (port: number) => listenZipkin(store, { ...where, port });
  const listeners: [name: string, port: number, listen: (port: number) => Promise<Listening>][] = [
    ['otlp-grpc', options.otlpGrpcPort, (port) => listenOtlpGrpc(store, { ...where, port })],
    ['otlp-http', options.otlpHttpPort, (port) => listenOtlpHttp(store, { ...where, port })],
    ...(zipkinPort === undefined
      ? []
      : [['zipkin', zipkinPort, zipkin] satisfies [string, number, typeof zipkin]]),
    ['query', options.queryPort, http(queryHandler(store, options))],
    ['sampling', options.samplingPort, http(samplingHandler(strategies))],
    ['health', options.healthPort, http(healthHandler(store, refused))],
  ];
  const listening: [name: string, Listening][] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listening.map(([, server]) => server.close()));
    strategies[Symbol.dispose]();
  };
  try {
    for (const [name, port, listen] of listeners) {
      const server = await listen(port).catch((cause: unknown) => {
        throw cannotListen(name, host, port, cause);
      });
      listening.push([name, server]);
    }
  } catch (failure) {
    await close();
    throw failure;
  }
  const ports = Object.fromEntries(listening.map(([name, { port }]) => [name, port]));
  return { ports, stats: () => store.stats(), close };
}

async function strategiesOf({ samplingStrategies }: BackendOptions, warn: (text: string) => void) {
  if (samplingStrategies !== undefined)
    return openStrategies(samplingStrategies, { onError: ({ message }) => warn(message) });
  return { ...SAMPLE_ALL, [Symbol.dispose]: () => undefined };
}

/** grpc-js puts the codes of the addresses that it tried into its message. */
function cannotListen(name: string, host: string, port: number, cause: unknown): LabError {
  const isTaken = codeOf(cause) === 'EADDRINUSE' || reasonOf(cause).includes('EADDRINUSE');
  return new LabError(
    isTaken
      ? `port ${port} of ${host} is taken, and ${name} needs it`
      : `cannot listen on port ${port} of ${host} for ${name}: ${reasonOf(cause)}`,
    {
      hint: `stop what listens there, or give another --${name}-port`,
      exitCode: EXIT.notReady,
      cause,
    },
  );
}
