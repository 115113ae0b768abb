import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from '../../../src/backend/flags.ts';
import { startBackend } from '../../../src/backend/start.ts';
import { evictedIn } from '../../../src/cli/labs/store-problem.ts';
import { sendOtlp } from '../../backend/embedded.ts';
import { sent, span } from '../../backend/stored.ts';

const MOST = 5;
const PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];

test('more traces in a run than the embedded Jaeger holds is the cause of those that are missing', async () => {
  const flags = [...PORTS.map((name) => `--${name}-port=0`), `--max-traces=${MOST}`];
  const backend = await startBackend(parseFlags(flags), () => undefined);
  const { 'otlp-http': otlp = 0, health = 0 } = backend.ports;
  const ports = [{ name: 'health', port: health, host: '127.0.0.1', hostPort: health }];
  const lab = { name: 'lab', components: [{ name: 'jaeger', ports }] };
  const send = (from: number, count: number): Promise<void> =>
    sendOtlp(
      `http://127.0.0.1:${otlp}`,
      sent(Array.from({ length: count }, (_, index) => span(from + index, 1))),
    );
  try {
    await send(1, MOST);
    assert.equal(await evictedIn(lab, MOST + 1), undefined, 'nothing was dropped');
    await send(MOST + 1, 2);
    assert.equal(await evictedIn(lab, MOST), undefined, 'those of a small run are there');
    const { problem, cure } = (await evictedIn(lab, MOST + 2)) ?? {};
    assert.match(problem ?? '', /^the embedded Jaeger: its memory holds 5 traces/);
    assert.match(cure ?? '', /--n 5; or keep traces on disk: jaeger-lab up --production$/);
  } finally {
    await backend.close();
  }
});
