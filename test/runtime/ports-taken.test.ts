import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { type Holder, throwIfPortsAreTaken } from '../../src/runtime/ports-taken.ts';

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

  test('of a lab leads to the command that takes this lab down', async () => {
    await using first = await openServer();
    await using second = await openServer();
    const wanted = [first, second].map(({ port }) => ({ component: 'gateway', port }));
    const [a, b] = wanted.map(({ port }) => port);
    const refusal = async (holders: readonly Holder[]): Promise<LabError> => {
      const holder = (port: number): Promise<Holder | undefined> =>
        Promise.resolve(holders[port === a ? 0 : 1]);
      let refused: LabError | undefined;
      await assert.rejects(
        throwIfPortsAreTaken(wanted, '127.0.0.1', holder),
        (error: LabError) => (refused = error) === error,
      );
      return refused ?? assert.fail();
    };
    const one = await refusal([{ lab: 'x' }, { lab: 'x' }]);
    assert.equal(one.message, `ports ${a} (gateway), ${b} (gateway) are taken by lab "x"`);
    assert.match(one.hint ?? '', /^jaeger-lab down --name x; or add --ports auto/);
    const two = await refusal([{ lab: 'x' }, { other: 'container redis' }]);
    assert.match(two.message, /taken by lab "x"; port .* is taken by container redis$/);
    assert.match(two.hint ?? '', /^stop what holds it; or add --ports auto/);
  });
});

async function openServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => once(server.close(), 'close').then(() => undefined) };
}
