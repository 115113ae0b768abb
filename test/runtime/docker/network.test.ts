import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../src/base/errors.ts';
import { ensureNetwork, removeNetworks } from '../../../src/runtime/docker/network.ts';
import { withHangingEngine } from './fake-engine.ts';

/** What engines answer when every address of their pools belongs to a network: Docker 20.10 and 28, Podman 4.3. */
const WORDS = [
  'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  'all predefined address pools have been fully subnetted',
  'could not find free subnet from subnet pools',
];

for (const message of WORDS)
  test(`no addresses left for a network: "${message}"`, () =>
    withHangingEngine(
      async (engine) => {
        await assert.rejects(ensureNetwork('lab', 'me@here', engine), (error) => {
          assert.ok(error instanceof LabError);
          assert.match(error.message, /^the Docker engine has no addresses left/);
          assert.match(error.hint ?? '', /: docker network prune; see your labs: jaeger-lab list$/);
          assert.deepEqual(error.evidence, [message]);
          return true;
        });
      },
      (request, response) => {
        const isList = request.method === 'GET';
        response.statusCode = isList ? 200 : 500;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(isList ? [] : { message }));
      },
    ));

test('a network that the engine still takes containers out of is asked to go again', async () => {
  let refusals = 2;
  await withHangingEngine(
    async (engine) => {
      assert.deepEqual(await removeNetworks('lab', engine), ['network jaeger-lab-lab']);
      assert.equal(refusals, 0);
    },
    (request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') {
        response.end(JSON.stringify([{ Id: 'n1', Name: 'jaeger-lab-lab' }]));
        return;
      }
      response.statusCode = refusals > 0 ? 403 : 204;
      const message = 'error while removing network: network n1 has active endpoints';
      if (refusals > 0) response.end(JSON.stringify({ message }));
      else response.end();
      refusals = Math.max(0, refusals - 1);
    },
  );
});
