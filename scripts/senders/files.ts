import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { runTool } from '../images/tool.ts';
import { RECEIVES_AT, whileCollecting } from './collector.ts';

const NAME = ['--name', 'recorded-files'];
const REQUESTS = 2;
/** So that the recording lies within the search of Zipkin and of Jaeger. */
const LOOKBACK_MS = 600_000;

const program = (...args: readonly string[]): Promise<string> =>
  runTool({
    command: process.execPath,
    args: ['dist/main.js', ...args],
    limit: { withinMs: 5 * 60_000 },
    purpose: `run jaeger-lab ${args[0]}`,
    whenMissing: 'npm run build',
  });

/**
 * Two requests to `checkout`, one with a slow payment, as they are kept by what the lab's services sent them to: the files
 * that Jaeger's API and Zipkin's API answer with, and those that the file exporter of a Collector writes.
 *
 * @param collector the path of a Collector with a file exporter
 */
export async function recordFiles(collector: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const docker = ['--runtime', 'docker', '--ports', 'auto', '--with', 'zipkin'];
  await program('up', 'checkout', ...NAME, ...docker);
  try {
    const fault = ['--fault', 'payment:delay=300ms@50%'];
    await program('load', ...NAME, '--n', String(REQUESTS), '--interval', '0', ...fault);
    const { endpoints } = JSON.parse(await program('status', ...NAME, '--json')) as StatusAnswer;
    const jaeger = await textOf(`${endpoints.query}/api/traces?service=api-gateway`);
    await writeFile(join(to, 'jaeger.json'), jaeger);
    const v3 = await textOf(`${endpoints.query}/api/v3/traces?${lastTraces()}`);
    await writeFile(join(to, 'jaeger-v3.json'), v3);
    await writeFile(join(to, 'zipkin.json'), await ofZipkin(spansIn(jaeger)));
    await throughFiles(collector, to, v3);
  } finally {
    await program('down', ...NAME);
  }
}

const spansIn = (jaeger: string): number =>
  (JSON.parse(jaeger) as { data: { spans: unknown[] }[] }).data.flatMap(({ spans }) => spans)
    .length;

async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  if (response.ok) return response.text();
  throw new Error(`${url}: ${response.status}`);
}

function lastTraces(): string {
  const now = Date.now();
  const query = new URLSearchParams({
    'query.service_name': 'api-gateway',
    'query.start_time_min': new Date(now - LOOKBACK_MS).toISOString(),
    'query.start_time_max': new Date(now).toISOString(),
    'query.num_traces': '20',
  });
  return query.toString();
}

/** Its exporters send in batches. @param spans that it gets as well as Jaeger */
async function ofZipkin(spans: number): Promise<string> {
  const port = await runTool({
    command: 'docker',
    args: ['port', `jaeger-lab-${NAME[1]}.zipkin`, '9411/tcp'],
    limit: { withinMs: 10_000 },
    purpose: 'find the port of Zipkin',
    whenMissing: 'install Docker',
  });
  const url = `http://${port.trim().split('\n')[0]}/api/v2/traces?lookback=${LOOKBACK_MS}`;
  const whole = async (): Promise<string | undefined> => {
    const text = await textOf(url);
    return (JSON.parse(text) as unknown[][]).flat().length === spans ? text : undefined;
  };
  return waitUntil('the spans in Zipkin', whole, { timeoutMs: 30_000, everyMs: 200 }, realClock);
}

/** Each process of the lab in a request of its own, as its exporter sends it. */
async function throughFiles(collector: string, to: string, v3: string): Promise<void> {
  const file = (format: string, name: string) => ({ path: join(to, name), format });
  const exporters = {
    'file/json': file('json', 'collector.jsonl'),
    'file/proto': file('proto', 'collector.pb'),
  };
  const { result } = JSON.parse(v3) as { result: { resourceSpans: unknown[] } };
  await whileCollecting(collector, exporters, async () => {
    for (const one of result.resourceSpans) {
      const { status } = await fetch(`${RECEIVES_AT}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [one] }),
      });
      if (status !== 200) throw new Error(`the Collector answered ${status}`);
    }
  });
}
