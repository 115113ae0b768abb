import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TraceWriter } from '../../../files/trace-writer.ts';
import type { Trace } from '../../../model/trace.ts';
import type { LogLine } from '../../../runtime/runtime.ts';
import { jsonText } from '../../../render/json.ts';
import { writeInto } from '../../shell/output-file.ts';

/** What a failed smoke test leaves behind for its analysis. */
export interface Artifacts {
  readonly answer: unknown;
  readonly logs: readonly LogLine[];
  /** Those that are wrong, by trace id. */
  readonly wrong: ReadonlyMap<string, unknown>;
  readonly traces: readonly Trace[];
}

/** @throws LabError when they cannot be written */
export const writeArtifacts = (folder: string, artifacts: Artifacts): Promise<void> =>
  writeInto(folder, '--artifacts', () => write(folder, artifacts));

async function write(folder: string, { answer, logs, wrong, traces }: Artifacts): Promise<void> {
  const components = [...new Set(logs.map(({ component }) => component))];
  await Promise.all([
    writeFile(join(folder, 'smoke.json'), jsonText(answer, 2)),
    ...components.map((name) => writeFile(join(folder, `${name}.log`), logOf(name, logs))),
    ...[...wrong].map(([traceId, trace]) =>
      writeFile(join(folder, `${traceId}.json`), `${JSON.stringify(trace, readable, 2)}\n`),
    ),
  ]);
  using file = new TraceWriter(join(folder, 'traces.otlp.jsonl.gz'), { mayReplace: true });
  for (const trace of traces) file.add(trace);
  file.finish();
}

const logOf = (name: string, logs: readonly LogLine[]): string =>
  logs
    .filter(({ component }) => component === name)
    .map(({ text }) => `${text}\n`)
    .join('');

/** JSON has no numbers beyond 2^53. */
const readable = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
