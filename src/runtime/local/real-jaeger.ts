import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { EXIT, LabError } from '../../base/errors.ts';
import { statNamedFile } from '../../base/named-file.ts';

/** A program on this machine that is a Jaeger, and which command line it understands. */
export interface RealJaeger {
  readonly path: string;
  readonly major: 1 | 2;
}

/** The names that Jaeger's releases give it: 2.x, and 1.x all in one. */
const NAMES = ['jaeger', 'jaeger-all-in-one'];

/** The beginning of its help distinguishes them from each other and from other programs of that name. */
const HELP: readonly [pattern: RegExp, major: RealJaeger['major']][] = [
  [/Jaeger backend v2/, 2],
  [/Jaeger all-in-one distribution/, 1],
];

const ANSWER_WITHIN_MS = 5_000;

/**
 * The Jaeger that `chosen` names, else the first on PATH.
 *
 * @returns undefined when none was chosen and PATH has none
 * @throws LabError (usage) when the chosen program cannot be read or is not a Jaeger
 */
export async function findJaeger(
  chosen: string | undefined,
  path: string | undefined,
): Promise<RealJaeger | undefined> {
  if (chosen !== undefined) {
    const hint = 'name a jaeger (2.x) or jaeger-all-in-one (1.x) binary: --jaeger-bin PATH';
    await statNamedFile(chosen, { ifMissing: hint });
    const found = await identify(resolve(chosen));
    if (found) return found;
    throw new LabError(`${chosen} is not a Jaeger that can be started`, {
      hint,
      exitCode: EXIT.usage,
    });
  }
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const candidate of candidates) {
    const found = await identify(candidate);
    if (found) return found;
  }
  return undefined;
}

async function identify(path: string): Promise<RealJaeger | undefined> {
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!executable) return undefined;
  const help = await new Promise<string>((done) => {
    execFile(path, ['help'], { timeout: ANSWER_WITHIN_MS }, (_, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
  const major = HELP.find(([pattern]) => pattern.test(help))?.[1];
  return major === undefined ? undefined : { path, major };
}
