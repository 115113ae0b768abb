import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { throwIfPortsAreTaken } from '../../src/runtime/ports-taken.ts';

const nobodyKnown = (): Promise<undefined> => Promise.resolve(undefined);

describe('a port that is to be published on 127.0.0.1', () => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
    test(`is taken by who listens on ${host}, which "localhost" leads to`, async (t) => {
      const server = createServer();
      server.listen({ host, port: 0, ipv6Only: true });
      const failed = once(server, 'error').then(([error]: Error[]) => error);
      if (await Promise.race([once(server, 'listening').then(() => undefined), failed])) {
        t.skip(`this machine has no ${host}`);
        return;
      }
      const { port } = server.address() as AddressInfo;
      try {
        await assert.rejects(
          throwIfPortsAreTaken([{ component: 'gateway', port }], '127.0.0.1', nobodyKnown),
          (error: LabError) => {
            assert.match(error.message, new RegExp(`^port ${port} \\(gateway\\) is taken`));
            return error.exitCode === 3;
          },
        );
      } finally {
        server.close();
      }
    });
  }

  test('is free when no process listens', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await throwIfPortsAreTaken([{ component: 'gateway', port }], '127.0.0.1', nobodyKnown);
  });
});
