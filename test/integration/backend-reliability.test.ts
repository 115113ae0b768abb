import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startBackendProcess } from '../../scripts/prove/reliability/backend-process.ts';
import {
  closedByServer,
  exportsBeside,
  KINDS_OF_USELESS,
} from '../../scripts/prove/reliability/grpc-fairness.ts';
import { memoryAfter } from '../../scripts/prove/reliability/memory.ts';

test('services with names of their own take at most twice the memory that the store may take', async () => {
  const boundMiB = 128;
  const residentMiB = await memoryAfter('service', 150_000, boundMiB);
  assert.ok(residentMiB <= 2 * boundMiB, `${residentMiB} MiB`);
});

test('exports are taken beside connections full of messages that never end', async () => {
  await using backend = await startBackendProcess();
  const unfinished = { connections: 20, streamsEach: 100, bytesEach: 1 << 20 };
  const { taken } = await exportsBeside(backend, unfinished, 20);
  assert.equal(taken, 20);
});

describe('gRPC connections of no use are closed', { concurrency: true }, () => {
  for (const kind of KINDS_OF_USELESS)
    test(kind, async () => {
      assert.equal(await closedByServer(kind, 10), 10);
    });
});
