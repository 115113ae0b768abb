import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileClient, openFiles } from '../../src/files/open-files.ts';
import type { Trace } from '../../src/model/trace.ts';

/** A folder for the files of a test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'jaeger-lab-files-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** A client of these bytes, as they come from a pipe. @param smallBytes bound of what is kept in memory */
export const openBytes = (bytes: string | Uint8Array, smallBytes?: number): Promise<FileClient> =>
  openFiles({
    paths: ['-'],
    stdin: once(Buffer.from(bytes)),
    signal: new AbortController().signal,
    note: () => undefined,
    ...(smallBytes !== undefined && { smallBytes }),
  });

export async function tracesIn(bytes: string | Uint8Array, smallBytes?: number): Promise<Trace[]> {
  await using client = await openBytes(bytes, smallBytes);
  const traces: Trace[] = [];
  for await (const trace of client.eachTrace()) traces.push(trace);
  return traces;
}

/** Writes a file into the folder. @returns its path */
export async function fileIn(
  folder: { readonly path: string },
  name: string,
  content: string | Uint8Array,
): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}
