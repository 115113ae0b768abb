import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryContext } from '../support/memory-context.ts';

const COMMANDS = [
  'up',
  'load',
  'slowest',
  'traces',
  'trace',
  'compare',
  'deps',
  'verify',
  'status',
  'logs',
  'down',
  'demo',
  'challenge',
  'smoke',
  'overhead',
  'scenario',
  'images',
  'schema',
];

test('help lists every command', async () => {
  for (const args of [['--help'], ['help'], []]) {
    const { context, written } = memoryContext();
    await runProgram(args, context);
    for (const command of COMMANDS) assert.match(written.out, new RegExp(`^  ${command}\\b`, 'm'));
    assert.equal(written.note, '');
  }
});

for (const command of COMMANDS) {
  test(`${command} --help shows its options and runs nothing`, async () => {
    const { context, written } = memoryContext();
    await runProgram([command, '--help'], context);
    assert.match(written.out, new RegExp(`^Usage: jaeger-lab ${command}`));
  });
}

describe('arguments that cannot be understood', () => {
  const cases: [title: string, args: string[], sentence: RegExp, hint?: RegExp][] = [
    [
      'an unknown command',
      ['slowestt'],
      /unknown command 'slowestt'.*slowest/,
      /^jaeger-lab help$/,
    ],
    [
      'an unknown option',
      ['load', '--frobnicate'],
      /unknown option '--frobnicate'/,
      /^jaeger-lab load --help$/,
    ],
    ['no number of requests', ['load', '--n', 'many'], /--n .*whole number of 1 or more/],
    ['a request less than one', ['load', '--n', '0'], /whole number of 1 or more/],
    ['an interval without a unit', ['load', '--interval', '5x'], /duration, e.g. 500ms/],
    ['a malformed rate', ['load', '--rate', 'fast'], /rate, e.g. 20\/s/],
    [
      'a rate and workers at once',
      ['load', '--rate', '20/s', '--concurrency', '5'],
      /cannot be used with/,
    ],
    [
      'a number and a duration at once',
      ['load', '--rate', '20/s', '--n', '5', '--duration', '2s'],
      /cannot be used with/,
    ],
    ['a share above one', ['up', '--sample', '1.5'], /share from 0 to 1/],
    ['a share of nothing at all', ['up', '--sample', ''], /share from 0 to 1/],
    ['an image without a part', ['up', '--image', 'foo:1'], /part=image/],
    ['an image of an unknown part', ['up', '--image', 'mysql=foo:1'], /part=image/],
    ['an environment without a component', ['up', '--env', 'KEY=1'], /component\.KEY=value/],
    ['an unknown choice of ports', ['up', '--ports', 'some'], /Only "auto" is accepted/],
    ['an address that is a name', ['up', '--publish', 'nonsense'], /does not resolve/, /--publish/],
    [
      'no address at all, which an engine takes for all of them',
      ['up', '--publish', ''],
      /does not resolve|IPv4 address/,
    ],
    ['ports chosen twice', ['up', '--ports', 'auto', '--port-offset', '5'], /cannot be used with/],
    ['an unknown ranking', ['slowest', '--by', 'luck'], /choices are path, self, duration/i],
    ['a run and a time at once', ['slowest', '--run', '1', '--since', '5m'], /cannot be used with/],
    [
      'an unknown format',
      ['deps', '--format', 'gif'],
      /choices are table, tsv, json, dot, mermaid/i,
    ],
    ['images without a verb', ['images'], /images needs/, /^jaeger-lab images --help$/],
    ['no file to save in', ['images', 'save'], /missing required argument 'file'/],
    [
      'images of no Jaeger',
      ['images', 'list', '--jaeger', '3'],
      /no launch profile .* "3"/,
      /--jaeger 2/,
    ],
    ['no rounds', ['overhead', '--rounds', '0'], /--rounds .*whole number of 1 or more/],
    ['a variable without a value', ['overhead', '--env', 'KEY'], /KEY=value/],
    ['a length without a unit', ['overhead', '--duration', '2'], /duration, e.g. 500ms/],
    ['a malformed time', ['compare', '--before', 'noon'], /e.g. 2026-11-23T14:05:00Z/],
    [
      'an answer that does not exist',
      ['schema', 'x'],
      /^unknown schema 'x'\. Allowed choices are up/,
    ],
    ['one argument too many', ['down', 'now'], /too many arguments/],
    [
      'an option of a subcommand',
      ['scenario', 'show', '--jsn'],
      /unknown option '--jsn'/,
      /^jaeger-lab scenario show --help$/,
    ],
    [
      'a report in a form that is not written',
      ['report', '--out', '/tmp/report.svg'],
      /cannot be written as \.svg/,
      /^name the file \.html or \.md; or add --format$/,
    ],
    [
      'one lab and all',
      ['down', '--all', '--name', 'a'],
      /--all and --name exclude each other/,
      /^leave out one of them$/,
    ],
  ];
  for (const [title, args, sentence, hint = /^jaeger-lab [a-z]+( [a-z]+)? --help$/] of cases) {
    test(`${title}: ${args.join(' ')}`, async () => {
      const { context, written } = memoryContext();
      await assert.rejects(runProgram(args, context), (error: LabError) => {
        assert.match(error.message, sentence);
        assert.match(error.hint ?? '', hint);
        return error.exitCode === 2;
      });
      assert.equal(written.out, '');
    });
  }
});

