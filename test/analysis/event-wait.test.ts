import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { eventWaits } from '../../src/analysis/event-wait.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import type { SpanEvent } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { EPOCH_US, span, type SpanPlan, traceOf } from '../support/trace-builder.ts';

const events = (...all: [name: string, ms: number][]): SpanEvent[] =>
  all.map(([name, ms]) => ({ name, timeUs: micros(EPOCH_US + ms * 1000), attributes: {} }));

/** Milliseconds of each wait, and the events around it. */
function waitsIn(of: SpanEvent[], below: SpanPlan[] = []) {
  const options = { kind: 'server', events: of } as const;
  const path = criticalPath(traceOf([span('web', 'GET /', [0, 100], options, below)]));
  return eventWaits(path!).map(({ waitUs, after, before }) => [waitUs / 1000, after, before]);
}

describe('waits between the events of a span', () => {
  const cases: [title: string, events: SpanEvent[], waits: unknown[]][] = [
    ['between two events', events(['wait', 5], ['got', 95]), [[90, 'wait', 'got']]],
    ['in any order of the events', events(['got', 95], ['wait', 5]), [[90, 'wait', 'got']]],
    ['from the start of the span', events(['got', 80]), [[80, undefined, 'got']]],
    ['none where each stretch is short', events(['a', 25], ['b', 50], ['c', 75]), []],
    ['none after the last event', events(['begin', 5]), []],
    ['none between events outside of the span', events(['a', -500], ['b', 1500]), []],
    ['none before an event that comes after the span', events(['a', 5], ['b', 102]), []],
    [
      'not after an event that comes before the span',
      events(['a', -50], ['b', 90]),
      [[90, undefined, 'b']],
    ],
    [
      'to an event at the end, as far as times are rounded',
      events(['a', 5], ['b', 100.001]),
      [[95, 'a', 'b']],
    ],
    ['the same moment twice', events(['a', 60], ['b', 60]), [[60, undefined, 'a']]],
  ];
  for (const [title, of, waits] of cases) test(title, () => assert.deepEqual(waitsIn(of), waits));

  test('time of a child is not time of the wait', () => {
    const query = span('web', 'SELECT', [10, 90], { kind: 'client' });
    assert.deepEqual(waitsIn(events(['begin', 5], ['done', 95]), [query]), [[10, 'begin', 'done']]);
    assert.deepEqual(waitsIn(events(['a', 10], ['b', 60]), [query]), []);
  });

  test('events are moved with the clock of their span', () => {
    const server = span('db', 'SELECT', [5010, 5190], {
      kind: 'server',
      events: events(['wait', 5015], ['got', 5165]),
    });
    const client = span('web', 'GET', [5, 195], { kind: 'client' }, [server]);
    const trace = traceOf([span('web', 'GET /', [0, 200], { kind: 'server' }, [client])]);
    const { kind, us } = waterfall(trace).headline!;
    assert.deepEqual([kind, us], ['wait', 150_000]);
  });
});
