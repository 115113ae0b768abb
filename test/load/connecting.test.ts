import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { closedPlan } from '../../src/load/schedule.ts';
import { startBlackHole, type BlackHole } from './black-hole.ts';
import { recordsOf, startServer } from './real-server.ts';

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length;

const noMoreSocketsThan = async (before: number): Promise<void> => {
  const gone = (): Promise<true | undefined> =>
    Promise.resolve(sockets() <= before ? true : undefined);
  await waitUntil('the sockets to close', gone, { timeoutMs: 5000, everyMs: 5 }, realClock);
};

async function withBlackHole(
  context: TestContext,
  work: (hole: BlackHole) => Promise<void>,
): Promise<void> {
  await using hole = await startBlackHole();
  if (hole) await work(hole);
  else context.skip('this system answers connections that no process accepts');
}

describe('a connection that does not come about', () => {
  test('is a timeout, and its socket goes', (context) =>
    withBlackHole(context, async ({ url }) => {
      const before = sockets();
      const records = await recordsOf({
        url,
        plan: closedPlan(2, { intervalMs: 0 }),
        timeoutMs: 50,
      });
      assert.deepEqual(
        records.map(({ failure, status }) => [failure, status]),
        [
          ['timeout', undefined],
          ['timeout', undefined],
        ],
      );
      await noMoreSocketsThan(before);
    }));

  test('is given up, and its socket goes, when the run is cut short', (context) =>
    withBlackHole(context, async ({ url }) => {
      const before = sockets();
      const cut = new AbortController();
      setTimeout(() => cut.abort(), 20);
      const plan = closedPlan(4, { concurrency: 2, intervalMs: 0 });
      assert.deepEqual(await recordsOf({ url, plan }, cut), []);
      await noMoreSocketsThan(before);
    }));
});

describe('a connection that is made again for every request', () => {
  test('leaves no listener behind', async () => {
    const warnings: string[] = [];
    const warned = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', warned);
    try {
      await using server = await startServer((_request, response) => {
        response.setHeader('connection', 'close').end();
      });
      const records = await recordsOf({
        url: server.url,
        plan: closedPlan(20, { intervalMs: 0 }),
      });
      assert.equal(records.filter(({ failure }) => failure === undefined).length, 20);
      await server.deserted();
      assert.deepEqual(warnings, []);
    } finally {
      process.off('warning', warned);
    }
  });
});
