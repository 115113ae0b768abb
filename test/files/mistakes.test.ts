import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { openFiles } from '../../src/files/open-files.ts';
import { encode } from '../../src/otlp/encode.ts';
import { REQUEST } from '../../src/otlp/fields.ts';
import { fileIn, temporaryFolder, tracesIn } from '../support/trace-files.ts';

const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: '1795737367403150000',
  endTimeUnixNano: '1795737367503150000',
};
const otlp = (...spans: readonly unknown[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const jaeger = (...spans: readonly unknown[]): string =>
  JSON.stringify({
    data: [{ traceID: SPAN.traceId, spans, processes: { p1: { serviceName: 'a' } } }],
  });
const LEGACY = {
  traceID: SPAN.traceId,
  spanID: SPAN.spanId,
  operationName: 'GET /',
  startTime: 1_795_737_367_403_150,
  duration: 10,
  processID: 'p1',
};
const zipkin = (...spans: readonly unknown[]): string => JSON.stringify(spans);
const GOOD = otlp(SPAN);
const SPANS = 'resourceSpans\\[0\\]\\.scopeSpans\\[0\\]\\.spans';

const cases: [title: string, content: string | Uint8Array, sentence: RegExp][] = [
  ['text', 'hello\nworld', /^stdin: is not a file of traces: it begins with "hello world"$/],
  ['a web page', '<!doctype html>', /^stdin:1?.*it begins with "<!doctype html>"$/],
  ['CSV', 'trace,span\n1,2\n', /it begins with "trace,span 1,2"/],
  ['a number', '42', /the document is not an object/],
  ['a string', '"traces"', /the document is not an object/],
  ['lists in lists', `${'['.repeat(9)}${']'.repeat(9)}`, /the document is not an object/],
  ...['', '{"data":', '{"resourceSpans":[]}\n', '{"resourceSpans":'].map(
    (before): [title: string, content: string, sentence: RegExp] => [
      `lists in 200,000 lists behind "${before.trim()}"`,
      `${before}${'['.repeat(200_000)}${']'.repeat(200_000)}${before.endsWith(':') ? '}' : ''}`,
      /^stdin(:\d)?: (is nested too deeply|.*is not an? (object|list)|.*no traces of Jaeger in it)/,
    ],
  ),
  ...[undefined, null, '', '0'.repeat(32)].map(
    (traceId): [title: string, content: string, sentence: RegExp] => [
      `a span with the trace id ${JSON.stringify(traceId)}`,
      `${GOOD}\n${otlp({ ...SPAN, traceId })}\n`,
      /^stdin:2: .*1 span without a trace id or a span id$/,
    ],
  ),
  [
    'a span without an id of its own in protobuf',
    encode(REQUEST, { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: SPAN.traceId }] }] }] }),
    /^stdin: 1 span without a trace id or a span id$/,
  ],
  ['JSON without traces', '{"a":1}', /not in a known format of traces \(its keys: a\)/],
  ['an empty object', '{}', /its keys: none/],
  ['a list of numbers', '[1,2]', /the document is not an object/],
  ['JSON that is cut off', GOOD.slice(0, 60), /^stdin:1:61: the JSON ends in the middle$/],
  ['JSON that is cut off in a string', GOOD.slice(0, 10), /ends in the middle/],
  ['a comma too many', '{"resourceSpans":[\n {},\n]}', /^stdin:3:1: is not JSON from here on$/],
  ['a missing quote', '{"resourceSpans":[{"a: 1}]}\n', /^stdin:1:\d+: is not JSON from here on$/],
  ['single quotes', "{'resourceSpans':[]}", /^stdin:1:2: is not JSON/],
  ['a comment', '{\n // traces\n "resourceSpans":[]}', /^stdin:2:2: is not JSON/],
  ['a line that is cut off before others', `${GOOD}\n${GOOD.slice(0, 50)}\n`, /^stdin:2:5\d: /],
  ['a line of text', `${GOOD}\n\nhello\n`, /^stdin:3: .*begins with "hello"/],
  ['a line of another format', `${GOOD}\n{"b":2}\n`, /^stdin:2: .*its keys: b/],
  ['spans that are not a list', '{"resourceSpans":{}}', /^stdin:1: resourceSpans is not a list$/],
  ['a span that is not an object', otlp(SPAN, 7), new RegExp(`${SPANS}\\[1\\]: .*not an object`)],
  [
    'an id of letters',
    otlp(SPAN, { ...SPAN, spanId: 'no id' }),
    new RegExp(`^stdin:1: ${SPANS}\\[1\\]: spanId is not 16 hex digits$`),
  ],
  ['no trace id', otlp({ ...SPAN, traceId: 5 }), new RegExp(`${SPANS}\\[0\\]: traceId is not`)],
  [
    'a time that is not a number',
    otlp({ ...SPAN, startTimeUnixNano: 'now' }),
    new RegExp(`${SPANS}\\[0\\]: startTimeUnixNano is not an integer`),
  ],
  [
    'an unknown kind',
    otlp({ ...SPAN, kind: 'BUTLER' }),
    new RegExp(`${SPANS}\\[0\\]: kind is not one of SPAN_KIND_`),
  ],
  [
    'a wrong attribute',
    otlp({ ...SPAN, attributes: [{ key: 'a', value: { intValue: 'x' } }] }),
    new RegExp(`${SPANS}\\[0\\]: intValue is not an integer`),
  ],
  [
    'a span of Jaeger without a process',
    jaeger(LEGACY, { ...LEGACY, processID: 'p2' }),
    /^stdin:1: data\[0\]\.spans\[1\]: a span's process is not in the response$/,
  ],
  [
    'a span of Jaeger without a duration',
    jaeger({ ...LEGACY, duration: undefined }),
    /data\[0\]\.spans\[0\]: a span's duration is not a number/,
  ],
  ['an answer of Jaeger about services', '{"data":["a","b"]}', /has data, but no traces/],
  [
    'a span of Zipkin with a wrong time',
    zipkin({ traceId: '1', id: '2' }, { traceId: '1', id: '3', timestamp: -1 }),
    /^stdin:1: \[1\]: timestamp is not a number of microseconds$/,
  ],
  [
    'version 1 of Zipkin',
    zipkin({ traceId: '1', id: '2', binaryAnnotations: [] }),
    /version 1 of Zipkin/,
  ],
  ['an answer of this program', '{"schema":"jaeger-lab/slowest@1"}', /an answer of jaeger-lab/],
  [
    'UTF-16',
    Buffer.from(`\uFEFF${GOOD}`, 'utf16le'),
    /^stdin: is text in UTF-16; save it in UTF-8$/,
  ],
  ['UTF-16 without a mark', Buffer.from(GOOD, 'utf16le'), /^stdin: is text in UTF-16/],
  [
    'UTF-16 with the high bytes first',
    Buffer.from(GOOD, 'utf16le').swap16(),
    /^stdin: is text in UTF-16/,
  ],
  [
    'a NUL byte',
    `${GOOD.slice(0, 30)}\0${GOOD.slice(30)}`,
    /^stdin: has the control character 0x00 at byte 30, which no JSON has$/,
  ],
  [
    'spans on the console of Python',
    '{"name":"a","context":{},"kind":"SpanKind.SERVER","parent_id":null,"start_time":"x"}',
    /^stdin:1: is the output of a console exporter.*export by OTLP/,
  ],
  ['spans on the console of Go', '{"Name":"a","SpanContext":{},"SpanKind":1}', /console exporter/],
  [
    'spans on the console of Node.js',
    '{"traceId":"1","instrumentationScope":{},"duration":1,"name":"a"}',
    /console exporter/,
  ],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), /neither JSON nor OTLP/],
  [
    'protobuf that is cut off',
    Buffer.from([0x0a, 0x20, 0x12, 0x10, 1]),
    /^stdin: is neither JSON nor OTLP in protobuf \(unexpected EOF\)$/,
  ],
  [
    'a length that is too large',
    Buffer.from([0, 0, 1, 0, 10]),
    /message at byte 0 is not complete/,
  ],
  ['gzip that is cut off', gzipSync(GOOD).subarray(0, 40), /^stdin: is not complete gzip: /],
  ['gzip of text', gzipSync('hello'), /begins with "hello"/],
];

