import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logEntryIn, messageOf } from '../../src/base/log-entry.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const TIME = Date.parse('2026-11-27T02:54:13.904Z');
const READ = { timeMs: TIME, level: 'error', message: 'no', traceId: TRACE, spanId: SPAN };

describe('a line of structured logging', () => {
  const ids = { trace_id: TRACE, span_id: SPAN, trace_flags: '01' };
  const cases: [title: string, line: object, read: object][] = [
    ['of the lab', { time: '2026-11-27T02:54:13.904Z', level: 'error', msg: 'no', ...ids }, READ],
    ['of pino', { level: 50, time: TIME, pid: 1, ...ids, msg: 'no' }, READ],
    ['of winston', { timestamp: TIME, level: 'error', message: 'no', ...ids }, READ],
    [
      'outside of a request',
      { time: TIME, level: 30, msg: 'up' },
      { timeMs: TIME, level: 'info', message: 'up', traceId: undefined, spanId: undefined },
    ],
  ];
  for (const [title, line, read] of cases)
    test(title, () => assert.deepEqual(logEntryIn(JSON.stringify(line)), read));
});

describe('any other line stays as it is', () => {
  for (const line of ['', 'Error: no', '{', '{}', '[]', '{"ready":true}', '{"time":1,"msg":2}'])
    test(JSON.stringify(line), () => {
      assert.equal(logEntryIn(line), undefined);
      assert.equal(messageOf(line), line);
    });
});
