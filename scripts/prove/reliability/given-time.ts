import { readFile } from 'node:fs/promises';

/**
 * How long work took, in ms, without the time in which this process or another one was ready to run and waited for a
 * processor, the longer of the two: about what the same would take on a machine that has nothing else to do.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export async function givenTime(pid: number, work: () => Promise<unknown>): Promise<number> {
  const pids = [pid, process.pid];
  const before = await Promise.all(pids.map(scheduled));
  const beganAt = performance.now();
  await work();
  const took = performance.now() - beganAt;
  const after = await Promise.all(pids.map(scheduled));
  const waited = after.map(({ waitedMs }, i) => waitedMs - (before[i]?.waitedMs ?? 0));
  return Math.max(0, took - Math.max(...waited));
}

/** How long the main thread of a process ran while work was done, in ms: all that it did before that was over. */
export async function ranDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = await scheduled(pid);
  await work();
  return (await scheduled(pid)).ranMs - before.ranMs;
}

/** How long the main thread of a process has run, and has waited for a processor. */
async function scheduled(pid: number): Promise<{ ranMs: number; waitedMs: number }> {
  const [ran = NaN, waited = NaN] = (await readFile(`/proc/${pid}/schedstat`, 'utf8'))
    .split(' ')
    .map((ns) => Number(ns) / 1e6);
  return { ranMs: ran, waitedMs: waited };
}
