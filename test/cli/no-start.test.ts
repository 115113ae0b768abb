import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const nanos = (ms: number): string => String(BigInt(Date.UTC(2026, 10, 22) + ms) * 1_000_000n);

type Times = readonly [startMs: number | undefined, endMs: number];

/** A chain: each span is below the one before. */
function chain(...times: readonly Times[]): string {
  const idOf = (at: number): string => String(at + 1).padStart(16, '0');
  const spans = times.map(([start, end], at) => ({
    ...{ traceId: TRACE, spanId: idOf(at), name: `step ${'abc'[at] ?? ''}` },
    ...(at > 0 && { parentSpanId: idOf(at - 1) }),
    ...(start !== undefined && { startTimeUnixNano: nanos(start) }),
    endTimeUnixNano: nanos(end),
  }));
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop' } }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });
}

async function told(content: string, ...args: string[]) {
  await using folder = await temporaryFolder();
  const file = await fileIn(folder, 'shop.otlp.jsonl', content);
  return await run([...args, '--file', file]);
}

const ALONE = chain([undefined, 100]);
const IN_THE_MIDDLE = chain([0, 100], [undefined, 90], [20, 80]);

describe('a span without a start has no length', () => {
  for (const [where, content] of Object.entries({ ALONE, IN_THE_MIDDLE }))
    for (const args of [['traces'], ['trace', TRACE], ['deps']])
      test(`${where.toLowerCase()}: ${args.join(' ')} shows no hours`, async () => {
        const { out, error } = await told(content, ...args, '--format', 'table');
        assert.equal(error, undefined);
        assert.doesNotMatch(out, /\d h\b/);
      });

  test('the others keep theirs, and conditions hold for these', async () => {
    const { out } = await told(
      IN_THE_MIDDLE,
      'traces',
      '--min',
      '90ms',
      '--max',
      '110ms',
      '--json',
    );
    const { traces } = JSON.parse(out) as { traces: { durationUs: number }[] };
    assert.deepEqual(
      traces.map(({ durationUs }) => durationUs),
      [100_000],
    );
  });
});

test('a trace of nothing else cannot be ranked, and the reason is named', async () => {
  const { error } = await told(ALONE, 'slowest');
  assert.match(
    error?.message ?? '',
    /^no trace of .* can be ranked: the times of spans in 1 trace cannot be right$/,
  );
  assert.match(
    error?.hint ?? '',
    new RegExp(`^see what is wrong: jaeger-lab trace ${TRACE} --file`),
  );
  assert.equal(error?.exitCode, EXIT.notReady);
});
