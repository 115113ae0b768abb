import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds } from '../../scripts/prove/prove.ts';
import { proveReliability } from '../../scripts/prove/reliability.ts';

test('a small part of npm run prove -- reliability', async () => {
  const plan = { killsOfUp: 6, killsOfDown: 2, interruptions: 6, cycles: 6, killsOfComponents: 1 };
  const { proved, lines } = await proveReliability(plan, () => undefined, ['up', 'load', 'smoke']);
  assert.deepEqual(
    proved.filter((one) => !holds(one)),
    [],
    lines.join('\n'),
  );
});
