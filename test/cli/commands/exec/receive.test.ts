import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { openReceiver } from '../../../../src/cli/commands/exec/receive.ts';
import { LabError } from '../../../../src/base/errors.ts';

test('a usual port that is taken leads to an option that exec has', async () => {
  const taken = createServer();
  // Where another process listens on it, it is taken as well.
  const isListening = new Promise((done) => taken.once('listening', done).once('error', done));
  taken.listen(4317, '127.0.0.1');
  await isListening;
  try {
    await assert.rejects(
      openReceiver(true, () => undefined),
      (thrown: unknown) => {
        assert.ok(thrown instanceof LabError);
        assert.match(thrown.message, /431[78]/);
        assert.match(thrown.hint ?? '', /omit --usual-ports/);
        assert.doesNotMatch(thrown.hint ?? '', /otlp-grpc-port/);
        return true;
      },
    );
  } finally {
    taken.close();
  }
});
