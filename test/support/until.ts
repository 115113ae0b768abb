import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than anything takes on a slow machine. */
const PATIENCE_MS = 60_000;

/** Waits for a condition. @throws AssertionError that says what did not happen */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    assert.ok(Date.now() < giveUpAt, `${what}, but not within ${PATIENCE_MS / 1000} s`);
    await sleep(50);
  }
}
