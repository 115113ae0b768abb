import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  setLogVerbosity,
  logVerbosity,
  status,
} from '@grpc/grpc-js';
import { reasonOf } from '../../base/errors.ts';
import type { SpanStore } from '../store/create-span-store.ts';
import { encode } from '../../otlp/encode.ts';
import { RESPONSE } from '../../otlp/fields.ts';
import { MalformedMessage } from '../../otlp/reader.ts';
import { partialSuccess } from './partial-success.ts';
import { boundedReads, type ReadBounds } from './bounded-reads.ts';
import { type Listening, type ListenOptions, LOCALHOST } from '../http/listen.ts';

export interface OtlpGrpcOptions extends ListenOptions {
  /** 4 MiB, gRPC's own default; a larger message is RESOURCE_EXHAUSTED. */
  readonly maxMessageBytes?: number;
  /** How many messages are received at a time, and how long one may take. */
  readonly reads?: Partial<ReadBounds>;
  /** Told about what should not have happened. */
  readonly onError?: (sentence: string) => void;
}

const MAX_MESSAGE_BYTES = 4 << 20;
const READS: ReadBounds = { most: 32, withinMs: 30_000, withinMsOfOthers: 2_000 };

const same = (bytes: Buffer): Buffer => bytes;

/** Messages are left as bytes: what is stored is what was sent. */
const TRACE_SERVICE = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  },
} satisfies ServiceDefinition;

/**
 * Receives OTLP over gRPC, plain or gzip.
 *
 * @throws node's error when the port cannot be listened on
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export async function listenOtlpGrpc(
  store: Pick<SpanStore, 'add'>,
  options: OtlpGrpcOptions,
): Promise<Listening> {
  const { host = LOCALHOST, port, maxMessageBytes = MAX_MESSAGE_BYTES, onError } = options;
  // It would write to stderr what is thrown here anyway.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    // Nobody asks for the counters of its channels, which cost time with each call.
    'grpc.enable_channelz': 0,
    // Two programs on one port would share what is sent.
    'grpc.so_reuseport': 0,
    interceptors: [boundedReads({ ...READS, ...options.reads })],
  });
  server.addService(TRACE_SERVICE, {
    export(call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
      try {
        answer(null, encode(RESPONSE, partialSuccess(store.add(call.request))));
      } catch (failure) {
        if (failure instanceof MalformedMessage) {
          answer({ code: status.INVALID_ARGUMENT, details: failure.message });
          return;
        }
        onError?.(`cannot store a request: ${reasonOf(failure)}`);
        answer({ code: status.INTERNAL, details: 'internal error' });
      }
    },
  });
  const bound = await bind(server, host, port);
  return {
    port: bound,
    close() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((done, fail) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) fail(error);
      else done(bound);
    });
  });
}
