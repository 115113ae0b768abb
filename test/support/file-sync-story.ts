import assert from 'node:assert/strict';
import type { CompareAnswer } from '../../src/cli/commands/compare/answer.ts';
import type { Commands } from './program.ts';

/**
 * Drives both kinds of requests at a lab of file-sync that is up: every trace is whole, the one kind is reported as
 * N+1 with the time that it wastes and the other is not, and compare shows how many times as fast the other is.
 *
 * @param args which lab
 */
export async function assertStoryOfFileSync(lab: Commands, ...args: string[]): Promise<void> {
  const load = ['load', '--n', '5', '--interval', '0', '--quiet', ...args];
  for (const request of ['one-by-one', 'batched']) {
    const driven = await lab.run(...load, '--request', request);
    assert.equal(driven.code, 0, driven.stderr);
  }
  for (const [run, repeated] of [
    ['1', 1],
    ['2', 0],
  ] as const) {
    const verified = await lab.run('verify', '--run', run, ...args);
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /^verified\t5\t5(\t0)+$/m);
    const slowest = await lab.run('slowest', '--run', run, ...args);
    const found = slowest.stdout.split('\n').filter((row) => row.startsWith('repeated\t'));
    assert.equal(found.length, repeated, slowest.stdout);
    assert.ok(
      found.every((row) => row.startsWith('repeated\tn-plus-one\tsync\tget\t')),
      found[0],
    );
  }
  const trace = await lab.run('trace', 'slowest', '--run', '1', ...args);
  assert.match(trace.stdout, /n-plus-one/, trace.stderr);
  const compared = await lab.run('compare', '--runs', '1', '2', '--json', ...args);
  const { meanUs } = JSON.parse(compared.stdout) as CompareAnswer;
  // Fifteen round trips; how long the rest takes is the machine's.
  assert.ok(meanUs.a >= 15 * 73_000 && meanUs.b >= 73_000, JSON.stringify(meanUs));
  assert.ok(meanUs.b < meanUs.a, JSON.stringify(meanUs));
  const said = await lab.run('compare', '--runs', '1', '2', ...args);
  assert.match(said.stdout, /^headline\tb \(run 2\) is \d+\.\d times as fast as a \(run 1\) /m);
}
