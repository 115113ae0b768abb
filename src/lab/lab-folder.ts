import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { EXIT, LabError } from '../base/errors.ts';

export const DEFAULT_LAB = 'lab';

/** The files of one lab. */
export interface LabFolder {
  readonly lab: string;
  readonly path: string;
  readonly state: string;
  readonly lock: string;
  readonly runs: string;
}

/**
 * The folder of a lab, in `$XDG_STATE_HOME/jaeger-lab`.
 *
 * @throws LabError (usage) for a name that is not valid for a container and a folder
 */
export function labFolder(
  lab: string,
  env: Readonly<Record<string, string | undefined>>,
): LabFolder {
  if (!isLabName(lab)) {
    throw new LabError(`invalid lab name "${lab}"`, {
      hint: 'use up to 40 lower-case letters, digits and hyphens: --name my-lab',
      exitCode: EXIT.usage,
    });
  }
  const path = join(stateHome(env), 'jaeger-lab', lab);
  return {
    lab,
    path,
    state: join(path, 'state.json'),
    lock: join(path, 'lock'),
    runs: join(path, 'runs'),
  };
}

export const isLabName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);

/** A relative path is ignored, as the XDG Base Directory Specification requires: it would differ in each folder. */
function stateHome(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_STATE_HOME: chosen = '', HOME: home = '' } = env;
  return isAbsolute(chosen) ? chosen : join(home === '' ? homedir() : home, '.local/state');
}
