import { readFile } from 'node:fs/promises';

/**
 * How long work took, in ms, without the time in which this process or another one was ready to run and waited for a
 * processor, the longer of the two: about what the same would take on a machine that has nothing else to do.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export async function givenTime(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = await waitedMs(pid);
  const beganAt = performance.now();
  await work();
  const took = performance.now() - beganAt;
  const after = await waitedMs(pid);
  return Math.max(0, took - Math.max(...after.map((ms, i) => ms - (before[i] ?? 0))));
}

/** How long the main threads of the process and of this one have waited for a processor. */
async function waitedMs(pid: number): Promise<number[]> {
  const texts = await Promise.all(
    [pid, process.pid].map((one) => readFile(`/proc/${one}/schedstat`, 'utf8')),
  );
  return texts.map((text) => Number(text.split(' ')[1]) / 1e6);
}
