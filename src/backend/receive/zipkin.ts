import { encoding } from '../../otlp/encode.ts';
import { REQUEST } from '../../otlp/fields.ts';
import { requestFromZipkin } from '../../otlp/from-zipkin.ts';
import { parsing } from '../../otlp/parse-json.ts';
import { MalformedMessage } from '../../otlp/reader.ts';
import { text } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { listenHttp, type Listening, type ListenOptions } from '../http/listen.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { Room } from '../http/room.ts';
import type { SpanStore } from '../store/create-span-store.ts';
import { inTurns, type Work } from '../turns.ts';

const MAX_BODY_BYTES = 20 << 20;
const MAX_BYTES_AT_ONCE = 64 << 20;

/**
 * Receives spans as Zipkin does: `POST /api/v2/spans`, JSON, plain or compressed. Protobuf and version 1 are refused.
 *
 * @throws node's error when the port cannot be listened on
 */
export function listenZipkin(
  store: Pick<SpanStore, 'adding'>,
  options: ListenOptions,
): Promise<Listening> {
  const room = new Room(MAX_BYTES_AT_ONCE);
  return listenHttp(async (request) => {
    const { url = '', method, headers } = request;
    const wrong = (status: number, reason: 'path' | 'content-type', sentence: string): Refusal =>
      new Refusal(status, sentence, { reason });
    if (method !== 'POST' || url.split('?', 1)[0] !== '/api/v2/spans')
      throw wrong(404, 'path', 'Zipkin spans are taken by POST at /api/v2/spans');
    if (!(headers['content-type'] ?? '').startsWith('application/json'))
      throw wrong(415, 'content-type', 'only application/json is taken here');
    const body = await readBody(request, MAX_BODY_BYTES, room);
    try {
      const json = await inTurns(requestFromZipkin(await inTurns(spansIn(body.toString('utf8')))));
      const request = await inTurns(encoding(REQUEST, json, body.length));
      await inTurns(store.adding(request));
    } catch (cause) {
      if (!(cause instanceof MalformedMessage)) throw cause;
      throw badRequest(cause.message, { reason: 'malformed', cause });
    }
    return { ...text(202, ''), body: Buffer.alloc(0) };
  }, options);
}

function* spansIn(text: string): Work<readonly unknown[]> {
  const spans = yield* parsing(text, (piece) => JSON.parse(piece) as unknown);
  if (Array.isArray(spans)) return spans as readonly unknown[];
  throw new MalformedMessage('the request is not a list of spans');
}
