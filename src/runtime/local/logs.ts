import { open, stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { merge } from '../../base/merge.ts';
import { stillRuns } from '../../base/process-identity.ts';
import { nothingToShow } from '../nothing-to-show.ts';
import type { LogLine, LogOptions } from '../runtime.ts';
import { type ProcessFolder, type ProcessRecord, logFile, readRecords } from './process-record.ts';

/** As much of a log's end as is looked at for its last lines. */
const END_BYTES = 4 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

/**
 * A lab's logs, component by component; with `follow` on and on, as they are written, until the signal fires or
 * every component has ended. A process writes stdout and stderr into one file: all lines count as stdout.
 */
export async function* logLines(
  folder: ProcessFolder,
  clock: Clock,
  { component, follow, tail, containing }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const records = await readRecords(folder);
  const chosen = records.filter(
    (record) => component === undefined || record.component === component,
  );
  if (chosen.length === 0) {
    throw nothingToShow(
      folder.lab,
      component,
      records.map((record) => record.component),
    );
  }
  if (follow) {
    yield* merge(chosen.map((record) => following(record, folder, clock, tail, signal)));
    return;
  }
  for (const record of chosen) {
    const lines =
      containing === undefined
        ? await lastLines(folder, record.component, tail)
        : await linesContaining(containing, folder, record.component, tail);
    yield* lines.map((text) => lineOf(record, text));
  }
}

const lineOf = ({ component }: ProcessRecord, text: string): LogLine => ({
  component,
  stream: 'stdout',
  text,
});

/** The last lines that a component wrote; empty when it never wrote any. */
export async function lastLines(
  folder: ProcessFolder,
  component: string,
  count: number,
): Promise<string[]> {
  const file = logFile(folder, component);
  const lines = splitLines(await endOf(file, 0));
  if (lines.length >= count) return lines.slice(-count);
  const older = splitLines(await endOf(`${file}.1`, 0));
  return [...older, ...lines].slice(-count);
}

/** Reads all that is kept, of which only the lines that are wanted stay in memory. */
async function linesContaining(
  wanted: string,
  folder: ProcessFolder,
  component: string,
  count: number,
): Promise<string[]> {
  const file = logFile(folder, component);
  const found: string[] = [];
  for (const part of [`${file}.1`, file]) {
    // A log that is not long has no older part.
    const handle = await open(part).catch(() => undefined);
    if (!handle) continue;
    for await (const line of handle.readLines()) if (line.includes(wanted)) found.push(line);
  }
  return found.slice(-count);
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What is in a file from a position on, at most its last 4 MB; empty when there is no such file. */
async function endOf(file: string, from: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(from, size - END_BYTES);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.max(0, size - start)),
      position: start,
    });
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

async function* following(
  record: ProcessRecord,
  folder: ProcessFolder,
  clock: Clock,
  tail: number,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const file = logFile(folder, record.component);
  const sizeOf = async (): Promise<number> =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  let position = await sizeOf();
  yield* (await lastLines(folder, record.component, tail)).map((text) => lineOf(record, text));
  let rest = '';
  while (!signal.aborted) {
    const runs = await stillRuns(record.process);
    const size = await sizeOf();
    // Cut while it is written: what is in it now is all new.
    if (size < position) position = 0;
    if (size > position) {
      const lines = (rest + (await endOf(file, position))).split('\n');
      position = size;
      rest = lines.pop() ?? '';
      yield* lines.map((text) => lineOf(record, text));
    } else if (!runs) {
      if (rest !== '') yield lineOf(record, rest);
      return;
    }
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}
