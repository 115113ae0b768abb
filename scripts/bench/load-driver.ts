import { once } from 'node:events';
import autocannon from 'autocannon';
import { driven } from './driven.ts';

/**
 * One of the two drivers, in its own process: in a shared one each would pay for the other's garbage, and run code that
 * was optimised for both. Started with its name and the address; for each task that it receives it returns the ms from
 * the start to the last response.
 */

export type Driver = 'jaeger-lab' | 'autocannon';

export interface Task {
  readonly connections: number;
  readonly requests: number;
}

const took: Readonly<Record<Driver, (url: string, task: Task) => Promise<number>>> = {
  'jaeger-lab': async (url, { connections: concurrency, requests }) => {
    const plan = { kind: 'closed', requests, concurrency, intervalMs: 0 } as const;
    return (await driven(url, plan)).ms;
  },
  autocannon: async (url, { connections, requests: amount }) => {
    const start = performance.now();
    let end = start;
    const run = autocannon({ url, connections, amount }, () => undefined);
    run.on('response', () => (end = performance.now()));
    const [{ '2xx': answers }] = (await once(run, 'done')) as [autocannon.Result];
    if (answers !== amount) throw new Error(`autocannon got ${answers} responses`);
    return end - start;
  },
};

const [, , driver, url = ''] = process.argv;
process.on('message', (task: Task) => {
  void took[driver as Driver](url, task).then((ms) => process.send?.(ms));
});
