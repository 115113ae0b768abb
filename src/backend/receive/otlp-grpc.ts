import { encode } from '../../otlp/encode.ts';
import { RESPONSE } from '../../otlp/fields.ts';
import { MalformedMessage } from '../../otlp/reader.ts';
import type { Listening } from '../http/listen.ts';
import type { SpanStore } from '../store/create-span-store.ts';
import { RPC, RpcError, type Unary } from './grpc-call.ts';
import { type GrpcOptions, listenGrpc } from './grpc-server.ts';
import { inTurns } from '../turns.ts';
import { adviceOnTimes, partialSuccess } from './partial-success.ts';

const SERVICE = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/**
 * Receives OTLP over gRPC, plain or compressed.
 *
 * @throws node's error when the port cannot be listened on
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export function listenOtlpGrpc(
  store: Pick<SpanStore, 'adding'>,
  options: GrpcOptions,
): Promise<Listening> {
  const takeSpans: Unary = async (message, from) => {
    try {
      const stored = await inTurns(store.adding(message));
      if (stored.timeUnit) options.onRefused?.('time-unit', from, adviceOnTimes(stored.timeUnit));
      return encode(RESPONSE, partialSuccess(stored));
    } catch (failure) {
      if (!(failure instanceof MalformedMessage)) throw failure;
      throw new RpcError(RPC.invalidArgument, failure.message, 'malformed');
    }
  };
  return listenGrpc({ [SERVICE]: takeSpans }, options);
}
