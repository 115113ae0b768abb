import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { assertCode, type Commands } from './program.ts';

type Ask = <T>(...args: string[]) => Promise<T>;

const asking =
  (lab: Commands): Ask =>
  async (...words) => {
    const { code, stdout, stderr } = await lab.run(...words, '--json', '--quiet');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as never;
  };

const STRATEGIES = {
  default_strategy: { type: 'probabilistic', param: 1 },
  service_strategies: [
    {
      service: 'gateway',
      type: 'probabilistic',
      param: 1,
      operation_strategies: [{ operation: 'GET /process', type: 'probabilistic', param: 0.3 }],
    },
  ],
};

/**
 * The services of a lab sample as its Jaeger answers, by operation, and the root spans show the rule.
 *
 * @param up brings the lab up
 */
export async function assertRemoteSampling(lab: Commands, up: readonly string[]): Promise<void> {
  const file = join(lab.folder, 'strategies.json');
  await writeFile(file, JSON.stringify(STRATEGIES));
  assertCode(await lab.run(...up, '--sampling', `remote=${file}`), 0);
  const end = Date.now() + 60_000;
  while (!(await lab.run('logs', 'gateway')).stdout.includes('GET /process 0.3')) {
    assert.ok(Date.now() < end, 'the gateway got its strategy');
  }
  const load = ['load', '--n', '200', '--interval', '0', '--concurrency', '10'];
  const { traces } = await asking(lab)<LoadAnswer>(...load);
  assert.ok(traces);
  assert.equal(traces.readable + traces.notSampled, 200);
  // Outside of this once in 10^9 runs.
  assert.ok(traces.readable > 20 && traces.readable < 105, `${traces.readable} of 200 at 30 %`);
  const ranked = await lab.run('slowest');
  assert.match(
    ranked.stderr,
    new RegExp(`^${traces.notSampled} of 200 requests of run 1 were not sampled`, 'm'),
  );
  assert.match((await lab.run('status')).stdout, /^sampling\tas the services’ Jaeger answers/m);
  const { stdout } = await lab.run('trace', 'latest', '--attributes');
  assert.match(stdout, /\tsampler\.type\tprobabilistic\n/);
  assert.match(stdout, /\tsampler\.param\t0\.3\n/);
  assertCode(await lab.run('verify'), 0);
}

const REQUESTS = 1000;

/**
 * A tail sampler keeps every failed and every slow trace of 1,000 requests and a tenth of the others; `verify` accepts
 * what was dropped.
 */
export async function assertTailSampling(lab: Commands, up: readonly string[]): Promise<void> {
  assertCode(await lab.run(...up, '--sampling', 'tail=errors,slow>1s,10%'), 0);
  const ask = asking(lab);
  const faults = ['--fault', 'payment:delay=2s@5%', '--fault', 'order:error@5%'];
  await lab.run(
    'load',
    '--n',
    String(REQUESTS),
    '--interval',
    '0',
    '--concurrency',
    '20',
    ...faults,
  );
  const verified = await ask<VerifyAnswer>('verify');
  assert.deepEqual([verified.failures, verified.late], [[], false]);
  const { sampling } = verified;
  assert.ok(sampling);
  // All that carried a fault were kept: what is left of the requests is what a share is kept of.
  assert.ok(
    sampling.of >= REQUESTS * 0.85 && sampling.of <= REQUESTS * 0.91,
    `${sampling.of} plain`,
  );
  // Outside of this once in 10^9 runs.
  assert.ok(sampling.sampled > 40 && sampling.sampled < 150, `${sampling.sampled} kept`);
  const kept = REQUESTS - sampling.of + sampling.sampled;
  // On a busy machine some take little more than a second by the clock of load, and less by that of the service.
  const [most, least] = [kept, kept - 0.02 * REQUESTS];
  assert.ok(verified.requests <= most && verified.requests >= least, `${verified.requests} kept`);
  assert.equal(verified.notSampled, REQUESTS - verified.requests);
}
