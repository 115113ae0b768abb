import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { realClock } from '../../src/base/clock.ts';
import { LabError } from '../../src/base/errors.ts';
import { waitUntil } from '../../src/base/wait-until.ts';

const ANSWERS_WITHIN_MS = 60_000;

/** An engine's process, and the file with its output. */
export interface Daemon {
  readonly daemon: ChildProcess;
  readonly log: string;
  readonly signal: AbortSignal | undefined;
}

/** @throws LabError when the engine ends or does not answer in time, with the end of its log */
export async function untilItAnswers(
  docker: Docker,
  { daemon, log, signal }: Daemon,
): Promise<void> {
  const evidence = async (): Promise<string[]> =>
    (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-10);
  const answers = async (): Promise<true | undefined> => {
    if (daemon.pid === undefined || daemon.exitCode !== null || daemon.signalCode !== null) {
      throw new LabError('the engine exited during its start', { evidence: await evidence() });
    }
    return docker.ping().then(
      () => true,
      () => undefined,
    );
  };
  const deadline = { timeoutMs: ANSWERS_WITHIN_MS, everyMs: 100, ...(signal && { signal }) };
  await waitUntil('the engine to answer', answers, deadline, realClock, async () => ({
    evidence: await evidence(),
  }));
}

/** A stopped engine leaves the bridges and rules of its networks behind unless they are removed one by one. */
export async function removeAll(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
  );
  await docker.pruneNetworks();
}