describe('what a command finds out before it starts anything', () => {
  const cases: [title: string, args: string[], sentence: RegExp][] = [
    ['an unknown scenario', ['up', 'tutorail'], /unknown scenario "tutorail"/],
    ['an unknown Jaeger', ['up', '--jaeger', '1.40'], /no launch profile for Jaeger "1\.40"/],
    ['a name that cannot be a container’s', ['up', '--name', 'My Lab'], /invalid lab name/],
    ['a port out of range', ['up', '--port-offset', '60000'], /would listen on port 76686/],
    ['an unknown component', ['up', '--env', 'payment.KEY=1'], /no component "payment"/],
    ['a length without a rate', ['load', '--duration', '5s'], /--duration needs --rate/],
    ['more requests than can be kept', ['load', '--n', '1000001'], /at most 1000000 requests/],
    [
      'a rate and a length that are more than can be kept',
      ['load', '--rate', '999999999/ms', '--duration', '999999h'],
      /at most 1000000 requests/,
    ],
    [
      'an unknown answer',
      ['schema', 'nothing'],
      /^unknown schema 'nothing'\. Allowed choices are up, /,
    ],
    [
      'a run of another Jaeger',
      ['slowest', '--run', '1', '--jaeger-url', 'http://127.0.0.1:1'],
      /a run belongs to a lab/,
    ],
    ['rounds without end', ['overhead', '--rounds', '101'], /--rounds must be at most 100/],
    [
      'too short to measure',
      ['overhead', '--duration', '0'],
      /--duration must be from 100ms to 60s/,
    ],
    ['too long to keep', ['overhead', '--duration', '2m'], /--duration must be from 100ms to 60s/],
    ['a crowd', ['overhead', '--concurrency', '1001'], /--concurrency must be at most 1000/],
    ['nothing to compare', ['compare'], /nothing to compare/],
    ['two pairs to compare', ['compare', 'a', 'b', '--fault-vs-normal'], /more than one pair/],
    ['one trace to compare', ['compare', 'a'], /nothing to be compared with/],
    ['one run to compare', ['compare', '--runs', '1'], /two different runs/],
    ['a Jaeger that is not a URL', ['slowest', '--service', 'a', '--jaeger-url', 'here'], /here/],
  ];
  for (const [title, args, sentence] of cases) {
    test(`${title}: ${args.join(' ')}`, async () => {
      const { context } = memoryContext({
        env: { XDG_STATE_HOME: '/no-such-folder', HOME: '/no-such-folder' },
      });
      await assert.rejects(runProgram(args, context), (error: LabError) => {
        assert.match(error.message, sentence);
        return error.exitCode === 2;
      });
    });
  }

  test('a command that needs a lab says how to get one', async () => {
    for (const args of [['load'], ['slowest'], ['traces'], ['trace', 'latest'], ['status']]) {
      const { context } = memoryContext({ env: { XDG_STATE_HOME: '/no-such-folder' } });
      // Another lab may well be on the engine of this machine.
      await assert.rejects(runProgram([...args, '--name', 'none'], context), (error: LabError) => {
        assert.deepEqual([error.message, error.hint], ['there is no lab "none"', 'jaeger-lab up']);
        return error.exitCode === 3;
      });
    }
  });
});

test('an unknown format in the environment is refused before any work', async () => {
  const env = { XDG_STATE_HOME: '/no-such-folder', JAEGER_LAB_FORMAT: 'xml' };
  for (const args of [['slowest'], ['report', '--out', 'report.html'], ['list']]) {
    await assert.rejects(runProgram(args, memoryContext({ env }).context), (error: LabError) => {
      assert.equal(error.message, 'JAEGER_LAB_FORMAT is "xml", which is not a format');
      return error.exitCode === 2;
    });
  }
});

test('schema lists the answers, and prints each as a JSON schema', async () => {
  const names = memoryContext();
  await runProgram(['schema'], names.context);
  assert.deepEqual(names.written.out.trim().split('\n').toSorted(), [
    'break',
    'challenge',
    'compare',
    'deps',
    'diagnose',
    'doctor',
    'down',
    'exec',
    'explain',
    'fix',
    'images',
    'import',
    'inject',
    'learn',
    'list',
    'load',
    'logs',
    'outage',
    'overhead',
    'prune',
    'quiz',
    'repair',
    'report',
    'runs',
    'scenario',
    'scenarios',
    'slowest',
    'slowest-metrics',
    'smoke',
    'status',
    'targets',
    'trace',
    'traces',
    'up',
    'verify',
    'watch',
  ]);
  for (const name of names.written.out.trim().split('\n')) {
    const { context, written } = memoryContext();
    await runProgram(['schema', name], context);
    const schema = JSON.parse(written.out) as { properties: { schema: { const: string } } };
    assert.equal(schema.properties.schema.const, `jaeger-lab/${name}@1`);
  }
});
