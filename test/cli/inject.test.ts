import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

describe('what cannot be injected is said in a sentence', () => {
  const cases: [args: string[], sentence: RegExp, hint: RegExp][] = [
    [['--delay', '2s'], /^inject needs a service$/, /inject payment --delay 2s/],
    [['--error-rate', '0.5'], /^inject needs a service$/, /inject payment/],
    [
      ['order', '--ratio', '10%'],
      /^--ratio needs --delay or --jitter$/,
      /inject order --delay 2s --ratio 10%/,
    ],
    [
      ['order', '--ratio', '0.1', '--error-rate', '1'],
      /^--ratio needs --delay or --jitter$/,
      /inject order/,
    ],
    [
      ['order', '--off', '--delay', '1s'],
      /^--off cannot be combined with other options$/,
      /inject order/,
    ],
    [['--off', '--ratio', '0.1'], /^--ratio needs --delay or --jitter$/, /inject payment/],
    [['order', '--delay', '2'], /e.g. 500ms, 2s or 1m/, /inject --help/],
    [['order', '--delay', '61s'], /at most 1m/, /inject --help/],
    [['order', '--delay', '0'], /above 0 and at most 1m/, /inject --help/],
    [['order', '--jitter', '-1s'], /e.g. 500ms/, /inject --help/],
    [['order', '--error-rate', '0'], /share above 0/, /inject --help/],
    [['order', '--error-rate', '101%'], /share above 0 and at most 1, e.g. 10%/, /inject --help/],
    [['order', '--error-rate', 'half'], /share above 0/, /inject --help/],
    [['order', 'payment', '--off'], /too many arguments/, /inject --help/],
    [['oder', '--delay', '1s'], /the scenario checkout has no service "oder"$/, /mean order/],
    [['nothing-like-it'], /no service "nothing-like-it"$/, /one of: payment, order/],
    [['jaeger', '--delay', '1s'], /no service "jaeger"$/, /./],
  ];
  for (const [args, sentence, hint] of cases) {
    test(args.join(' '), async () => {
      await using lab = await labWithRun('http://127.0.0.1:1', [], { scenario: 'checkout' });
      const { out, error } = await run(['inject', ...args], { env: lab.env });
      assert.deepEqual([out, error?.exitCode], ['', EXIT.usage]);
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.hint ?? '', hint);
    });
  }

  test('no lab', async () => {
    const { error } = await run(['inject', 'payment', '--delay', '1s'], {
      env: { XDG_STATE_HOME: '/nowhere' },
    });
    assert.deepEqual([error?.message, error?.exitCode], ['there is no lab "lab"', EXIT.notReady]);
  });
});
