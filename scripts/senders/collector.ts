import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { runTool } from '../images/tool.ts';

/** What the Collector's exporters can do, and what each is called in its configuration. */
export const COLLECTOR_WAYS = [
  ...['none', 'gzip', 'zstd', 'snappy'].map((compression) => ['grpc', compression] as const),
  ...['none', 'gzip', 'zstd', 'snappy', 'zlib', 'deflate'].map(
    (compression) => ['http', compression] as const,
  ),
  ['json', 'none'] as const,
];

export const RECEIVES_AT = 'http://127.0.0.1:43180';

/** @returns the path of a Collector with the exporters for OTLP and for files alone */
export async function buildCollector(made: string): Promise<string> {
  const folder = join(made, 'collector');
  await mkdir(folder, { recursive: true });
  const parts = await readFile(join(import.meta.dirname, 'collector/builder.yaml'), 'utf8');
  const file = join(made, 'builder.yaml');
  await writeFile(file, parts.replace('dist:', `dist:\n  output_path: ${folder}`));
  const version = /otlpreceiver (\S+)/.exec(parts)?.[1] ?? '';
  const builder = `go.opentelemetry.io/collector/cmd/builder@${version}`;
  await runTool({
    command: 'go',
    args: ['run', builder, '--config', file, '--skip-strict-versioning'],
    cwd: made,
    limit: { withinMs: 20 * 60_000 },
    purpose: 'build the Collector',
    whenMissing: 'install Go',
  });
  return join(folder, 'collector');
}

/** Passes the trace that `send` makes through a Collector. @param to where its exporter sends it */
export async function throughCollector(
  program: string,
  [protocol, compression]: readonly [string, string],
  to: string,
  send: (endpoint: string) => Promise<void>,
): Promise<void> {
  const exporter = {
    endpoint: to,
    compression,
    tls: { insecure: true },
    ...(protocol === 'json' && { encoding: 'json' }),
  };
  const name = protocol === 'grpc' ? 'otlp_grpc' : 'otlp_http';
  await whileCollecting(program, { [name]: exporter }, () => send(RECEIVES_AT));
}

/** Runs a Collector that hands what it gets to all of the exporters. @param exporters their settings by name */
export async function whileCollecting(
  program: string,
  exporters: Readonly<Record<string, object>>,
  send: () => Promise<void>,
): Promise<void> {
  const settings = {
    receivers: { otlp: { protocols: { http: { endpoint: new URL(RECEIVES_AT).host } } } },
    exporters,
    service: {
      pipelines: { traces: { receivers: ['otlp'], exporters: Object.keys(exporters) } },
      telemetry: { metrics: { level: 'none' } },
    },
  };
  const collector = spawn(program, ['--config', `yaml:${JSON.stringify(settings)}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(collector, 'exit');
  try {
    const isUp = (): Promise<true | undefined> =>
      fetch(RECEIVES_AT).then(
        () => true,
        () => undefined,
      );
    await waitUntil('the Collector', isUp, { timeoutMs: 20_000, everyMs: 50 }, realClock);
    await send();
  } finally {
    // It sends what it holds before it ends.
    collector.kill('SIGTERM');
    await ended;
  }
}
