import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { verifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import type { Terminal } from '../../src/cli/context.ts';
import { replay } from '../jaeger/recordings.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { labWithRun, type RunOptions } from '../support/lab-with-run.ts';
import { type Outcome, run } from '../support/run.ts';
import { tsvRowsOf } from '../support/tsv-rows.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const SKEWED = '4af7651916cd43dd8448eb211c80319c';
const TERMINAL: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 72,
  colour: false,
  unicode: true,
};

interface Asked extends RunOptions {
  readonly ids: readonly string[];
  readonly args?: readonly string[];
  readonly screen?: Terminal;
}

async function verify({ ids, args = [], screen, ...options }: Asked): Promise<Outcome> {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  await using lab = await labWithRun(jaeger.url, ids, options);
  return await run(['verify', ...args], { env: lab.env, ...(screen && { screen }) });
}

/** The skewed trace is a request of two services of which one begins too early; its hierarchy as a file says it. */
const SKEWED_FILE = `hierarchy:
  service: gateway
  name: GET /skewed
  kind: server
  children:
    - { service: gateway, name: GET, kind: client, children: [{ service: validator, name: GET /validate, kind: server }] }
`;

async function expecting(text: string, asked: Asked): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  try {
    const file = join(folder, 'expect.yaml');
    await writeFile(file, text);
    return await verify({ ...asked, args: ['--expect', file, ...(asked.args ?? [])] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a run that is as it should be', async () => {
  const { out, error } = await verify({ ids: [FIRST], screen: TERMINAL });
  assert.equal(error, undefined);
  assert.equal(out, '✔ 1 of 1 request of run 1 left their complete trace\n');
});

describe('a warning is not a failure', () => {
  test('unless nothing else is asked: exit code 0', async () => {
    const { out, error } = await expecting(SKEWED_FILE, { ids: [SKEWED], screen: TERMINAL });
    assert.equal(error, undefined);
    assert.equal(
      out,
      `✔ 1 of 1 request of run 1 left their complete trace
! containment: the clock of validator is at least 60 ms behind that of
  gateway, in 1 trace (4af76519)

Terms: clock skew (jaeger-lab explain clock skew)
`,
    );
  });

  test('but a file can demand that there is none', async () => {
    const file = `${SKEWED_FILE}checks: [containment, RES-001]\n`;
    const { out, error } = await expecting(file, { ids: [SKEWED] });
    assert.equal(error?.exitCode, EXIT.no);
    assert.match(error.message, /^not as expected: 1 of 2 expectations$/);
    assert.match(out, /^expectation\tfails\tno warning containment\t.* behind that of /m);
    assert.match(out, /^expectation\tholds\tno warning RES-001\tnone\t$/m);
  });

  test('a check that does not exist is named, with the one that was meant', async () => {
    const { error } = await expecting('checks: [RES-01]\n', { ids: [FIRST] });
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /:1:10: unknown check "RES-01"$/);
    assert.match(error.hint ?? '', /RES-001/);
  });
});

describe('how many requests were sampled', () => {
  const cases: [title: string, notSampled: number, share: number | undefined, said: RegExp][] = [
    [
      'about the share that was asked for',
      9,
      0.1,
      /^ {2}1 of 10 sampled, expected between 0 and 3 at 10 % \(95 % binomial\n {2}interval\)\n/m,
    ],
    ['far fewer', 29, 0.5, /^! sampling: 1 of 30 sampled, expected between 10 and 20 at 50 %/m],
    ['fewer than all', 1, 1, /^! sampling: 1 of 2 sampled, expected 2 at 100 %/m],
  ];
  for (const [title, notSampled, share, said] of cases) {
    test(`${title}: said, and no failure`, async () => {
      const { out, error } = await verify({
        ids: [FIRST],
        notSampled,
        screen: TERMINAL,
        ...(share !== undefined && { sampledShare: share }),
      });
      assert.equal(error, undefined);
      assert.match(out, said);
    });
  }

  test('nothing is said where the share is not known', async () => {
    const { out } = await verify({ ids: [FIRST], notSampled: 9, screen: TERMINAL });
    assert.equal(out, '✔ 1 of 1 request of run 1 left their complete trace, 9 not sampled\n');
  });

  test('a pipe gets the figures', async () => {
    const { out } = await verify({ ids: [FIRST], notSampled: 9, sampledShare: 0.1 });
    assert.deepEqual(tsvRowsOf(out), [
      'verified\t1\t1\t9\t0\t0\t0\t0',
      'sampling\t1\t10\t0.1\t0\t3',
    ]);
  });
});

