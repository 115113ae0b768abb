import { setTimeout as sleep } from 'node:timers/promises';

/** The simulated work of a tutorial service: a random time between the two, in milliseconds. */
export async function pause(leastMs: number, mostMs: number): Promise<void> {
  await sleep(leastMs + Math.random() * (mostMs - leastMs));
}
