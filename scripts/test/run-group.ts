import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../src/model/counted.ts';
import { endGroup } from '../images/process-group.ts';
import { type Counts, countsIn, NONE, skipsIn } from './counts.ts';
import type { Group } from './groups.ts';

interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** More options for Node's test runner. */
  readonly options: readonly string[];
  /** The file for the counts. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Labs share the engine and two cores: their tests run one after the other. */
const CONCURRENCY = { unit: 2, integration: 2, docker: 1 } as const;

/** Timeout of a single test and of a file: longer than on a slow machine. A hang ends here with its name. */
const TEST_WITHIN_MS = { unit: 120_000, integration: 300_000, docker: 900_000 } as const;

/** How a group of test files ended. */
export interface GroupRun {
  readonly counts: Counts;
  /** A line for each reason why tests were skipped. */
  readonly skipped: readonly string[];
}

/** Runs one group with Node's test runner. A runner that ends without a summary counts as one failed test. */
export async function runGroup(group: Group, around: Surroundings): Promise<GroupRun> {
  const tap = join(around.folder, `${group.name}.tap`);
  await runNode(
    [
      ...['--import', 'tsx', '--test'],
      `--test-concurrency=${CONCURRENCY[group.name]}`,
      `--test-timeout=${TEST_WITHIN_MS[group.name]}`,
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${tap}`],
      ...around.options,
      ...group.files,
    ],
    around.env,
    around.signal,
  );
  const written = await readFile(tap, 'utf8').catch(() => '');
  return {
    counts: countsIn(written) ?? { ...NONE, tests: 1, fail: 1 },
    skipped: Array.from(
      skipsIn(written),
      ([reason, times]) => `skipped: ${counted(times, `${group.name} test`)} (${reason})`,
    ),
  };
}

/** Resolves with the exit code; undefined when a signal ended the process. */
export async function runNode(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number | undefined> {
  signal.throwIfAborted();
  const child: ChildProcess = spawn(process.execPath, [...args], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Its own process group: Ctrl-C goes to this process, which then terminates the group.
    detached: true,
  });
  let ending = Promise.resolve();
  const end = (): void => void (ending = endGroup(child));
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? undefined));
    });
  } finally {
    signal.removeEventListener('abort', end);
    await ending;
  }
}
