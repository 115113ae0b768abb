import { spawnSync } from 'node:child_process';

/** A real program that the tests compare with. */
export interface RealProgram {
  /** Empty when there is none. */
  readonly path: string;
  /** Why tests of it are skipped; false when they run. */
  readonly skip: string | false;
}

/** @param variable by which `npm test` names the program, or with `_MISSING` appended says why there is none */
export function realProgram(variable: string): RealProgram {
  const path = process.env[variable];
  const reason = process.env[`${variable}_MISSING`] ?? `npm test sets ${variable}`;
  return { path: path ?? '', skip: path === undefined && reason };
}

/** Why tests are skipped that run a program of the system, from the PATH; false when they run. */
export const skipWithout = (program: string): string | false =>
  spawnSync(program, ['--version']).error !== undefined && `there is no "${program}" on the PATH`;
