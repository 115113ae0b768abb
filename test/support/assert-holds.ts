import assert from 'node:assert/strict';
import { type ProofResult, holds } from '../../scripts/prove/prove.ts';

/** Fails with what a proof printed where one of its bounds does not hold. */
export function assertHolds({ proved, lines }: ProofResult): void {
  assert.deepEqual(
    proved.filter((one) => !holds(one)),
    [],
    lines.join('\n'),
  );
}
