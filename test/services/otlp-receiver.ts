import { once } from 'node:events';
import { type ServerHttp2Session, type ServerHttp2Stream, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fields, bytesIn, fieldsOf, messagesIn, numberIn, textIn } from './protobuf.ts';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'other';
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly service: string;
  /** Which instrumentation made it. */
  readonly scope: string;
}

/** What a receiver does with a batch. A gRPC status of 0 takes it. */
export type Manners =
  { readonly grpcStatus: number; readonly answersAfterMs?: number } | 'never-answers';

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly spans: readonly ReceivedSpan[];
  /** Resolves with all spans as soon as there are `count`. @throws after ten seconds */
  atLeast(count: number): Promise<readonly ReceivedSpan[]>;
}

/** A collector: OTLP over gRPC in, spans kept in memory. */
export async function startReceiver(
  port = 0,
  manners: Manners = { grpcStatus: 0 },
): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    void answer(stream, manners).then((batch) => spans.push(...batch));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    spans,
    async atLeast(count) {
      for (let wait = 0; spans.length < count; wait += 1) {
        if (wait === 1_000) throw new Error(`${spans.length} spans came, not ${count}`);
        await sleep(10);
      }
      return spans;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

/** @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
async function answer(stream: ServerHttp2Stream, manners: Manners): Promise<ReceivedSpan[]> {
  stream.on('error', () => undefined);
  const request = Buffer.concat((await stream.toArray()) as Buffer[]);
  if (manners === 'never-answers') return [];
  await sleep(manners.answersAfterMs ?? 0);
  const status = String(manners.grpcStatus);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  // An empty ExportTraceServiceResponse: not compressed, length 0.
  stream.end(Buffer.alloc(5));
  return status === '0' ? spansIn(request.subarray(5)) : [];
}

/** @see https://github.com/open-telemetry/opentelemetry-proto, trace/v1/trace.proto */
function spansIn(request: Buffer): ReceivedSpan[] {
  return messagesIn(fieldsOf(request), 1).flatMap((resourceSpans) => {
    const resource = attributesIn(messagesIn(resourceSpans, 1)[0] ?? new Map(), 1);
    return messagesIn(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = textIn(messagesIn(scopeSpans, 1)[0] ?? new Map(), 1);
      return messagesIn(scopeSpans, 2).map((span) => spanOf(span, resource, scope));
    });
  });
}

function spanOf(span: Fields, resource: Record<string, string>, scope: string): ReceivedSpan {
  return {
    traceId: bytesIn(span, 1).toString('hex'),
    spanId: bytesIn(span, 2).toString('hex'),
    parentSpanId: bytesIn(span, 4).toString('hex'),
    name: textIn(span, 5),
    kind: ([, 'internal', 'server', 'client'] as const)[numberIn(span, 6)] ?? 'other',
    isError: messagesIn(span, 15).some((status) => numberIn(status, 3) === 2),
    attributes: attributesIn(span, 9),
    resource,
    service: resource['service.name'] ?? '',
    scope,
  };
}

/** Text and whole numbers; of anything else an empty text. */
function attributesIn(fields: Fields, number: number): Record<string, string> {
  return Object.fromEntries(
    messagesIn(fields, number).map((pair) => {
      const value = messagesIn(pair, 2)[0] ?? new Map<number, never>();
      return [textIn(pair, 1), value.has(3) ? String(numberIn(value, 3)) : textIn(value, 1)];
    }),
  );
}
