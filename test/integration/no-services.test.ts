import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { UpAnswer } from '../../src/cli/commands/up/answer.ts';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode, type Program } from '../support/program.ts';

const AUTO = ['--runtime', 'local', '--ports', 'auto', '--quiet'];

async function upAlone(lab: Program): Promise<UpAnswer> {
  const up = await lab.run('up', '--no-services', ...AUTO, '--json');
  assertCode(up, 0);
  return JSON.parse(up.stdout) as UpAnswer;
}

/** One span of a service that is not the lab's, in OTLP's JSON. */
const request = (nowMs: number): unknown => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'flask-gateway' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'GET /process',
              kind: 2,
              startTimeUnixNano: `${nowMs - 500}000000`,
              endTimeUnixNano: `${nowMs - 100}000000`,
            },
          ],
        },
      ],
    },
  ],
});

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('up --no-services starts Jaeger alone, which takes the spans of other services', async () => {
  await using lab = await withoutEngine();
  const { components, endpoints, scenario } = await upAlone(lab);
  assert.deepEqual(
    components.map(({ name }) => name),
    ['jaeger'],
  );
  assert.equal(scenario, 'none');
  assert.equal((await post(`${endpoints.otlpHttp}/v1/traces`, request(Date.now()))).status, 200);
  const slowest = await lab.run('slowest');
  assertCode(slowest, 0);
  assert.match(slowest.stdout, /^place\tflask-gateway\tGET \/process\t/m);

  const load = await lab.run('load');
  assertCode(load, 2);
  assert.match(load.stderr, /made with --no-services: there is no service to send requests to/);
  const outage = await lab.run('outage', 'jaeger', '--for', '1s');
  assertCode(outage, 2);
  assert.match(outage.stderr, /made with --no-services/);
  // Its traces are still there: it was not stopped.
  assertCode(await lab.run('slowest'), 0);
  assertCode(await lab.run('inject', 'gateway', '--delay', '1s'), 2);
  const both = await lab.run('up', 'checkout', '--no-services');
  assertCode(both, 2);
  assert.match(both.stderr, /--no-services cannot be combined with a scenario/);
  const repair = await lab.run('repair');
  assertCode(repair, 0);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});

test('status counts the requests that the embedded Jaeger refused', async () => {
  await using lab = await withoutEngine();
  const { endpoints } = await upAlone(lab);
  for (const path of ['/v1/trace', '/v1/trace', '/v1/traces'])
    await post(`${endpoints.otlpHttp}${path}`, path === '/v1/traces' ? 7 : {});
  const status = await lab.run('status', '--json');
  assertCode(status, 0);
  const { refused } = JSON.parse(status.stdout) as StatusAnswer;
  assert.deepEqual(refused, [
    { reason: 'path', requests: 2 },
    { reason: 'malformed', requests: 1 },
  ]);
  const table = await lab.run('status', '--format', 'table');
  assert.match(table.stdout, /refused {2}requests: 2 \(path\), 1 \(malformed\)/);
  assert.match(table.stdout, /see what to change: .*logs jaeger/);
  assertCode(await lab.run('down'), 0);
});

const SHOP = `name: shop
services:
  shop:
    GET /cart: { calls: [price GET /price] }
  price:
    GET /price: { latency: 5ms }
requests: { cart: shop GET /cart }
`;

test('services of a topology that send OTLP over HTTP get the port for it', async () => {
  await using lab = await withoutEngine();
  await writeFile(join(lab.folder, 'shop.yaml'), SHOP);
  const http = ['--env', '*.OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf'];
  assertCode(await lab.run('up', './shop.yaml', ...AUTO, ...http), 0);
  assertCode(await lab.run('load', '--n', '3', '--interval', '0', '--quiet'), 0);
  assertCode(await lab.run('down'), 0);
});
