import { parseFlags } from '../../src/backend/flags.ts';
import { startBackend } from '../../src/backend/start.ts';

const PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];

export interface EmbeddedBackend extends AsyncDisposable {
  readonly query: string;
  readonly otlpHttp: string;
}

/** The embedded Jaeger in this process, on free ports. */
export async function embeddedBackend(): Promise<EmbeddedBackend> {
  const flags = PORTS.map((name) => `--${name}-port=0`);
  const backend = await startBackend(parseFlags(flags), () => undefined);
  const { ports } = backend;
  return {
    query: `http://127.0.0.1:${ports['query']}`,
    otlpHttp: `http://127.0.0.1:${ports['otlp-http']}`,
    [Symbol.asyncDispose]: () => backend.close(),
  };
}
