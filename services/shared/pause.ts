import { setTimeout as sleep } from 'node:timers/promises';

/** The work that a tutorial service pretends to do: a random time between the two, in milliseconds. */
export async function pause(leastMs: number, mostMs: number): Promise<void> {
  await sleep(leastMs + Math.random() * (mostMs - leastMs));
}
