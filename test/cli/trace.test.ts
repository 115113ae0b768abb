import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { traceAnswer } from '../../src/cli/commands/trace/answer.ts';
import { readRecording, replay, VERSIONS } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const RECORDED = ['0', '1', '2', '3', '4'].map(
  (digit) => `${digit}af7651916cd43dd8448eb211c80319c`,
);
const FIRST = '0af7651916cd43dd8448eb211c80319c';
const SECOND = '0af7651916cd43dd8448eb211c80319d';
const THIRD = '0af7651916cd43dd8448eb211c80319e';

type Json = Record<string, unknown>;

/** An answer without what may differ between two Jaegers. */
const apart = (out: string): string => {
  const whole = JSON.parse(out) as Json;
  assert.deepEqual(traceAnswer.parse(whole), whole, 'as its schema says');
  const { jaegerUrl, jaegerVersion, ...answer } = whole;
  assert.equal(typeof jaegerUrl, 'string');
  assert.equal(jaegerVersion, '2.20.0');
  return JSON.stringify(answer);
};

async function answerOf(folder: string, args: readonly string[]): Promise<string> {
  await using jaeger = await replay({ folder });
  const { out, error } = await run([...args, '--jaeger-url', jaeger.url, '--json']);
  assert.equal(error, undefined);
  return apart(out);
}

describe('four Jaegers give the same answer, byte for byte', () => {
  for (const id of RECORDED) {
    test(`about trace ${id}`, async () => {
      const [first, ...others] = await Promise.all(
        VERSIONS.map((version) => answerOf(version, ['trace', id])),
      );
      for (const other of others) assert.equal(other, first);
    });
  }

  test('what they find is what is wrong', async () => {
    const remarks = async (id: string): Promise<unknown[]> => {
      const { rows } = JSON.parse(await answerOf('jaeger-2.20', ['trace', id])) as {
        rows: { remarks: { kind: string }[] }[];
      };
      return rows.flatMap((row) => row.remarks.map(({ kind }) => kind));
    };
    assert.deepEqual(await Promise.all(RECORDED.map(remarks)), [
      [],
      ['error', 'error'],
      ['orphan'],
      [],
      ['moved'],
    ]);
  });
});

for (const version of VERSIONS) {
  test(`--raw gives the very bytes of ${version}`, async () => {
    await using jaeger = await replay({ folder: version });
    const { out } = await run(['trace', FIRST, '--raw', '--jaeger-url', jaeger.url]);
    assert.equal(out, JSON.stringify(readRecording(`${version}/trace-v3.json`).body));
  });
}

describe('a trace by another name, within the last run', () => {
  const ids = [FIRST, CHECKOUT];
  const cases: [name: string, id: string][] = [
    [FIRST, FIRST],
    [FIRST.toUpperCase(), FIRST],
    ['0a', FIRST],
    ['1AF', CHECKOUT],
    ['latest', CHECKOUT],
    ['slowest', CHECKOUT],
    ['median', FIRST],
  ];
  for (const [name, id] of cases) {
    test(name, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, ids);
      const { out, error } = await run(['trace', name, '--json'], { env: lab.env });
      assert.equal(error, undefined);
      assert.equal((JSON.parse(out) as Json)['traceId'], id);
    });
  }
});

describe('what cannot be found is said in a sentence', () => {
  const cases: [title: string, args: string[], exitCode: number, sentence: RegExp, hint: RegExp][] =
    [
      [
        'a beginning of several',
        ['0af'],
        EXIT.usage,
        /^ambiguous id 0af: 3 traces of run 1 start with it$/,
        /use more digits: 0af7651916cd43dd8448eb211c80319c, .*d, .*e$/,
      ],
      [
        'a beginning of none',
        ['77'],
        EXIT.notReady,
        /^no trace of run 1 starts with 77$/,
        /traces/,
      ],
      [
        'an id that Jaeger does not know',
        ['ffffffffffffffffffffffffffffffff'],
        EXIT.notReady,
        /does not have trace f{32}$/,
        /jaeger-lab traces/,
      ],
      ['no id at all', ['GET'], EXIT.usage, /^"GET" is not a trace id$/, /latest, slowest, median/],
      [
        'a run that was not',
        ['latest', '--run', '7'],
        EXIT.usage,
        /has no run 7/,
        /jaeger-lab runs/,
      ],
      ['raw and json', [FIRST, '--raw', '--json'], EXIT.usage, /cannot be used with/, /--help/],
    ];
  for (const [title, args, exitCode, sentence, hint] of cases) {
    test(title, async () => {
      const unknown = readRecording('jaeger-2.20/trace-v3-unknown.json');
      await using jaeger = await replay({
        folder: 'jaeger-2.20',
        override: (path) => (path.includes('ffff') ? unknown : undefined),
      });
      await using lab = await labWithRun(jaeger.url, [FIRST, SECOND, THIRD, CHECKOUT]);
      const { out, error } = await run(['trace', ...args], { env: lab.env });
      assert.equal(out, '');
      assert.equal(error?.exitCode, exitCode);
      assert.match(error.message, sentence);
      assert.match(error.hint ?? '', hint);
    });
  }

  test('a beginning of an older run, as its own list of traces prints it', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [FIRST], { later: [[CHECKOUT], [CHECKOUT]] });
    const { out, error } = await run(['trace', FIRST.slice(0, 12), '--json'], { env: lab.env });
    assert.equal(error, undefined);
    assert.equal((JSON.parse(out) as Json)['traceId'], FIRST);
    const asked = ['trace', FIRST.slice(0, 12), '--run', '2'];
    assert.match((await run(asked, { env: lab.env })).error?.message ?? '', /^no trace of run 2 /);
  });

  test('a beginning that no recent trace of another Jaeger has', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20', anyLimit: true });
    const args = ['trace', '77', '--jaeger-url', jaeger.url, '--from', '2026-11-22T08:00:00Z'];
    const { error } = await run([...args, '--to', '2026-11-22T10:00:00Z']);
    assert.equal(error?.exitCode, EXIT.notReady);
    assert.match(
      error.message,
      /^no trace of 2026-11-22T\d\d:\d\d:00.000\S+ to .* starts with 77$/,
    );
  });
});

describe('a trace as it was copied from elsewhere', () => {
  const typed = [
    `http://localhost:16686/trace/${FIRST}`,
    `https://jaeger.example/base/trace/${FIRST}?uiFind=x#y`,
    `http://localhost:16686/trace/${FIRST.replace(/^0/, '')}`,
    `00-${FIRST}-00f067aa0ba902b7-01`,
  ];
  for (const one of typed) {
    test(one, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
      const { out, error } = await run(['trace', one, '--json'], { env: lab.env });
      assert.equal(error, undefined);
      assert.equal((JSON.parse(out) as Json)['traceId'], FIRST);
    });
  }
});
