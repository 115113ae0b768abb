import { type StatsListener, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { EXIT, LabError, reasonOf } from '../../base/errors.ts';
import { parseStrategies, type SamplingStrategies } from './strategies.ts';

export interface StrategiesFileOptions {
  /** How often the file is looked at. */
  readonly everyMs?: number;
  /** Receives why a changed file cannot be used; the content before it then stays in force. */
  readonly onError?: (failure: LabError) => void;
}

export interface StrategiesFile extends SamplingStrategies, Disposable {}

const EVERY_MS = 1000;

/**
 * Strategies from a file, read again when it changes. Looked at again and again, because a mounted file is replaced
 * in ways that a file system does not report. Does not keep the process alive.
 *
 * @throws LabError (usage) when the file cannot be read or used at the start
 */
export async function openStrategies(
  file: string,
  options: StrategiesFileOptions = {},
): Promise<StrategiesFile> {
  let current = await read(file);
  const reload: StatsListener = () => {
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
  watchFile(file, { interval: options.everyMs ?? EVERY_MS, persistent: false }, reload);
  return {
    strategyFor: (service) => current.strategyFor(service),
    [Symbol.dispose]: () => unwatchFile(file, reload),
  };
}

async function read(file: string): Promise<SamplingStrategies> {
  const json = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LabError(`cannot read the sampling strategies: ${reasonOf(cause)}`, {
      hint: 'give the path of a file that is there and that you may read',
      exitCode: EXIT.usage,
      cause,
    });
  });
  return parseStrategies(json, file);
}
