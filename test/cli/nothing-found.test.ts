import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const OTHER = '1af7651916cd43dd8448eb211c80319c';

/** What a command says about a run of one trace of the tutorial and one of checkout. */
async function told(...args: string[]) {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  await using lab = await labWithRun(jaeger.url, [ID, OTHER]);
  const { out, note, error } = await run(args, { env: lab.env });
  return { out, note, message: error?.message, hint: error?.hint, exitCode: error?.exitCode };
}

describe('conditions that no trace meets are the reason, not a lab without traces', () => {
  const cases: [args: string[], message: string][] = [
    [['slowest', '--min', '5s'], 'no trace matches: run 1 with a duration of at least 5.00 s'],
    [
      ['slowest', '--min', '5s', '--max', '6s'],
      'no trace matches: run 1 with a duration of 5.00 s to 6.00 s',
    ],
    [['deps', '--min-spans', '99'], 'no trace matches: run 1 with at least 99 spans'],
    [
      ['verify', '--wait', '0ms', '--span-max', '0ms'],
      'no trace matches: run 1 with a span of at most 0 µs',
    ],
    [['slowest', '--tag', 'a=b'], 'no trace matches: run 1 with a=b'],
  ];
  for (const [args, message] of cases)
    test(args.join(' '), async () => {
      const found = await told(...args);
      assert.equal(found.message, message);
      assert.equal(found.hint, 'list them without conditions: jaeger-lab traces');
      assert.equal(found.exitCode, EXIT.notReady);
    });
});

test('conditions on traces are refused for metrics, which count all of them', async () => {
  const { error } = await run([
    'slowest',
    '--source',
    'metrics',
    '--service',
    'gateway',
    '--errors',
  ]);
  assert.equal(
    error?.message,
    'metrics count the calls of all traces; they cannot show only those through gateway, with a failed span',
  );
  assert.equal(error.hint, 'jaeger-lab slowest --source metrics');
  assert.equal(error.exitCode, EXIT.usage);
});

describe('a name that is nearly right is suggested', () => {
  const cases: [args: string[], message: string, hint: string][] = [
    [
      ['slowest', '--service', 'gateway', '--operation', 'GET /proces'],
      'Jaeger has no operation of gateway "GET /proces"',
      'did you mean GET /process?',
    ],
    [
      ['slowest', '--place', 'gateway:GET /proces'],
      'Jaeger has no operation of gateway "GET /proces"',
      'did you mean GET /process?',
    ],
    [
      ['slowest', '--group-by', 'http.rute'],
      'no span of these traces has the attribute "http.rute"',
      'did you mean http.route?',
    ],
    [
      ['compare', ID, OTHER, '--group-by', 'http.rute'],
      'no span of these traces has the attribute "http.rute"',
      'did you mean http.route?',
    ],
  ];
  for (const [args, message, hint] of cases)
    test(args.join(' '), async () => {
      const found = await told(...args);
      assert.deepEqual([found.message, found.hint], [message, hint]);
      assert.equal(found.exitCode, EXIT.usage);
    });

  test('a hint on where the attributes are shown names the same traces', async () => {
    const { hint } = await told('slowest', '--run', '1', '--group-by', 'zzzzzzzz');
    assert.match(hint ?? '', /^see the attributes: jaeger-lab trace latest --attributes --run 1;/);
  });

  test('an empty key is not one', async () => {
    const { message, exitCode } = await told('slowest', '--group-by', '');
    assert.match(message ?? '', /Expected service, operation, or the key of an attribute/);
    assert.equal(exitCode, EXIT.usage);
  });
});

test('--max-traces holds for runs as well, and says so', async () => {
  const { out, note } = await told('traces', '--max-traces', '1');
  assert.equal(out.trim().split('\n').length, 2, 'a header and one trace');
  assert.match(
    note,
    /^1 of 2 traces of run 1 read, spread over it: raise --max-traces to read all$/m,
  );
});
