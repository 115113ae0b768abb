import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { EXIT } from '../../../src/base/errors.ts';
import { embeddedBackend } from '../../support/embedded-backend.ts';
import { run } from '../../support/run.ts';

test('ui refuses what is no port', async () => {
  for (const port of ['0', '65536', '1e3', 'http']) {
    const { error } = await run(['ui', '--port', port]);
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /Expected a port from 1 to 65535/);
  }
});

test('ui says that a port is in use', async () => {
  await using backend = await embeddedBackend();
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const { error } = await run(['ui', '--port', String(port), '--jaeger-url', backend.query]);
  other.close();
  assert.equal(error?.exitCode, EXIT.notReady);
  assert.equal(error.message, `port ${port} cannot be used: it is in use`);
});
