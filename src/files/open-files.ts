import { LabError } from '../base/errors.ts';
import type { JaegerClient } from '../jaeger/client.ts';
import { inOrderOfStart } from '../model/assemble.ts';
import type { Trace } from '../model/trace.ts';
import { findFiles, inputOf, isPipe, type Input } from './find-files.ts';
import { fileMistake } from './mistake.ts';
import { otlpLine } from './otlp-line.ts';
import { spooled, type Spooled } from './stdin.ts';
import { TraceFiles } from './trace-files.ts';

export interface FilesWanted {
  /** Files, folders, or "-" for standard input. */
  readonly paths: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  readonly signal: AbortSignal;
  /** Takes a sentence about what was left out. */
  readonly note: (sentence: string) => void;
  /** Bytes of files that are kept in memory; only a test sets it. */
  readonly smallBytes?: number;
}

/** Traces in files, asked as a Jaeger is. */
export interface FileClient extends JaegerClient {
  /** Each trace once, by start or as it becomes complete; none is kept. */
  eachTrace(): AsyncGenerator<Trace>;
}

/**
 * Traces in files, asked as a Jaeger is. Of a search only the time counts; the rest is up to the caller.
 *
 * @throws LabError (usage) for a path that cannot be read; the files themselves are read when they are asked
 */
export async function openFiles({ paths, stdin, ...reading }: FilesWanted): Promise<FileClient> {
  const pipes: Spooled[] = [];
  const inputs: Input[] = [];
  const spool = async (stream: AsyncIterable<Uint8Array>, name?: string): Promise<void> => {
    const pipe = await spooled(stream, name);
    pipes.push(pipe);
    inputs.push(pipe.input);
  };
  for (const path of new Set(paths)) {
    if (path === '-') {
      if (!stdin) throw fileMistake(path, 'there is no standard input');
      await spool(stdin);
    } else if (await isPipe(path)) await spool(inputOf(path).open(), path);
    else inputs.push(...(await findFiles(path)));
  }
  const files = new TraceFiles(inputs, reading);
  const name = paths.map((path) => (path === '-' ? 'stdin' : path)).join(', ');
  return {
    url: name,
    called: name,
    version: () => Promise.resolve(undefined),
    uiUrl: () => Promise.resolve(undefined),
    services: async () => [...(await operationsOf(files)).keys()].sort(),
    operations: async (service) => [...((await operationsOf(files)).get(service) ?? [])].sort(),
    trace: (traceId) => files.trace(traceId),
    async rawTrace(traceId) {
      const trace = await files.trace(traceId);
      return trace && otlpLine(trace);
    },
    async traces({ fromUs, toUs, limit }) {
      const found: Trace[] = [];
      for await (const trace of files.traces())
        if (startsIn(trace, fromUs, toUs)) found.push(trace);
      return inOrderOfStart(found).slice(-limit);
    },
    async allTraces({ fromUs, toUs, maxTraces = Infinity }, take) {
      let taken = 0;
      for await (const traces of files.batches()) {
        const found = traces.filter((trace) => startsIn(trace, fromUs, toUs));
        const isFull = taken + found.length > maxTraces;
        take(isFull ? found.slice(0, maxTraces - taken) : found);
        if (isFull) return { ...NO_PAGES, isFull };
        taken += found.length;
      }
      return NO_PAGES;
    },
    eachTrace: () => files.traces(),
    get: () => Promise.reject(new LabError('a file has no API that could be asked')),
    dependencies: () => Promise.reject(new LabError('a file has no dependency graph of its own')),
    async [Symbol.asyncDispose]() {
      for (const pipe of pipes) await pipe[Symbol.asyncDispose]();
    },
  };
}

/** Of files nothing is asked. */
const NO_PAGES = { pages: 0, pageSize: 0, cutAt: [], isFull: false };

const startsIn = ({ spans }: Trace, fromUs: number, toUs: number): boolean => {
  const startUs = spans[0]?.startUs ?? 0;
  return startUs >= fromUs && startUs <= toUs;
};

async function operationsOf(files: TraceFiles): Promise<Map<string, Set<string>>> {
  const names = new Map<string, Set<string>>();
  for await (const { spans } of files.traces())
    for (const { resource, name } of spans) {
      const known = names.get(resource.service);
      if (known) known.add(name);
      else names.set(resource.service, new Set([name]));
    }
  return names;
}
