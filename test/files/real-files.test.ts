import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { run } from '../support/run.ts';

const FILES = 'test/fixtures/files';
const named = (name: string): string => join(FILES, name);

/** Of the two requests one was made slow at payment. */
const COMMANDS: readonly string[][] = [
  ['slowest'],
  ['slowest', '--group-by', 'service'],
  ['trace', 'slowest'],
  ['compare', 'median', 'slowest'],
  ['deps'],
  ['verify'],
];

type Findings = Readonly<Record<string, unknown>>;

async function findings(args: readonly string[], file: string): Promise<Findings> {
  const { out, error } = await run([...args, '--file', named(file), '--json']);
  assert.ok(error === undefined || error.exitCode === 1, error?.message);
  const { jaegerUrl, ...found } = JSON.parse(out) as Findings;
  assert.equal(jaegerUrl, named(file));
  const { what, ...others } = found;
  return what === named(file) ? others : found;
}

/** What Zipkin does not keep of a span: docs/zipkin.md. */
const LOST = new Set(['kind', 'attributes', 'events', 'scope', 'resource', 'statusMessage']);

function asInZipkin(found: Findings): unknown {
  const kept = JSON.stringify(found, (key, value: unknown) => (LOST.has(key) ? undefined : value));
  return JSON.parse(kept.toLowerCase());
}

/** The exporter for Zipkin rounds start and duration to microseconds, each by itself. */
const MOST_US = 3;

/** Numbers of the second are made those of the first where they only differ by that rounding. */
function alike(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= (Number.isInteger(a) ? MOST_US : 0.001) ? a : b;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return b;
  if (Array.isArray(b)) return b.map((one, i) => alike((a as unknown[])[i], one));
  const entries = Object.entries(b);
  return Object.fromEntries(entries.map(([key, of]) => [key, alike((a as Findings)[key], of)]));
}

describe('files that real programs wrote lead to the findings of the Jaeger that had the traces', () => {
  for (const args of COMMANDS) {
    for (const file of ['jaeger-v3.json', 'collector.jsonl', 'collector.pb'])
      test(`${args.join(' ')}: ${file}`, async () => {
        assert.deepEqual(await findings(args, file), await findings(args, 'jaeger.json'));
      });
    test(`${args.join(' ')}: zipkin.json, but for what Zipkin does not keep`, async () => {
      const [zipkin, jaeger] = [findings(args, 'zipkin.json'), findings(args, 'jaeger.json')];
      const [found, expected] = [asInZipkin(await zipkin), asInZipkin(await jaeger)];
      assert.deepEqual(found, alike(found, expected));
    });
  }

  for (const file of [
    'jaeger.json',
    'jaeger-v3.json',
    'zipkin.json',
    'collector.jsonl',
    'collector.pb',
  ])
    test(`${file}: payment is named`, async () => {
      const { headline, traces } = await findings(['slowest'], file);
      assert.equal((headline as { service: string }).service, 'payment');
      assert.equal(traces, 2);
    });

  for (const file of ['java-list.jsonl', 'java-lines.jsonl'])
    test(`${file}: the trace of the sender`, async () => {
      const { found, traces } = await findings(['traces'], file);
      assert.equal(found, 1);
      const [{ spans, errors, root, complete } = assert.fail()] = traces as {
        spans: number;
        errors: number;
        complete: boolean;
        root: object;
      }[];
      assert.deepEqual([spans, errors, complete], [2, 1, true]);
      assert.deepEqual(root, { service: 'orders', operation: 'GET /orders/{id}' });
    });

  test('each recorded file is looked at', () => {
    const text = readdirSync(FILES).filter((name) => name !== 'README.md');
    assert.equal(text.length, 7);
  });
});
