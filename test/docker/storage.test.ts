import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { EXIT } from '../../src/base/errors.ts';
import type { DepsAnswer } from '../../src/cli/commands/deps/answer.ts';
import type { OutageAnswer } from '../../src/cli/commands/outage/answer.ts';
import type { PruneAnswer } from '../../src/cli/commands/prune/answer.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { JAEGER_2, withLab, type DockerLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

async function answerOf<T>(lab: DockerLab, ...args: string[]): Promise<T> {
  const ended = await lab.run(...args, '--json', '--quiet');
  assertCode(ended, 0);
  return JSON.parse(ended.stdout) as T;
}

async function storageOf(lab: DockerLab): Promise<NonNullable<StatusAnswer['storage']>> {
  const { storage } = await answerOf<StatusAnswer>(lab, 'status');
  assert.ok(storage);
  return storage;
}

interface Link {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** The links that Jaeger's own page draws. */
async function linksOf(query: string): Promise<Link[]> {
  const asked = `${query}/api/dependencies?endTs=${Date.now()}&lookback=3600000`;
  return ((await (await fetch(asked)).json()) as { data: Link[] | null }).data ?? [];
}

const REQUESTS = 200;
/** A trace of the scenario has 7 spans, and `up` sends one of its own; on a busy machine some requests fail. */
const MOST_SPANS = REQUESTS * 7 + 5;
const LEAST_SPANS = 1000;

const TITLE =
  'what Elasticsearch holds is shown, written for Jaeger and pruned, and an outage is counted';

test(TITLE, { skip: serversMissing }, () =>
  withLab(async (lab) => {
    const images = [...JAEGER_2.args, '--jaeger', '2.13.0', ...SERVER_IMAGES];
    await lab.up('checkout', ...images, '--production', '--quiet');
    const sent = ['--n', `${REQUESTS}`, '--interval', '0ms', '--allow-failures', '100%'];
    assertCode(await lab.run('load', ...sent, '--wait', '180s', '--quiet'), 0);

    const storage = await storageOf(lab);
    assert.equal(storage.problem, undefined);
    const { spans = NaN } = storage;
    assert.ok(spans >= LEAST_SPANS && spans <= MOST_SPANS, `${spans} spans`);
    assert.ok(storage.bytesPerSpan && storage.daysPerGb && storage.spansPerSecond);

    await answerOf<DepsAnswer>(lab, 'deps', '--write-to-storage');
    // A second time, it replaces what it wrote.
    const { edges } = await answerOf<DepsAnswer>(lab, 'deps', '--write-to-storage');
    const { endpoints } = await answerOf<StatusAnswer>(lab, 'status');
    const links = await linksOf(endpoints.query ?? '');
    assert.deepEqual(
      links.map(({ parent, child, callCount }) => `${parent} ${child} ${callCount}`).toSorted(),
      edges
        .filter(({ from, to }) => from.type === 'service' && to.type === 'service')
        .map(({ from, to, count }) => `${from.name} ${to.name} ${count}`)
        .toSorted(),
    );
    assert.equal(links.length, 3);

    const old = 'jaeger-span-2020-01-01';
    const foreign = 'other-jaeger-span-2020-01-01';
    for (const index of [old, foreign])
      assert.equal((await fetch(`${storage.url}/${index}`, { method: 'PUT' })).status, 200);
    const dry = await answerOf<PruneAnswer>(lab, 'prune', '--keep', '7d');
    const isOld = ({ action }: PruneAnswer['indices'][number]): boolean => action === 'delete';
    assert.deepEqual(
      [dry.deleted, dry.indices.filter(isOld).map(({ name }) => name)],
      [false, [old]],
    );
    assert.equal((await fetch(`${storage.url}/${old}`, { method: 'HEAD' })).status, 200);
    assert.equal(
      (await answerOf<PruneAnswer>(lab, 'prune', '--keep', '7d', '--yes')).deleted,
      true,
    );
    assert.equal((await fetch(`${storage.url}/${old}`, { method: 'HEAD' })).status, 404);
    assert.equal((await fetch(`${storage.url}/${foreign}`, { method: 'HEAD' })).status, 200);

    const args = [
      'elasticsearch',
      '--for',
      '3s',
      '--before',
      '1s',
      '--after',
      '1s',
      '--wait',
      '180s',
    ];
    const ended = await lab.run('outage', ...args, '--json', '--quiet');
    assert.ok(ended.code === 0 || ended.code === EXIT.tracesLate, ended.stderr);
    const outage = JSON.parse(ended.stdout) as OutageAnswer;
    assert.equal(outage.lost, outage.accepted - outage.readable);
    assert.equal(outage.lost, outage.lostTraceIds.length);
    assert.deepEqual([outage.role, outage.accepted > 0], ['storage', true]);

    await makeReadOnly((await storageOf(lab)).url);
    const blocked = await waitUntil(
      'the read-only index to be reported',
      async () => (await storageOf(lab)).problem,
      { timeoutMs: 60_000, everyMs: 500 },
      realClock,
    );
    assert.match(blocked, /is read-only/);
    const lost = await lab.run('load', '--n', '2', '--interval', '0ms', '--wait', '5s', '--quiet');
    assertCode(lost, EXIT.tracesLate);
    assert.match(lost.stderr, /likely cause in elasticsearch: index \S+ is read-only/);
    assert.match(lost.stderr, /^→ free disk space$/m);
    assertCode(await lab.run('down', '--volumes'), 0);
  }),
);

async function makeReadOnly(url: string): Promise<void> {
  const changed = await fetch(`${url}/jaeger-span-*/_settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ 'index.blocks.read_only': true }),
  });
  assert.equal(changed.status, 200);
}
