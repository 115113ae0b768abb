import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogClient } from '../../src/logs/client.ts';
import { startListener } from '../services/listener.ts';

/** No Loki runs here: these are the forms that its documentation shows. VictoriaLogs is tested as a server. */

const TRACE = '4f1c0a7e4f1c0a7e4f1c0a7e4f1c0a7e';
const stream = { lab: 'lab', component: 'gateway', level: 'info', trace_id: TRACE, span_id: 'ab' };
const answerOf = (...result: unknown[]): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'streams', result, stats: {} } });

test('lines of a Loki are asked by the beginning of a trace id, and come by time', async () => {
  const answer = answerOf(
    {
      stream,
      values: [
        ['1764277201552000001', 'second'],
        ['1764277201553000000', 'third'],
      ],
    },
    { stream: { ...stream, level: 'error' }, values: [['1764277201552000000', 'first']] },
  );
  await using server = await startListener(0, answer);
  await using client = createLogClient({ url: server.url, lab: 'lab', isOfLab: false });
  const lines = await client.linesOf('4f1c');
  assert.deepEqual(
    lines.map(({ message, level, timeMs }) => [message, level, timeMs]),
    [
      ['first', 'error', 1764277201552],
      ['second', 'info', 1764277201552],
      ['third', 'info', 1764277201553],
    ],
  );
  assert.deepEqual(lines[0], {
    ...{ component: 'gateway', level: 'error', message: 'first', timeMs: 1764277201552 },
    ...{ traceId: TRACE, spanId: 'ab' },
  });
  const asked = new URL(server.heard[0]?.url ?? '', server.url);
  assert.equal(asked.pathname, '/loki/api/v1/query_range');
  assert.equal(asked.searchParams.get('query'), '{lab="lab"} | trace_id=~"4f1c.*"');
});

test('an id that is not hex digits is not asked for', async () => {
  await using server = await startListener(0, answerOf());
  await using client = createLogClient({ url: server.url, lab: 'lab', isOfLab: false });
  assert.deepEqual(await client.linesOf('"} | x'), []);
  assert.deepEqual(server.heard, []);
});

for (const [title, url, called] of [
  ['Loki', '', 'Loki'],
  ['VictoriaLogs', '/insert', 'VictoriaLogs'],
] as const)
  test(`what answers as something else than a ${title} is named`, async () => {
    await using server = await startListener(0, '{"hello":1}');
    await using client = createLogClient({ url: server.url + url, lab: 'lab', isOfLab: false });
    await assert.rejects(client.linesOf('4f1c'), {
      message: new RegExp(`^${called} at http://127.0.0.1:\\d+ did not answer a query as expected`),
    });
  });
