import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

/** Three requests a second from each other: two of version 1, one of version 2, all with a call of Redis. */
const STARTS = ['00', '01', '02'].map((second) => `2026-11-22T09:00:${second}Z`);
const VERSIONS = ['1', '2', '1'];

const lines = (): string =>
  STARTS.map((start, i) => {
    const nanos = (offsetMs: number): string =>
      String(BigInt(Date.parse(start) + offsetMs) * 1_000_000n);
    const traceId = String(i + 1).padStart(32, '0');
    const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
    const shop = {
      ...{ traceId, spanId: '00000000000000a1', name: 'GET', kind: 2 },
      ...{ startTimeUnixNano: nanos(0), endTimeUnixNano: nanos(100) },
      attributes: [text('http.route', '/cart/:id'), text('version', VERSIONS[i] ?? '')],
    };
    const redis = {
      ...{ traceId, spanId: '00000000000000a2', parentSpanId: shop.spanId, kind: 3 },
      ...{ name: `GET user:${i + 100}`, startTimeUnixNano: nanos(10), endTimeUnixNano: nanos(60) },
      attributes: [text('db.system.name', 'redis')],
    };
    return JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [text('service.name', 'shop')] },
          scopeSpans: [{ spans: [shop, redis] }],
        },
      ],
    });
  }).join('\n');

async function traces(...args: string[]) {
  await using folder = await temporaryFolder();
  const file = await fileIn(folder, 'shop.otlp.jsonl', lines());
  const { out, note, error } = await run(['traces', '--file', file, ...args, '--json']);
  const { found } = (out === '' ? {} : JSON.parse(out)) as { found?: number };
  return { found, note, message: error?.message, hint: error?.hint, exitCode: error?.exitCode };
}

describe('conditions on one span, and what their negation leaves', () => {
  const cases: [args: string[], found: number][] = [
    [['--operation', 'GET user:?'], 3],
    [['--operation', 'GET user:?', '--tag', 'version=1'], 0],
    [['--operation', 'GET user:?', '--not-tag', 'version=1'], 3],
    [['--operation', 'GET user:?', '--tag', 'db.system.name=redis'], 3],
    [['--operation', 'GET user:?', '--not-tag', 'db.system.name=redis'], 0],
    [['--operation', 'GET /cart/:id', '--tag', 'version=1'], 2],
    [['--operation', 'GET /cart/:id', '--not-tag', 'version=1'], 1],
    [['--service', 'shop', '--operation', 'GET /cart/:id', '--not-tag', 'version=3'], 3],
  ];
  for (const [args, expected] of cases)
    test(args.join(' '), async () => {
      const { found, message } = await traces(...args);
      assert.equal(message, undefined);
      assert.equal(found, expected);
    });

  test('what was left out nowhere is said of the spans that were meant', async () => {
    const { note } = await traces('--service', 'shop', '--not-tag', 'version=3');
    assert.match(note, /^no span of shop has version=3: --not-tag leaves none out$/m);
  });
});

describe('an operation that was mistyped', () => {
  for (const [typed, meant] of [
    ['GET /crat/:id', 'GET /cart/:id'],
    ['GET usr:?', 'GET user:?'],
  ] as const)
    test(typed, async () => {
      const { message, hint, exitCode } = await traces('--operation', typed);
      assert.match(message ?? '', /has no operation "/);
      assert.equal(hint, `did you mean ${meant}?`);
      assert.equal(exitCode, EXIT.usage);
    });
});

describe('one end of the time, in a file', () => {
  const cases: [args: string[], found: number][] = [
    [['--to', '2027-11-22T09:00:00Z'], 3],
    [['--to', '2026-11-22T09:00:01Z'], 2],
    [['--from', '2026-11-22T09:00:01Z'], 2],
  ];
  for (const [args, expected] of cases)
    test(args.join(' '), async () => assert.equal((await traces(...args)).found, expected));
});

test('runs of a file are refused by the option that was typed', async () => {
  await using folder = await temporaryFolder();
  const file = await fileIn(folder, 'shop.otlp.jsonl', lines());
  const { error } = await run(['compare', '--file', file, '--runs', '1', '2']);
  assert.match(error?.message ?? '', /^.*shop\.otlp\.jsonl has no runs: a run belongs to a lab$/);
  assert.equal(error?.hint, 'omit --run or --runs; --from and --to choose by time');
  assert.equal(error.exitCode, EXIT.usage);
});
