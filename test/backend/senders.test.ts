import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { describe, test } from 'node:test';
import type { Recorded } from '../../scripts/senders/recorder.ts';
import { listenOtlpGrpc } from '../../src/backend/receive/otlp-grpc.ts';
import { listenOtlpHttp } from '../../src/backend/receive/otlp-http.ts';
import { listenZipkin } from '../../src/backend/receive/zipkin.ts';
import { serveReader } from './embedded.ts';
import { storeOf } from './stored.ts';

/** What each sender sent, byte for byte: `npm run senders` records it. */
const RECORDINGS = new URL('../fixtures/senders/', import.meta.url);

async function post(url: string, { path, headers, body }: Recorded): Promise<void> {
  const { 'content-type': type = '', 'content-encoding': encoding } = headers;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
    body: Buffer.from(body, 'base64'),
  });
  assert.ok(response.ok, `${response.status} ${await response.text()}`);
}

/** Resolves when the call was answered with status 0. */
async function call(url: string, { path, headers, body }: Recorded): Promise<void> {
  const session = connect(url);
  const status = await new Promise<unknown>((done, fail) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      te: 'trailers',
      ...headers,
    });
    stream.on('trailers', (trailers: IncomingHttpHeaders) => done(trailers['grpc-status']));
    stream.on('error', fail).resume();
    stream.end(Buffer.from(body, 'base64'));
  });
  session.close();
  assert.equal(status, '0');
}

interface LegacyTag {
  readonly key: string;
  readonly value: unknown;
}
interface LegacySpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly tags: readonly LegacyTag[];
  readonly logs: readonly { readonly fields: readonly LegacyTag[] }[];
}

/** The spans that arrived, after the whole way: receiver, store and query API. */
async function afterReplay(requests: readonly Recorded[]): Promise<readonly LegacySpan[]> {
  const store = storeOf();
  const grpc = await listenOtlpGrpc(store, { port: 0 });
  const http = await listenOtlpHttp(store, { port: 0 });
  const zipkin = await listenZipkin(store, { port: 0 });
  try {
    for (const request of requests) {
      const { port } = request.path.startsWith('/api/v2') ? zipkin : http;
      if (request.protocol === 'grpc') await call(`http://127.0.0.1:${grpc.port}`, request);
      else await post(`http://127.0.0.1:${port}`, request);
    }
  } finally {
    await Promise.all([grpc, http, zipkin].map(({ close }) => close()));
  }
  await using query = await serveReader(store);
  const answer = await fetch(`${query.url}/api/traces?service=orders`);
  const { data } = (await answer.json()) as { data: readonly { spans: readonly LegacySpan[] }[] };
  assert.equal(data.length, 1, 'one trace');
  return data[0]?.spans ?? [];
}

const tagsOf = (tags: readonly LegacyTag[]): Record<string, unknown> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

/** A list of texts: in JSON, or joined by commas as Java's Zipkin exporter does. */
function textsOf(list: unknown): readonly unknown[] {
  const text = String(list);
  if (!text.startsWith('[')) return text.split(',');
  return JSON.parse(text) as readonly unknown[];
}

/** Zipkin has text for every value, no events with attributes, and no links. */
function expected(isZipkin: boolean): Record<string, unknown> {
  const values = { 'http.response.status_code': 500, 'cache.hit': false, ratio: 0.25 };
  return {
    'http.route': '/orders/{id}',
    ...(isZipkin
      ? { 'http.response.status_code': '500', 'cache.hit': 'false', ratio: '0.25' }
      : values),
    'span.kind': 'server',
    error: true,
  };
}

for (const file of readdirSync(RECORDINGS)) {
  const recordings = JSON.parse(readFileSync(new URL(file, RECORDINGS), 'utf8')) as Readonly<
    Record<string, readonly Recorded[]>
  >;
  describe(`what ${file.replace('.json', '')} sends arrives whole`, () => {
    for (const [way, requests] of Object.entries(recordings)) {
      test(way, async () => {
        const isZipkin = way.startsWith('zipkin');
        const spans = await afterReplay(requests);
        const root = spans.find(({ operationName }) =>
          /^get \/orders\/\{id\}$/i.test(operationName),
        );
        const child = spans.find(({ operationName }) => /^select orders$/i.test(operationName));
        assert.ok(root && child && spans.length === 2, JSON.stringify(spans));
        const parents = child.references.filter(({ refType }) => refType === 'CHILD_OF');
        assert.deepEqual(
          parents.map(({ spanID }) => spanID),
          [root.spanID],
        );
        const tags = tagsOf(root.tags);
        const wanted = expected(isZipkin);
        assert.deepEqual(
          Object.fromEntries(Object.keys(wanted).map((key) => [key, tags[key]])),
          wanted,
        );
        assert.deepEqual(textsOf(tags['tags']), ['new', 'größer']);
        assert.deepEqual(tagsOf(child.tags)['db.system.name'], 'postgresql');
        assert.equal(root.logs.length, 1);
        if (isZipkin) return;
        const event = tagsOf(root.logs[0]?.fields ?? []);
        assert.equal(event['event'], 'exception');
        assert.equal(event['exception.message'], 'no item 7');
        const links = child.references.filter(({ refType }) => refType === 'FOLLOWS_FROM');
        assert.deepEqual(
          links.map(({ traceID }) => traceID),
          ['0af7651916cd43dd8448eb211c80319c'],
        );
      });
    }
  });
}
