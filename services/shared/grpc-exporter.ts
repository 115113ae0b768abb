import type { Client, ServiceError } from '@grpc/grpc-js';
import {
  type ExportResponse,
  type IExporterTransport,
  createOtlpNetworkExportDelegate,
  OTLPExporterBase,
} from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyOtlpGrpcOptions,
  createOtlpGrpcExporterMetrics,
} from '@opentelemetry/otlp-grpc-exporter-base';
import {
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';

type SpanExporter = NodeSDKConfiguration['traceExporter'];
type Settings = ReturnType<typeof readVariables>;

// eslint-disable-next-line @typescript-eslint/no-deprecated -- as the SDK's own exporter, which reads OTEL_* by it
const readVariables = () => convertLegacyOtlpGrpcOptions({}, 'TRACES');

const METHOD = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** Time for a first connection; each further one gets twice that of the one before it. */
const CONNECTED_WITHIN_MS = 1_000;

/** What gRPC says of a call that was not sent. */
const NOT_SENT = 'Channel closed before call started';

/** Exports over OTLP/gRPC as the OTEL_* variables say, with a connection of its own that is replaced where it hangs. */
export function grpcExporter(): SpanExporter {
  const settings = readVariables();
  const metrics = createOtlpGrpcExporterMetrics(
    'otlp_grpc_span_exporter',
    TraceExporterMetricsHelper,
    settings.url,
    undefined,
  );
  const transport = new GrpcTransport(settings);
  return new OTLPExporterBase(
    createOtlpNetworkExportDelegate(settings, ProtobufTraceSerializer, metrics, transport),
  );
}

/**
 * A collector that was started again may have another address. gRPC resolves a name every 30 seconds at most, and a
 * connection to an address that no machine has any more may take longer than the time for an export: the spans behind it
 * would be seconds late. A new client resolves the name at once.
 */
class GrpcTransport implements IExporterTransport {
  readonly #settings: Settings;
  #client: Client | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async send(data: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    const deadline = Date.now() + timeoutMillis;
    let within = CONNECTED_WITHIN_MS;
    for (;;) {
      const response = await this.#call(Buffer.from(data), deadline, within);
      if (response) return response;
      within *= 2;
    }
  }

  shutdown(): void {
    this.#client?.close();
  }

  /** @returns undefined when it was not sent, because there was no connection within that time */
  async #call(data: Buffer, deadline: number, within: number): Promise<ExportResponse | undefined> {
    // The build lets gRPC load on the first access.
    const { default: grpc } = await import('@grpc/grpc-js');
    const { url, credentials, metadata, compression } = this.#settings;
    const { gzip, identity } = grpc.compressionAlgorithms;
    const client = (this.#client ??= new grpc.Client(url, credentials(), {
      'grpc.default_compression_algorithm': compression === 'gzip' ? gzip : identity,
      // Otherwise a new client shares the connections of the one before it.
      'grpc.use_local_subchannel_pool': 1,
    }));
    const replace = setTimeout(() => {
      if (client.getChannel().getConnectivityState(false) === grpc.connectivityState.READY) return;
      if (this.#client === client) this.#client = undefined;
      // Calls that were sent go on.
      client.close();
    }, within);
    const same = (bytes: Buffer): Buffer => bytes;
    const answer = new Promise<Buffer>((resolve, reject) => {
      const done = (error: ServiceError | null, bytes?: Buffer): void =>
        error ? reject(error) : resolve(bytes ?? Buffer.alloc(0));
      client.makeUnaryRequest(METHOD, same, same, data, metadata(), { deadline }, done);
    });
    try {
      return { status: 'success', data: await answer };
    } catch (error) {
      if (isNotSent(error) && Date.now() < deadline && this.#client !== client) return undefined;
      return { status: 'failure', error: error as Error };
    } finally {
      clearTimeout(replace);
    }
  }
}

const isNotSent = (error: unknown): boolean =>
  error instanceof Error && 'details' in error && error.details === NOT_SENT;
