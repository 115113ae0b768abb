import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const INPUT = 'test/fixtures/jaeger/input.otlp.json';
const FROM = ['--from', '2026-11-22T09:00:00Z', '--to', '2026-11-22T10:00:00Z'];
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const PROCESS = '0af7651916cd43dd8448eb211c80319c';

/** What an answer says about the traces, and not where they were read. */
function findings(out: string): unknown {
  const origin = ['jaegerUrl', 'jaegerVersion', 'pages', 'pageSize', 'from', 'to', 'what'];
  const answer = JSON.parse(out) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(answer).filter(([key]) => !origin.includes(key)));
}

const COMMANDS: string[][] = [
  ['slowest'],
  ['slowest', '--place', 'gateway', '--group-by', 'service'],
  ['traces'],
  ['traces', '--service', 'payment', '--errors'],
  ['trace', CHECKOUT],
  ['compare', CHECKOUT, PROCESS],
  ['verify'],
];

describe('a command answers the same about a file as about the Jaeger that it was taken from', () => {
  for (const args of COMMANDS) {
    test(args.join(' '), async () => {
      await using folder = await temporaryFolder();
      await using jaeger = await embeddedBackend();
      await run(['import', INPUT, '--otlp', jaeger.otlpHttp]);
      const of = ['--jaeger-url', jaeger.query, ...FROM];
      const file = join(folder.path, 'kept.otlp.jsonl.gz');
      assert.equal((await run(['traces', ...of, '--out', file])).error, undefined);
      const there = await run([...args, ...of, '--json']);
      const here = await run([...args, '--file', file, '--json']);
      assert.deepEqual(findings(here.out), findings(there.out));
    });
  }
});

describe('reading files', () => {
  test('a person sees which file, and no Jaeger', async () => {
    const { out } = await run(['slowest', '--file', INPUT, '--format', 'table']);
    assert.match(out, /8 requests in 7 traces of test\/fixtures\/jaeger\/input\.otlp\.json/);
    assert.doesNotMatch(out, /Jaeger/);
  });

  test('several files and stdin are one set of traces', async () => {
    await using folder = await temporaryFolder();
    const one = await fileIn(folder, 'one.json', JSON.stringify({ data: [] }));
    const typed = ['traces', '--file', one, '--file', '-', '--json'];
    const { out } = await run(typed, { stdin: createReadStream(INPUT) });
    const { found, jaegerUrl } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual([found, jaegerUrl], [7, `${one}, stdin`]);
  });

  test('a time chooses among them', async () => {
    const typed = ['traces', '--file', INPUT, '--from', '2026-11-22T09:00:05Z', '--json'];
    const { found } = JSON.parse((await run(typed)).out) as { found: number };
    assert.equal(found, 3);
  });

  test('what is not in them is named with the file', async () => {
    const sentences: [args: string[], sentence: RegExp][] = [
      [['traces', '--service', 'gatway'], /input\.otlp\.json has no service "gatway"/],
      [['trace', 'f'.repeat(32)], /input\.otlp\.json does not have trace ffff/],
      [
        ['slowest', '--min', '1h'],
        /no trace matches: .*input\.otlp\.json with a duration of at least/,
      ],
      [['slowest', '--run', '1'], /'--file <path>' cannot be used with option '--run <number>'/],
    ];
    for (const [args, sentence] of sentences) {
      const { error } = await run([...args, '--file', INPUT]);
      assert.match(error?.message ?? '', sentence);
    }
  });

  test('an answer keeps going to its file', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'answer.json');
    await run(['traces', '--file', INPUT, '--json', '--out', out]);
    assert.match(readFileSync(out, 'utf8'), /^\{"schema":"jaeger-lab\/traces@1"/);
  });

  const NAMED: readonly [command: string, name: string, begins: RegExp][] = [
    ['traces', 'answer.json', /^\{"schema":"jaeger-lab\/traces@1"/],
    ['slowest', 'answer.tsv', /^#headline\t/],
    ['deps', 'answer.json', /^\{"schema":"jaeger-lab\/deps@1"/],
    ['deps', 'answer.svg', /^<svg /],
    ['deps', 'answer.dot', /^digraph /],
  ];

  test('a file gets the format that its name says', async () => {
    await using folder = await temporaryFolder();
    for (const [command, name, begins] of NAMED) {
      const out = join(folder.path, name);
      const { error } = await run([command, '--file', INPUT, '--out', out]);
      assert.equal(error, undefined, error?.message);
      assert.match(readFileSync(out, 'utf8'), begins);
    }
  });

  const REFUSED: readonly [command: string, name: string][] = [
    ['traces', 'answer.svg'],
    ['slowest', 'answer.csv'],
    ['slowest', 'run.otlp.jsonl'],
    ['verify', 'answer.HTML'],
  ];

  for (const [command, name] of REFUSED)
    test(`${command} does not write ${name}, unless a format is named`, async () => {
      await using folder = await temporaryFolder();
      const out = join(folder.path, name);
      const { error } = await run([command, '--file', INPUT, '--out', out]);
      assert.match(error?.message ?? '', /^--out: the answer cannot be written as \.\w+$/);
      assert.match(error?.hint ?? '', /^name the file \.json/);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.equal(existsSync(out), false);
      await run([command, '--file', INPUT, '--out', out, '--format', 'tsv']);
      assert.match(readFileSync(out, 'utf8'), /^#/);
    });

  test('a folder that is not there is an error of the option', async () => {
    const { error } = await run(['traces', '--file', INPUT, '--out', '/nowhere/a.otlp.jsonl']);
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(
      error.message,
      /cannot write \/nowhere\/a\.otlp\.jsonl: no such file or directory$/,
    );
  });
});

test('--anonymize keeps the times and the shape, and no name', async () => {
  await using folder = await temporaryFolder();
  const out = join(folder.path, 'anonymous.otlp.jsonl');
  const written = await run(['traces', '--file', INPUT, '--anonymize', '--out', out]);
  assert.equal(written.error, undefined, written.error?.message);
  assert.doesNotMatch(
    readFileSync(out, 'utf8'),
    /gateway|validator|0af7651916cd43dd8448eb211c80319c/,
  );
  const durations = async (file: string): Promise<unknown> => {
    const { out: json } = await run(['traces', '--file', file, '--sort', 'duration', '--json']);
    const { traces } = JSON.parse(json) as { traces: { durationUs: number; spans: number }[] };
    return traces.map(({ durationUs, spans }) => [durationUs, spans]);
  };
  assert.deepEqual(await durations(out), await durations(INPUT));
  const { error } = await run(['traces', '--file', INPUT, '--anonymize']);
  assert.match(error?.message ?? '', /--anonymize needs --out/);
  assert.equal(error?.exitCode, 2);
});