describe('a file that cannot be read is named with the place of the mistake', () => {
  for (const [title, content, sentence] of cases) {
    test(title, async () => {
      const thrown: unknown = await tracesIn(content).catch((error: unknown) => error);
      assert.ok(thrown instanceof LabError, String(thrown));
      assert.match(thrown.message, sentence);
      assert.equal(thrown.exitCode, EXIT.usage);
      assert.ok(thrown.hint);
    });
  }
});

describe('paths', () => {
  let notes: string[] = [];
  const openWithin = (smallBytes: number, ...paths: string[]) => {
    notes = [];
    const note = (sentence: string): unknown => notes.push(sentence);
    const { signal } = new AbortController();
    return openFiles({ paths, stdin: undefined, signal, note, smallBytes });
  };
  const open = (...paths: string[]) => openWithin(1e6, ...paths);

  test('a path that leads nowhere', async () => {
    await assert.rejects(
      open('nowhere.json'),
      /cannot read nowhere\.json: no such file or directory$/,
    );
    await assert.rejects(open('https://a.test/x.json'), /: it is a URL$/);
    await assert.rejects(open('-'), /there is no standard input/);
  });

  test('a folder is read with what is below it, without hidden files', async () => {
    await using folder = await temporaryFolder();
    await assert.rejects(open(folder.path), /the folder has no files/);
    await mkdir(join(folder.path, 'below'));
    await fileIn(folder, '.hidden', 'not read');
    await fileIn(folder, 'a.json', GOOD);
    const other = { ...SPAN, traceId: SPAN.traceId.replace('0', '1') };
    await fileIn(folder, 'below/b.json.gz', gzipSync(otlp(other)));
    await using client = await open(folder.path);
    assert.deepEqual(
      await client
        .traces({ fromUs: 0 as never, toUs: 2e15 as never, limit: 9 })
        .then((traces) => traces.map(({ traceId }) => traceId)),
      [SPAN.traceId, other.traceId],
    );
  });

  test('a named pipe is read as a stream', async () => {
    await using folder = await temporaryFolder();
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, GOOD);
    await using client = await open(pipe);
    await written;
    assert.deepEqual(await client.services(), ['unknown_service']);
    assert.deepEqual(await client.services(), ['unknown_service'], 'once more');
  });

  test('the file with a mistake is named among several', async () => {
    await using folder = await temporaryFolder();
    await fileIn(folder, 'a.json', GOOD);
    const wrong = await fileIn(folder, 'b.json', '{');
    await using client = await open(join(folder.path, 'a.json'), wrong);
    await assert.rejects(client.services(), new RegExp(`^LabError: ${wrong}:1:2: the JSON ends`));
  });

  test('a file of a folder that does not begin as one of traces is left out, and said', async () => {
    await using folder = await temporaryFolder();
    const readme = await fileIn(folder, 'readme.md', '# Traces');
    const packed = await fileIn(folder, 'z.json.gz', gzipSync(GOOD).subarray(0, 40));
    for (const smallBytes of [1e6, 1]) {
      await fileIn(folder, 'b.json', GOOD);
      await using client = await openWithin(smallBytes, folder.path);
      assert.deepEqual(await client.services(), ['unknown_service'], `bound ${smallBytes}`);
      assert.equal(
        notes[0],
        `left out ${readme}: is not a file of traces: it begins with "# Traces"`,
      );
      assert.ok(notes[1]?.startsWith(`left out ${packed}: is not complete gzip`), notes[1]);
      assert.equal(notes.length, 2);
      await rm(join(folder.path, 'b.json'));
      await using none = await openWithin(smallBytes, folder.path);
      await assert.rejects(none.services(), /readme\.md: is not a file of traces/);
    }
  });

  test('a damaged file of traces in a folder is an error', async () => {
    await using folder = await temporaryFolder();
    await fileIn(folder, 'a.json', GOOD);
    const damaged = await fileIn(folder, 'b.jsonl', `${GOOD}\nnonsense\n`);
    await using client = await open(folder.path);
    await assert.rejects(client.services(), new RegExp(`${damaged}:2: is not a file of traces`));
  });

  test('a last line that is being written is left out, and said', async () => {
    await using folder = await temporaryFolder();
    const growing = await fileIn(folder, 'a.jsonl', `${GOOD}\n${GOOD.slice(0, 50)}`);
    await using client = await open(growing);
    assert.deepEqual(await client.services(), ['unknown_service']);
    assert.deepEqual(notes, [`left out ${growing}:2: the last line is not complete`]);
  });
});
