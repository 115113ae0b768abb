import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './images/tool.ts';
import { buildCollector, COLLECTOR_WAYS, throughCollector } from './senders/collector.ts';
import { startRecorder } from './senders/recorder.ts';
import { recordFiles } from './senders/files.ts';
import { type Command, senders } from './senders/senders.ts';

// npm run senders [-- NAME …]: builds the senders in scripts/senders/, lets each send its one trace to a recorder, and
// writes what arrived to test/fixtures/senders/NAME.json, for the tests of the receivers. "files" are those that real
// programs write or answer with, in test/fixtures/files (needs Docker and images of Jaeger and Zipkin).

const TO = join(import.meta.dirname, '../test/fixtures/senders');
const FILES = join(import.meta.dirname, '../test/fixtures/files');
/** Kept from run to run: a build from nothing takes minutes. */
const MADE = join(tmpdir(), 'jaeger-lab-senders');

await mkdir(TO, { recursive: true });
await mkdir(MADE, { recursive: true });
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const all = senders(MADE);
for (const name of Object.keys(all).filter(isWanted)) await record(name);
if (isWanted('collector')) await recordCollector();
if (isWanted('files')) {
  await recordFiles(await buildCollector(MADE), FILES);
  await recordJava();
}

async function record(name: string): Promise<void> {
  const sender = all[name];
  if (!sender) return;
  for (const step of sender.build) await run(step, `build ${name}`);
  await write(name, sender.ways, async (way, to) => {
    await run([...sender.send, way[0], to, way[1]], name);
  });
}

async function recordCollector(): Promise<void> {
  const js = all['js'];
  if (!js) return;
  const program = await buildCollector(MADE);
  await write('collector', COLLECTOR_WAYS, (way, to) =>
    throughCollector(program, way, to, async (endpoint) => {
      await run([...js.send, 'http', endpoint, 'none'], 'send to the Collector');
    }),
  );
}

/** Its exporter of OTLP to stdout, with and without the list around each request. */
async function recordJava(): Promise<void> {
  const java = all['java'];
  if (!java) return;
  for (const step of java.build) await run(step, 'build java');
  for (const form of ['list', 'lines']) {
    const lines = await run([...java.send, 'stdout', form, 'none'], 'java');
    await writeFile(join(FILES, `java-${form}.jsonl`), lines);
  }
}

type Way = readonly [protocol: string, compression: string];

async function write(
  name: string,
  ways: readonly Way[],
  send: (way: Way, to: string) => Promise<void>,
): Promise<void> {
  const recordings: Record<string, unknown> = {};
  for (const way of ways) {
    await using recorder = await startRecorder();
    await send(way, way[0] === 'grpc' ? recorder.grpcUrl : recorder.httpUrl);
    recordings[way.join(' ')] = recorder.requests;
    process.stderr.write(`${name} ${way.join(' ')}: ${recorder.requests.length} requests\n`);
  }
  await writeFile(join(TO, `${name}.json`), `${JSON.stringify(recordings, null, 2)}\n`);
}

function run([folder, command, ...args]: Command, purpose: string): Promise<string> {
  return runTool({
    command,
    args,
    cwd: folder,
    limit: { withinMs: 20 * 60_000 },
    purpose,
    whenMissing: `install ${command}`,
  });
}
