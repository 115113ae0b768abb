import assert from 'node:assert/strict';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { containerIds, docker, type DockerLab } from './docker-lab.ts';
import { assertCode } from './program.ts';

const REQUESTS = 20;
/** A server takes seconds to come back on a quiet machine, and several times as long on a busy one. */
const BACK = { timeoutMs: 180_000, everyMs: 500 };

/**
 * A lab whose traces outlive a restart of each component and the lab itself: up, load, verify, restart, verify, down,
 * up, verify, and down with everything.
 *
 * @param restarted the components to restart, one after the other, the storage first
 */
export async function keepsTraces(
  lab: DockerLab,
  args: readonly string[],
  restarted: readonly string[],
): Promise<void> {
  await lab.up('checkout', ...args, '--quiet');
  const n = String(REQUESTS);
  const ended = await lab.run('load', '--n', n, '--interval', '0ms', '--json', '--quiet');
  assertCode(ended, 0);
  const load = JSON.parse(ended.stdout) as LoadAnswer;
  assert.deepEqual(
    { ok: load.summary.ok, readable: load.traces?.readable, missing: load.traces?.missing },
    { ok: REQUESTS, readable: REQUESTS, missing: [] },
  );
  for (const name of restarted) {
    const { [name]: id = '' } = await containerIds(lab.name);
    await docker.getContainer(id).restart();
    assert.equal(await verifiedOf(lab), REQUESTS, `after the restart of ${name}`);
  }
  assertCode(await lab.run('down'), 0);
  await lab.up('checkout', ...args, '--quiet');
  assert.equal(await verifiedOf(lab), REQUESTS, 'in the next lab of that name');
  assertCode(await lab.run('down', '--volumes'), 0);
}

/** How many requests of the first run are verified, as soon as Jaeger answers. */
async function verifiedOf(lab: DockerLab): Promise<number> {
  let last = '';
  return waitUntil(
    'verify to get an answer',
    async () => {
      const { code, stdout, stderr } = await lab.run('verify', '--run', '1', '--json');
      last = stderr;
      return code === 0 ? (JSON.parse(stdout) as VerifyAnswer).verified : undefined;
    },
    BACK,
    realClock,
    () => Promise.resolve({ evidence: [last] }),
  );
}
