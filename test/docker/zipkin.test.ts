import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { TracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { createZipkinClient } from '../../src/zipkin/client.ts';
import { type DockerLab, withLab } from '../support/docker-lab.ts';
import { type Kept, keptAndFound } from '../support/kept-and-found.ts';
import { sendOneOfEverything } from '../support/one-of-everything.ts';
import { assertCounted } from '../support/metrics-story.ts';
import { assertCode } from '../support/program.ts';
import { differences } from '../support/same-answers.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

async function answerOf<T>(lab: DockerLab, ...args: string[]): Promise<T> {
  const ended = await lab.run(...args, '--json', '--quiet');
  assertCode(ended, 0);
  return JSON.parse(ended.stdout) as T;
}

async function placesOf(lab: DockerLab) {
  const { components, endpoints } = await answerOf<StatusAnswer>(lab, 'status');
  const port = components.find(({ name }) => name === 'zipkin')?.ports[0]?.hostPort;
  const { otlpHttp, query } = endpoints;
  assert.ok(port && otlpHttp && query);
  return { zipkin: `http://127.0.0.1:${port}`, otlpHttp, query };
}

const SCENARIOS = [
  { scenario: 'tutorial', root: 'gateway', load: [] },
  { scenario: 'checkout', root: 'api-gateway', load: ['--fault', 'payment:error@20%'] },
  { scenario: 'file-sync', root: 'sync-gateway', load: [] },
];

test(
  'a Zipkin beside Jaeger answers the same, and a Prometheus within its buckets',
  { skip: serversMissing },
  () =>
    withLab(async (lab) => {
      for (const { scenario, root, load } of SCENARIOS) {
        const beside = ['--with', 'zipkin', '--with', 'prometheus'];
        await lab.up(scenario, ...SERVER_IMAGES, ...beside, '--quiet');
        await lab.run('load', '--n', '20', '--interval', '0', ...load, '--wait', '120s', '--quiet');
        await assertSame(lab, root);
        await assertCounted(lab, root);
      }
      await assertKept(lab);
    }),
);

async function assertSame(lab: DockerLab, root: string): Promise<void> {
  const window = ['--since', '30m', '--service', root];
  const found = await answerOf<TracesAnswer>(lab, 'traces', ...window, '--sort', 'duration');
  const [first, second] = found.traces.map(({ traceId }) => traceId);
  assert.ok(first && second);
  const { zipkin } = await placesOf(lab);
  for (const command of [
    ['slowest', ...window],
    ['slowest', ...window, '--group-by', 'service'],
    ['traces', ...window, '--sort', 'duration'],
    ['traces', ...window, '--errors'],
    ['deps', ...window],
    ['deps', '--trace', first],
    ['trace', first],
    ['compare', first, second],
    ['verify', ...window],
  ]) {
    const [ours, theirs] = await Promise.all([
      lab.run(...command, '--json', '--quiet'),
      lab.run(...command, '--json', '--quiet', '--jaeger-url', `zipkin+${zipkin}`),
    ]);
    assert.equal(theirs.code, ours.code, `${command.join(' ')}: ${theirs.stderr}`);
    const [here, there] = [ours, theirs].map(({ stdout }) =>
      inNoOrder(JSON.parse(stdout) as object),
    );
    assert.deepEqual(differences(here, there, command.join(' ')), []);
  }
}

/** A Zipkin has whole microseconds: of two spans that are as long but for one, either may come first. */
function inNoOrder(answer: object & { readonly spans?: unknown }): object {
  if (!Array.isArray(answer.spans)) return answer;
  const spans = answer.spans as readonly { readonly spanId: string }[];
  return { ...answer, spans: spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1)) };
}

/** The page that compares the two says what they do. */
async function assertKept(lab: DockerLab): Promise<void> {
  const { zipkin, otlpHttp, query } = await placesOf(lab);
  const traceId = await sendOneOfEverything({ otlpHttp, zipkin });
  await using jaegers = createJaegerClient({ url: query });
  await using zipkins = createZipkinClient({ url: zipkin });
  const shown = (client: typeof jaegers): Promise<Kept> =>
    waitUntil(
      `the trace in ${client.called}`,
      async () => (await client.trace(traceId)) && keptAndFound(client, traceId),
      { timeoutMs: 30_000, everyMs: 200 },
      realClock,
    );
  const [jaeger, other] = [await shown(jaegers), await shown(zipkins)];
  const page = await readFile('docs/zipkin.md', 'utf8');
  const said = Array.from(
    page.matchAll(/^\| (\S.*?) +\| (yes|no) +\| (yes|no) +\|/gm),
    ([, row = '', first, second]) => [row, first === 'yes', second === 'yes'],
  );
  const measured = Object.keys(jaeger).map((row) => [row, jaeger[row], other[row]]);
  assert.deepEqual(said, measured);
}
