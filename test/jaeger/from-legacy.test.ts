import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MalformedAnswer } from '../../src/jaeger/checked.ts';
import { spansFromLegacy } from '../../src/jaeger/from-legacy.ts';
import type { Span } from '../../src/model/trace.ts';

const TRACE = 'a'.repeat(32);
const WIRE = {
  traceID: TRACE,
  spanID: 'b'.repeat(16),
  operationName: 'n',
  startTime: 1_795_338_000_000_000,
  duration: 5,
  processID: 'p1',
};

const around = (span: unknown, processes: unknown = { p1: { serviceName: 's' } }): unknown[] => [
  { traceID: TRACE, spans: [span], processes },
];
const read = (changes: object): Span => spansFromLegacy(around({ ...WIRE, ...changes }))[0]!;
const tag = (key: string, type: string, value: unknown): object => ({
  tags: [{ key, type, value }],
});
const to = (refType: string, spanID: string, traceID = TRACE): object => ({
  refType,
  traceID,
  spanID: spanID.repeat(16),
});
const link = (spanId: string, traceId = TRACE) => ({
  traceId,
  spanId: spanId.repeat(16),
  attributes: {},
});

const cases: [title: string, changes: object, expected: Partial<Span>][] = [
  [
    'lists that are null are empty',
    { tags: null, logs: null, references: null, warnings: null },
    { attributes: {}, events: [], links: [], warnings: [] },
  ],
  ['a span without references is a root', {}, { parentSpanId: undefined }],
  [
    'the first CHILD_OF of the trace is the parent',
    { references: [to('FOLLOWS_FROM', '1'), to('CHILD_OF', '2'), to('CHILD_OF', '3')] },
    { parentSpanId: '2'.repeat(16), links: [link('1'), link('3')] },
  ],
  [
    'FOLLOWS_FROM is never a parent',
    { references: [to('FOLLOWS_FROM', '1')] },
    { parentSpanId: undefined, links: [link('1')] },
  ],
  [
    'CHILD_OF of another trace is a link',
    { references: [to('CHILD_OF', '1', 'c'.repeat(32))] },
    { parentSpanId: undefined, links: [link('1', 'c'.repeat(32))] },
  ],
  [
    'ids of 64 bits are padded, and still the same trace',
    { traceID: '1234567890abcdef', references: [to('CHILD_OF', '1', '1234567890abcdef')] },
    { traceId: '00000000000000001234567890abcdef', parentSpanId: '1'.repeat(16) },
  ],
  [
    'an integer beyond 2^53 is a text on the wire and a bigint here',
    tag('x', 'int64', '9223372036854775807'),
    { attributes: { x: 9223372036854775807n } },
  ],
  [
    'other types are as they say',
    {
      tags: [
        { key: 'a', type: 'int64', value: 1 },
        { key: 'b', type: 'float64', value: 0.5 },
        { key: 'c', type: 'bool', value: false },
        { key: 'd', type: 'binary', value: 'AQID' },
      ],
    },
    { attributes: { a: 1, b: 0.5, c: false, d: 'AQID' } },
  ],
  [
    'tags that repeat what a span says itself do not become attributes',
    {
      tags: [
        { key: 'span.kind', type: 'string', value: 'server' },
        { key: 'error', type: 'bool', value: true },
        { key: 'otel.status_code', type: 'string', value: 'ERROR' },
        { key: 'otel.status_description', type: 'string', value: 'why' },
        { key: 'otel.scope.name', type: 'string', value: 'lib' },
        { key: 'otel.scope.version', type: 'string', value: '1' },
        { key: 'w3c.tracestate', type: 'string', value: 'a=b' },
        { key: 'internal.span.format', type: 'string', value: 'otlp' },
      ],
    },
    {
      kind: 'server',
      status: 'error',
      statusMessage: 'why',
      scope: { name: 'lib', version: '1' },
      attributes: {},
    },
  ],
  [
    'status OK comes from its tag',
    tag('otel.status_code', 'string', 'OK'),
    { status: 'ok', attributes: {} },
  ],
  [
    'an event is named by its field "event"',
    {
      logs: [
        {
          timestamp: 7,
          fields: [
            { key: 'x', type: 'string', value: 'y' },
            { key: 'event', type: 'string', value: 'e' },
          ],
        },
      ],
    },
    { events: [{ name: 'e', timeUs: 7, attributes: { x: 'y' } }] as never },
  ],
  [
    'a length that a negative one became is not a length',
    { duration: 18446744073709549616 },
    { durationUs: 0 } as never,
  ],
  ['warnings are each once', { warnings: ['a', 'a'] }, { warnings: ['a'] }],
];

describe('spansFromLegacy', () => {
  for (const [title, changes, expected] of cases) {
    test(title, () => {
      const span = read(changes);
      const actual = Object.fromEntries(
        Object.keys(expected).map((key) => [key, span[key as keyof Span]]),
      );
      assert.deepEqual(actual, expected);
    });
  }

  test('the scope may be among the tags of the process, and is not an attribute of the resource', () => {
    const tags = ['otel.library.name', 'otel.library.version', 'host.name'].map((key) => ({
      key,
      type: 'string',
      value: key,
    }));
    const [span] = spansFromLegacy(around(WIRE, { p1: { serviceName: '', tags } }));
    assert.deepEqual(span?.scope, { name: 'otel.library.name', version: 'otel.library.version' });
    assert.deepEqual(span.resource, {
      service: 'unknown_service',
      attributes: { 'host.name': 'host.name' },
    });
  });
});

test('a time that no clock shows counts as unset', () => {
  for (const time of [1e308, -1e300, 18_437_736_874_454_810_000]) {
    const logs = [{ timestamp: time, fields: [] }];
    const [span] = spansFromLegacy(around({ ...WIRE, startTime: time, logs }));
    assert.deepEqual([span?.startUs, span?.events[0]?.timeUs], [0, 0]);
  }
});

const malformed: [title: string, body: unknown[], says: RegExp][] = [
  ['a malformed trace', [1], /a trace is not an object/],
  ['a process that is missing', around(WIRE, {}), /a span's process is not in the response/],
  [
    'a start that is a text',
    around({ ...WIRE, startTime: '1' }),
    /a span's startTime is not a number/,
  ],
  ['no duration', around({ ...WIRE, duration: undefined }), /a span's duration is not a number/],
  [
    'a malformed id',
    around({ ...WIRE, spanID: 'xyz' }),
    /a span's spanID does not have 16 hex digits/,
  ],
];

describe('what is not the legacy form is refused, with the part that is wrong', () => {
  for (const [title, body, says] of malformed) {
    test(title, () => {
      assert.throws(
        () => spansFromLegacy(body),
        (thrown: unknown) => thrown instanceof MalformedAnswer && says.test(thrown.message),
      );
    });
  }
});
