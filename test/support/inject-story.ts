import assert from 'node:assert/strict';
import type { CompareAnswer } from '../../src/cli/commands/compare/answer.ts';
import type { InjectAnswer } from '../../src/cli/commands/inject/answer.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { TracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import type { Commands } from './program.ts';
import { assertCode } from './program.ts';

/** Reads what a command answers with `--json`. */
type Ask = <T>(...args: string[]) => Promise<T>;

const SLOW = { service: 'payment', delayMs: 400, jitterMs: 0, ratio: 0.5, errorRate: 0 };

/**
 * Switches faults on and off at a lab of checkout that is up, and restarts it: what is on is what status shows, what
 * the spans show and what compare blames; what is off, or was on before the lab was taken down, is gone.
 *
 * @param up brings the lab up
 * @param args which lab
 */
export async function assertStoryOfInject(
  lab: Commands,
  up: readonly string[],
  ...args: string[]
): Promise<void> {
  const ask: Ask = async (...command) => {
    const { code, stdout, stderr } = await lab.run(...command, '--json', ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as never;
  };
  const inject = async (...words: string[]): Promise<unknown> =>
    (await ask<InjectAnswer>('inject', ...words)).faults;
  const load = (): Promise<unknown> =>
    ask('load', '--n', '20', '--interval', '0', '--concurrency', '4', '--quiet');
  const suffered = async (run: string): Promise<number> =>
    (await ask<TracesAnswer>('traces', '--run', run, '--tag', 'lab.fault=payment:delay=400ms'))
      .traces.length;

  assert.deepEqual(await inject('payment', '--delay', '400ms', '--ratio', '50%'), [SLOW]);
  assert.deepEqual((await ask<StatusAnswer>('status')).faults, [SLOW]);
  await load();
  const slowed = await suffered('1');
  // That all of 20, or none, were drawn happens once in 500,000 runs.
  assert.ok(slowed > 0 && slowed < 20, `${slowed} of 20`);
  const blamed = await ask<CompareAnswer>('compare', '--fault-vs-normal', '--run', '1');
  assert.deepEqual(blamed.traces, { a: 20 - slowed, b: slowed });
  const [first] = blamed.places.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
  assert.equal(first?.steps.at(-1)?.service, 'payment');

  assert.deepEqual(await inject('order', '--error-rate', '1'), [
    SLOW,
    { service: 'order', delayMs: 0, jitterMs: 0, ratio: 1, errorRate: 1 },
  ]);
  assert.deepEqual(await inject('order', '--off'), [SLOW]);
  assert.deepEqual(await inject('--off'), []);
  await load();
  assert.equal(await suffered('2'), 0, 'off');

  await inject('payment', '--delay', '400ms');
  assertCode(await lab.run('down', ...args), 0);
  const again = await lab.run(...up);
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(await inject(), [], 'gone with the lab');
  await load();
  assert.equal(await suffered('1'), 0, 'gone with the lab');
}
