import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { tracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import type { Terminal } from '../../src/cli/context.ts';
import { replay, VERSIONS } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';
import { tsvRowsOf } from '../support/tsv-rows.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const SKEWED = '4af7651916cd43dd8448eb211c80319c';

const ids = (out: string): string[] =>
  tsvRowsOf(out).map((row) => {
    const [, id = ''] = row.split('\t');
    return `${id[0] ?? ''}${id[31] ?? ''}`;
  });

describe('searching a run', () => {
  const cases: [title: string, args: string[], found: string[]][] = [
    ['all of it, newest first', [], ['4c', '1c', '0c']],
    ['longest first', ['--sort', 'duration'], ['1c', '0c', '4c']],
    ['largest first', ['--sort', 'spans'], ['1c', '0c', '4c']],
    ['no more than asked for', ['-n', '1'], ['4c']],
    ['of a service', ['--service', 'payment'], ['1c']],
    ['of an operation', ['--operation', 'GET /skewed'], ['4c']],
    ['both of one span', ['--service', 'validator', '--operation', 'GET /process'], []],
    ['with a tag', ['--tag', 'error.type=CardDeclined'], ['1c']],
    ['with the service as a tag', ['--tag', 'service.name=payment'], ['1c']],
    ['without the service as a tag', ['--not-tag', 'service.name=payment'], ['4c', '0c']],
    ['with two tags of one span', ['--tag', 'error=true', '--tag', 'lab.fault=delay=2s'], ['1c']],
    ['long enough', ['--min', '500ms'], ['1c', '0c']],
    ['short enough', ['--max', '200ms'], ['4c']],
    ['with a short span', ['--service', 'gateway', '--span-max', '90ms'], ['4c']],
    ['with a long span', ['--span-min', '1s'], ['1c']],
    ['not through a service', ['--without-service', 'payment'], ['4c', '0c']],
    ['without an operation', ['--not-operation', 'GET /skewed'], ['1c', '0c']],
    ['without a tag', ['--not-tag', 'error.type=CardDeclined'], ['4c', '0c']],
    [
      'without either of two values of one tag',
      ['--not-tag', 'http.response.status_code=502', '--not-tag', 'http.response.status_code=200'],
      ['4c'],
    ],
    ['large enough', ['--min-spans', '7'], ['1c']],
    ['that failed', ['--errors'], ['1c']],
  ];
  for (const [title, args, found] of cases) {
    test(title, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT, SKEWED]);
      const { out, error } = await run(['traces', ...args], { env: lab.env });
      assert.equal(error, undefined);
      assert.deepEqual(ids(out), found);
    });
  }

  test('deps takes a trace as trace does', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
    const [plain, asOption] = await Promise.all([
      run(['deps', 'slowest', '--format', 'mermaid'], { env: lab.env }),
      run(['deps', '--trace', 'slowest', '--format', 'mermaid'], { env: lab.env }),
    ]);
    assert.match(plain.out, /order/);
    assert.equal(plain.out, asOption.out);
    const twice = await run(['deps', 'slowest', '--trace', 'latest'], { env: lab.env });
    assert.ok(twice.error instanceof LabError);
    assert.equal(twice.error.message, '--trace cannot be combined with the trace slowest');
  });

  const unused: [args: string[], note: string][] = [
    [
      ['--not-operation', 'nosuch'],
      'no trace has the operation nosuch: --not-operation leaves none out',
    ],
    [['--not-tag', 'tier=9'], 'no trace has tier=9: --not-tag leaves none out'],
  ];
  for (const [args, note] of unused) {
    test(`${args.join(' ')} leaves none out, which is said`, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT, SKEWED]);
      const { note: said, error } = await run(['traces', ...args], { env: lab.env });
      assert.equal(error, undefined);
      assert.ok(said.includes(note), said);
    });
  }

  const mistyped: [args: string[], sentence: string, hint: string][] = [
    [['--without-service', 'paymnt'], 'Jaeger has no service "paymnt"', 'did you mean payment?'],
    [
      ['--service', 'gateway', '--not-operation', 'GET /skewd'],
      'Jaeger has no operation "GET /skewd"',
      'did you mean GET /skewed?',
    ],
  ];
  for (const [args, sentence, hint] of mistyped) {
    test(`${args.join(' ')} is a mistake, and not a condition that leaves nothing out`, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT, SKEWED]);
      const { error } = await run(['traces', ...args], { env: lab.env });
      assert.ok(error instanceof LabError);
      assert.deepEqual([error.message, error.hint, error.exitCode], [sentence, hint, EXIT.usage]);
    });
  }

  test('for a person: what was asked, a table, and what was left out', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
    const screen: Terminal = {
      isTTY: true,
      format: 'table',
      columns: 100,
      colour: false,
      unicode: true,
    };
    const { out } = await run(['traces', '-n', '1', '--errors', '--utc'], {
      env: lab.env,
      screen,
    });
    assert.equal(
      out,
      `1 trace
of run 1 with a failed span

trace     start                     root                         duration  spans  services  errors
1af76519  2026-11-22T09:00:03.000Z  api-gateway  POST /checkout    2.19 s      7         4       2
`,
    );
  });
});

test('the JSON answer is as its schema says', async () => {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
  const { out } = await run(['traces', '--json'], { env: lab.env });
  const answer: unknown = JSON.parse(out);
  assert.deepEqual(tracesAnswer.parse(answer), answer);
});

const WINDOW = ['--from', '2026-11-22T08:00:00Z', '--to', '2026-11-22T10:00:00Z'];

describe('a search with tags is never answered unfiltered', () => {
  for (const version of VERSIONS) {
    test(version, async () => {
      await using jaeger = await replay({ folder: version, anyLimit: true });
      const args = ['traces', '--service', 'payment', '--tag', 'error=true', ...WINDOW];
      const { out, error } = await run([...args, '--jaeger-url', jaeger.url]);
      assert.equal(error, undefined);
      assert.deepEqual(ids(out), ['1c']);
    });
  }

  test('and refused where neither API can', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57', without: '/api/traces' });
    const args = ['traces', '--service', 'payment', '--tag', 'error=true', ...WINDOW];
    const { out, error } = await run([...args, '--jaeger-url', jaeger.url]);
    assert.equal(out, '');
    assert.equal(error?.exitCode, EXIT.notReady);
    assert.match(error.message, /cannot search by tags/);
  });
});

describe('arguments that contradict each other', () => {
  const cases: [args: string[], sentence: RegExp][] = [
    [['--run', '1', '--jaeger-url', 'http://127.0.0.1:1'], /a run belongs to a lab/],
    [['--min', '2s', '--max', '1s'], /--min is larger than --max/],
    [
      ['--from', '2026-11-22T10:00:00Z', '--to', '2026-11-22T09:00:00Z'],
      /--from must be earlier than --to/,
    ],
    [['--since', '1h', '--from', '2026-11-22'], /cannot be used with/],
    [['--run', '1', '--since', '1h'], /cannot be used with/],
    [['--tag', 'error'], /Expected KEY=VALUE/],
    [['--tag', 'http.route=/a', '--tag', 'http.route=/b'], /http.route is given twice/],
    [['--from', 'yesterday'], /Expected a time/],
    [['--from', '2026-13-45'], /Expected a time/],
    [['--sort', 'name'], /Allowed choices/],
  ];
  for (const [args, sentence] of cases) {
    test(args.join(' '), async () => {
      const { error } = await run(['traces', ...args]);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, sentence);
    });
  }
});
