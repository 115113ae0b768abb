import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { importAnswer } from '../../src/cli/commands/import/answer.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const INPUT = 'test/fixtures/jaeger/input.otlp.json';
const FROM = ['--from', '2026-11-22T09:00:00Z'];

describe('import', () => {
  test('what was sent answers as the file does', async () => {
    await using backend = await embeddedBackend();
    const sent = await run(['import', INPUT, '--otlp', backend.otlpHttp, '--json']);
    assert.equal(sent.error, undefined);
    const answer = importAnswer.parse(JSON.parse(sent.out));
    assert.deepEqual([answer.traces, answer.spans, answer.refusedSpans], [7, 30, 0]);
    for (const command of ['slowest', 'deps']) {
      const said = async (...args: string[]): Promise<unknown> => {
        const { out, error } = await run([command, ...args, '--json']);
        assert.equal(error, undefined);
        // Only a Jaeger has an address, and a graph of its own.
        const others = ['jaegerUrl', 'jaegerVersion', 'differences'];
        const answer = Object.entries(JSON.parse(out) as object);
        return Object.fromEntries(answer.filter(([key]) => !others.includes(key)));
      };
      assert.deepEqual(
        await said('--jaeger-url', backend.query, ...FROM),
        await said('--file', INPUT),
      );
    }
  });

  test('more than one request holds arrives whole, also where the URL has its path', async () => {
    await using backend = await embeddedBackend();
    await using folder = await temporaryFolder();
    const line = (trace: number): string =>
      JSON.stringify({
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'a' } }] },
            scopeSpans: [
              {
                spans: Array.from({ length: 5 }, (_, span) => ({
                  traceId: String(trace + 1).padStart(32, '0'),
                  spanId: String(span + 1).padStart(16, '0'),
                  name: 'x'.repeat(100),
                  startTimeUnixNano: '1795737367403150000',
                  endTimeUnixNano: '1795737367503150000',
                })),
              },
            ],
          },
        ],
      });
    const text = Array.from({ length: 2000 }, (_, i) => line(i)).join('\n');
    const file = await fileIn(folder, 'many.jsonl', text);
    const { out } = await run([
      'import',
      file,
      '--otlp',
      `${backend.otlpHttp}/v1/traces`,
      '--json',
    ]);
    const { traces, spans } = JSON.parse(out) as Record<string, number>;
    assert.deepEqual([traces, spans], [2000, 10_000]);
    const found = await run(['traces', '--jaeger-url', backend.query, ...FROM, '--json']);
    assert.equal((JSON.parse(found.out) as { found: number }).found, 2000);
  });

  test('spans that a receiver refuses are counted, with its reason', async () => {
    const server = createServer((request, response) => {
      request
        .resume()
        .on('end', () =>
          response.end('{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}'),
        );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { out, error } = await run(['import', INPUT, '--otlp', url, '--format', 'table']);
    server.close();
    assert.match(out, /It refused 3 spans: too old\./);
    assert.equal(error?.exitCode, EXIT.no);
  });

  test('the page of another server takes no spans, whatever its status', async () => {
    const server = createServer((_request, response) => {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>Jaeger UI</title>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const { error } = await run(['import', INPUT, '--otlp', `http://127.0.0.1:${port}`]);
    server.close();
    assert.equal(error?.exitCode, EXIT.notReady);
    assert.match(error.message, /answers, but is not an OTLP receiver$/);
  });

  test('wrong uses are named', async () => {
    await using backend = await embeddedBackend();
    const cases: [args: string[], sentence: RegExp][] = [
      [[INPUT, '--otlp', 'localhost:4318'], /is not an http or https URL/],
      [[INPUT, '--otlp', 'http://127.0.0.1:1'], /cannot reach the OTLP receiver at/],
      [[INPUT, '--otlp', backend.query], /refused the spans \(40\d/],
      [
        ['nowhere.json', '--otlp', backend.otlpHttp],
        /cannot read nowhere\.json: no such file or directory$/,
      ],
    ];
    for (const [args, sentence] of cases) {
      const { error } = await run(['import', ...args]);
      assert.match(error?.message ?? '', sentence);
    }
  });
});