/** The trace of the first request as its scenario has it, and one demand about its edges. */
const TUTORIAL_FILE = `hierarchy:
  service: gateway
  name: GET /process
  kind: server
  children:
    - { service: gateway, name: GET, kind: client, children: [{ service: validator, name: GET /validate, kind: server }] }
    - { service: gateway, name: GET, kind: client, children: [{ service: enricher, name: GET /enrich, kind: server }] }
`;

describe('a scenario that is not one of ours', () => {
  const scenario = 'shop';
  const cases: [title: string, file: string, exitCode: number | undefined][] = [
    ['with a hierarchy', TUTORIAL_FILE, undefined],
    ['with another hierarchy', SKEWED_FILE, EXIT.no],
    ['with edges only', 'edges: [gateway -> validator]\n', undefined],
    ['with an edge that no trace has', 'edges: [validator -> gateway]\n', EXIT.no],
  ];
  for (const [title, file, exitCode] of cases) {
    test(`${title}: ${exitCode === undefined ? 'verified' : 'not as expected'}`, async () => {
      const { error } = await expecting(file, { ids: [FIRST], scenario });
      assert.equal(error?.exitCode, exitCode);
    });
  }

  test('without a file: exit code 2, and what says it', async () => {
    const { error } = await verify({ ids: [FIRST], scenario });
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /^no expected trace is known for the scenario "shop"$/);
    assert.match(error.hint ?? '', /--expect FILE/);
  });
});

describe('another Jaeger, and no lab', () => {
  const WINDOW = ['--service', 'gateway', '--since', '2h'];
  const clock = fakeClock(Date.parse('2026-11-22T10:00:00Z'));
  const cases: [title: string, file: string, message: RegExp | undefined][] = [
    ['edges that only some have', 'edges: [gateway -> enricher]\n', /: 1 of 1 expectation$/],
    ['budgets that hold', 'budgets: [{ service: gateway, max: 10s }]\n', undefined],
    ['budgets that do not', 'budgets: [{ service: gateway, max: 1ms }]\n', /: 1 of 1 expectation$/],
    ['a hierarchy that only one has', SKEWED_FILE, /: 4 of 5 requests$/],
  ];
  for (const [title, file, message] of cases) {
    test(title, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
      try {
        const path = join(folder, 'expect.yaml');
        await writeFile(path, file);
        await using jaeger = await replay({ folder: 'jaeger-2.20', anyLimit: true });
        const args = ['verify', '--expect', path, '--jaeger-url', jaeger.url, ...WINDOW];
        const { error } = await run(args, { clock, env: { XDG_STATE_HOME: '/no-such-folder' } });
        assert.match(error?.message ?? '', message ?? /^$/);
        assert.equal(error?.exitCode, message && EXIT.no);
        if (error)
          assert.match(error.hint ?? '', /^jaeger-lab trace [0-9a-f]{32} --jaeger-url http/);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

test('the JSON answer is as its schema says', async () => {
  const { out } = await expecting(SKEWED_FILE, {
    ids: [SKEWED],
    args: ['--json'],
    notSampled: 1,
    sampledShare: 0.5,
  });
  const answer = verifyAnswer.parse(JSON.parse(out));
  assert.deepEqual(verifyAnswer.parse(answer), JSON.parse(out));
  assert.equal(answer.ok, true);
  assert.deepEqual(answer.sampling, {
    sampled: 1,
    of: 2,
    share: 0.5,
    least: 0,
    most: 2,
    isWithin: true,
  });
  assert.deepEqual(answer.warnings, [
    {
      check: 'containment',
      what: 'the clock of validator is at least 60 ms behind that of gateway',
      traces: 1,
      traceIds: [SKEWED],
    },
  ]);
});

test('too few requests lead to more of them, and not to doctor', async () => {
  const { error } = await verify({ ids: [FIRST], args: ['--at-least', '9', '--wait', '0ms'] });
  assert.equal(error?.message, 'not as expected: 1 of 1 expectation');
  assert.equal(error.hint, 'jaeger-lab load --n 9');
});
