import { unwatchFile, watchFile } from 'node:fs';
import { EXIT, LabError, reasonOf } from '../../base/errors.ts';
import { readNamedFile } from '../../base/named-file.ts';
import { parseStrategies, type SamplingStrategies } from './strategies.ts';

export interface StrategiesFileOptions {
  /** How often the file is looked at. */
  readonly everyMs?: number;
  /** Receives why a changed file cannot be used; the content before it then stays in force. */
  readonly onError?: (failure: LabError) => void;
}

export interface StrategiesFile extends SamplingStrategies, Disposable {}

const EVERY_MS = 1000;
const TIMEOUT_MS = 5000;

/**
 * Strategies from a file or, as in Jaeger, from a URL; read again when it changes. Looked at again and again, because a mounted file is replaced
 * in ways that a file system does not report. Does not keep the process alive.
 *
 * @throws LabError (usage) when the file cannot be read or used at the start
 */
export async function openStrategies(
  file: string,
  options: StrategiesFileOptions = {},
): Promise<StrategiesFile> {
  let current = await read(file);
  const reload = (): void => {
    read(file).then(
      (changed) => {
        current = changed;
      },
      (failure: unknown) => {
        if (failure instanceof LabError) options.onError?.(failure);
        else throw failure;
      },
    );
  };
  const everyMs = options.everyMs ?? EVERY_MS;
  const stop = isUrl(file) ? repeat(reload, everyMs) : watch(file, reload, everyMs);
  return {
    strategyFor: (service) => current.strategyFor(service),
    [Symbol.dispose]: stop,
  };
}

function repeat(reload: () => void, everyMs: number): () => void {
  const timer = setInterval(reload, everyMs).unref();
  return () => clearInterval(timer);
}

function watch(file: string, reload: () => void, everyMs: number): () => void {
  watchFile(file, { interval: everyMs, persistent: false }, reload);
  return () => unwatchFile(file, reload);
}

const isUrl = (file: string): boolean => /^https?:\/\//.test(file);

async function load(file: string): Promise<string> {
  if (!isUrl(file)) return (await readNamedFile(file, { ifMissing: 'check the path' })).toString();
  const response = await fetch(file, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(`${file} answered ${response.status}`);
}

async function read(file: string): Promise<SamplingStrategies> {
  const json = await load(file).catch((cause: unknown) => {
    if (cause instanceof LabError) throw cause;
    throw new LabError(`cannot read the sampling strategies: ${reasonOf(cause)}`, {
      hint: 'check the URL',
      exitCode: EXIT.usage,
      cause,
    });
  });
  return parseStrategies(json, file);
}
