import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { serveStore } from '../backend/embedded.ts';

/** Some senders write a link although they have no context to link to. */
const link = (traceId: string, spanId: string) => ({ traceId, spanId, attributes: [] });

test('links to nowhere are left out, and the trace is read', async () => {
  const traceId = 'a'.repeat(32);
  const span = {
    ...{ traceId, spanId: 'b'.repeat(16), name: 'x', kind: 2 },
    ...{ startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000001000000' },
    links: [
      link('0'.repeat(32), '0'.repeat(16)),
      link('', ''),
      link('c'.repeat(32), 'd'.repeat(16)),
    ],
  };
  await using server = await serveStore({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  await using client = createJaegerClient({ url: server.url });
  const trace = await client.trace(traceId);
  assert.deepEqual(
    trace?.spans[0]?.links.map((one) => one.traceId),
    ['c'.repeat(32)],
  );
});
