import { WireWriter } from './writer.ts';

/** What a request is answered with: an ExportTraceServiceResponse. */
export interface PartialSuccess {
  readonly spans: number;
  readonly message: string;
}

/** google.rpc.Status, of which OTLP's errors have a code and a message. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
}

export const responseBytes = ({ spans, message }: PartialSuccess): Buffer => {
  const writer = new WireWriter(64 + message.length);
  if (spans > 0) {
    writer.message(1, () => {
      writer.varint(1, spans);
      writer.bytes(2, message);
    });
  }
  return writer.finish();
};

export const responseJson = ({ spans, message }: PartialSuccess): string =>
  JSON.stringify({
    partialSuccess: spans > 0 ? { rejectedSpans: String(spans), errorMessage: message } : {},
  });

export const statusBytes = ({ code, message }: RpcStatus): Buffer => {
  const writer = new WireWriter(64 + message.length);
  writer.varint(1, code);
  writer.bytes(2, message);
  return writer.finish();
};
